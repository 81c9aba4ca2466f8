/**
 * The lab: four steps, on any route. A step is done when what the server says shows it.
 */
import { byId, element } from './elements.js'

/** What nobody has, and what is well formed. */
export const NOTHING = 'application/vnd.nobody.has-this'

/**
 * A step: what to do, the label of its button, and whether what is seen shows that it is done. `seen` has the explanation, the
 * answer (`null` before the route is asked), the method, and `before`: what was selected when the last step was done.
 */
export const STEPS = [
  {
    title: 'Get a 406.',
    text: () => 'Ask for a media type that the route does not have, and for nothing else. The table of scores shows that no range speaks for anything.',
    button: () => `Set Accept to ${NOTHING}`,
    run: (actions) => actions.setAccept(NOTHING),
    isDone: ({ explanation }) => explanation.outcome === 'not-acceptable'
  },
  {
    title: 'Read it.',
    text: ({ method }) => method === 'GET'
      ? 'Ask the route: the answer is a problem in JSON. It says what there is (available), and the field Vary says what decided.'
      : `Only GET is asked from this page. Run the curl line: the answer to ${method} is a problem in JSON that says what there is.`,
    button: ({ method }) => method === 'GET' ? 'Ask the route' : 'I have read it',
    run: (actions) => actions.ask(),
    isDone: ({ answer, method, read }) => method === 'GET' ? answer?.status === 406 : read === true
  },
  {
    title: 'Mend it.',
    text: ({ explanation }) => explanation?.suggestion ? `The smallest change: ${explanation.suggestion.text}.` : 'Change the fields until something is selected.',
    button: () => 'Make this change',
    run: (actions) => actions.mend(),
    isDone: ({ explanation }) => explanation.outcome === 'selected'
  },
  {
    title: 'Refuse it.',
    text: () => 'Quality 0 refuses what a wildcard would admit. Take anything but what was selected: something else is, or nothing where there is nothing else.',
    button: ({ before }) => before ? `Set Accept to */*, ${before};q=0` : 'Refuse what was selected',
    run: (actions, { before }) => actions.setAccept(`*/*, ${before};q=0`),
    isDone: ({ explanation, before }) => explanation.dimensions[0]?.candidates.some(({ value, clientQuality }) => value === before && clientQuality === 0)
  }
]

export class Lab {
  #actions
  #step = 0
  #seen = { explanation: null, answer: null, method: 'GET', before: null, read: false }

  constructor (actions) {
    this.#actions = actions
    byId('lab-again').addEventListener('click', () => this.restart())
    this.#show()
  }

  restart () {
    this.#step = 0
    this.#seen = { ...this.#seen, answer: null, before: null, read: false }
    this.#show()
    byId('lab-status').textContent = ''
  }

  /** What the page shows now. */
  see (news) {
    this.#seen = { ...this.#seen, ...news }
    const { explanation } = this.#seen
    if (explanation !== null && STEPS[this.#step]?.isDone(this.#seen)) {
      this.#seen.before = explanation.selected?.mediaType ?? null
      this.#step += 1
      byId('lab-status').textContent = this.#step === STEPS.length ? 'All four steps are done.' : `Step ${this.#step} of ${STEPS.length} is done.`
    }
    this.#show()
  }

  #show () {
    byId('lab').replaceChildren(...STEPS.map((step, index) => this.#item(step, index)))
  }

  #item (step, index) {
    const isDone = index < this.#step
    const button = element('button', { type: 'button', id: `lab-${index}` }, step.button(this.#seen))
    button.disabled = index !== this.#step
    button.addEventListener('click', () => this.#run(step))
    const mark = element('span', { class: 'mark' }, isDone ? ' ✓ done' : '')
    const current = index === this.#step ? { 'aria-current': 'step' } : {}
    return element('li', { ...current, class: isDone ? 'done' : 'open' },
      element('strong', {}, step.title), mark, element('p', {}, step.text(this.#seen)), element('p', {}, button))
  }

  async #run (step) {
    await step.run(this.#actions, this.#seen)
    if (this.#seen.method !== 'GET' && this.#step === 1) this.see({ read: true })
    // The button that had the focus may be disabled by now.
    const next = byId(`lab-${this.#step}`) ?? byId('lab-again')
    next.focus()
  }
}
