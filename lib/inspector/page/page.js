/**
 * The page: what is typed is asked, what is answered is shown. What is typed stands in the address as well, to be kept or sent.
 */
import { byId, element, fieldName, labelled } from './elements.js'
import { Lab } from './lab.js'
import { showAnswer, showOutcome, showScores } from './results.js'

const { routes, clients, fields } = await read('routes')
let explanation = null
let asking = new AbortController()
let typing

const lab = new Lab({ setAccept, mend, ask })
fill()

async function read (path, signal) {
  const answer = await fetch(path, { signal, headers: { accept: 'application/json' } })
  const said = await answer.json().catch(() => ({ fault: `The server answered ${answer.status}.` }))
  if (said.fault !== undefined) throw new Error(said.fault)
  if (!answer.ok) throw new Error(said.detail ?? said.message ?? `The server answered ${answer.status}.`)
  return said
}

function fill () {
  if (routes.length === 0) return showFault('No route of this application produces anything: none declares config.produces.')
  byId('route').append(...routes.map(({ method, url }, index) => element('option', { value: String(index) }, `${method} ${url}`)))
  byId('client').append(
    element('option', { value: '' }, 'the fields below'),
    ...clients.map(({ name, version }) => element('option', { value: name }, `${name} (${version})`)))
  byId('fields').append(...fields.map((name) => labelled(fieldName(name), `field-${name}`)))
  restore(new URLSearchParams(location.hash.slice(1)))
  byId('route').addEventListener('change', changeRoute)
  byId('client').addEventListener('change', changeClient)
  byId('request').addEventListener('submit', (event) => event.preventDefault())
  byId('parameters').addEventListener('input', explainSoon)
  byId('fields').addEventListener('input', () => {
    byId('client').value = ''
    noteClient()
    explainSoon()
  })
  byId('mend-button').addEventListener('click', mend)
  byId('ask').addEventListener('click', ask)
  byId('copy').addEventListener('click', copy)
  explain()
}

function restore (kept) {
  const place = routes.findIndex(({ method, url }) => method === kept.get('method') && url === kept.get('url'))
  byId('route').value = String(Math.max(place, 0))
  showParameters()
  for (const [name, value] of kept) {
    const input = byId(`field-${name}`) ?? byId(name)
    if (input?.matches('input')) input.value = value
  }
  noteClient()
}

function chosenRoute () {
  return routes[Number(byId('route').value)]
}

function changeRoute () {
  showParameters()
  lab.restart()
  explain()
}

function changeClient () {
  const client = clients.find(({ name }) => name === byId('client').value)
  if (client !== undefined) for (const name of fields) byId(`field-${name}`).value = client.fields[name] ?? ''
  noteClient()
  explain()
}

function noteClient () {
  const client = clients.find(({ name }) => name === byId('client').value)
  byId('client-note').textContent = client === undefined ? '' : `What ${client.name} sends, by: ${client.source === 'run' ? 'a run of it' : client.source}.`
}

function showParameters () {
  const { method, parameters } = chosenRoute()
  const inputs = parameters.map((name) => labelled(name === '*' ? 'the rest of the path (*)' : name, `parameter.${name}`))
  byId('parameters').replaceChildren(...inputs, labelled('Query', 'query', { placeholder: 'page=2' }))
  byId('address').hidden = false
  byId('ask').disabled = method !== 'GET'
  byId('ask').textContent = method === 'GET' ? 'Ask the route' : 'Only GET is asked from here'
}

/** What is typed, as the endpoints take it. */
function typed () {
  const { method, url, parameters } = chosenRoute()
  const said = new URLSearchParams({ method, url })
  for (const name of fields) if (byId(`field-${name}`).value.trim() !== '') said.set(name, byId(`field-${name}`).value)
  for (const id of [...parameters.map((name) => `parameter.${name}`), 'query']) if (byId(id).value !== '') said.set(id, byId(id).value)
  return said
}

function explainSoon () {
  clearTimeout(typing)
  typing = setTimeout(explain, 150)
}

async function explain () {
  clearTimeout(typing)
  typing = undefined
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  const said = typed()
  history.replaceState(null, '', `#${said}`)
  said.set('origin', location.origin)
  byId('answer').replaceChildren()
  try {
    const { explanation: news, curl } = await read(`explain?${said}`, signal)
    explanation = news
    showFault('')
    showOutcome(byId('outcome'), explanation)
    showScores(byId('scores'), explanation)
    byId('curl').textContent = curl
    byId('copied').textContent = ''
    byId('mend').hidden = explanation.suggestion === null
    lab.see({ explanation, answer: null, method: chosenRoute().method })
  } catch (error) {
    if (!signal.aborted) showFault(error.message)
  }
}

async function ask () {
  if (chosenRoute().method !== 'GET') return
  // What was typed last is explained first: to do so takes the answer away.
  if (typing !== undefined) await explain()
  const { signal } = asking
  byId('answer').replaceChildren(element('p', {}, 'Asking …'))
  try {
    const { answer } = await read(`answer?${typed()}`, signal)
    showFault('')
    showAnswer(byId('answer'), answer)
    lab.see({ answer })
  } catch (error) {
    if (signal.aborted) return
    byId('answer').replaceChildren(element('p', { class: 'fault' }, error.message))
  }
}

async function setAccept (value) {
  return setFields({ accept: value })
}

async function mend () {
  if (explanation?.suggestion) await setFields(explanation.suggestion.fields)
}

async function setFields (changed) {
  for (const [name, value] of Object.entries(changed)) byId(`field-${name}`).value = value ?? ''
  byId('client').value = ''
  noteClient()
  await explain()
}

async function copy () {
  try {
    await navigator.clipboard.writeText(byId('curl').textContent)
    byId('copied').textContent = 'Copied.'
  } catch {
    // Without HTTPS, but for localhost, there is no clipboard.
    getSelection().selectAllChildren(byId('curl'))
    byId('copied').textContent = 'Selected: copy it with your keyboard.'
  }
}

function showFault (text) {
  byId('fault').textContent = text
  byId('fault').hidden = text === ''
}
