/**
 * Mutants of what decides about a request: `npm run test:mutation`. How to read it is said in CONTRIBUTING.md.
 *
 * What survives, and no test can notice since the answer is the same:
 * - grammar.ts, `standsAt`: whether the text stands there as it is, before it is compared without regard to case
 * - tokens.ts, `add`: where it says no, `isRange` is asked and says yes
 * - grammar.ts, `isRepeated`: which of its two ways is taken, and names in upper case
 * - headers.ts: names that are known, lengths that are compared before letters
 * - name-table.ts: how its slots are made, and which one a name has
 * - likely-subtags.ts, `keyOf`: any number that is another for each pair
 * - dimension.ts, nearest-name.ts, member-reader.ts, subtags.ts, select.ts: first values, which are written over
 * - charset-ranges.ts: media types of one charset matched the long way; of equal charsets the later one
 * - suggestion.ts, `combinationsOf`: a pair in either order; normalize.ts: candidates that are longer than another
 * - codings.ts, available.ts: what is `undefined` is looked up, and not found
 * - vary.ts: names are compared in lower case, or in upper
 * - select.ts, where to narrow by charset, and `#bestChoice`: to look for the closest among one is to find it
 * - select.ts, `#match`, `#narrow`: without values that depend on a condition none is left out; where no charset is liked less, none is refused
 * - language-ranges.ts, subtags.ts, media-types.ts, `isMediaRange`: bounds, past which stands what is in no range
 * - negotiation.ts, normalize.ts, never-selected.ts, explain.ts, select.ts: `?.` where something always stands
 * - media-types.ts, `parsed`: what is malformed is parsed again; how many are kept, but for one
 * - media-types.ts, `isWellFormed`, `canonical`: what is too long is cut, and so is none; what stands for quoted text, and between parameters
 * - member-reader.ts, `next`, `#next`: to search again finds the same; past the end there is no member
 * - member-reader.ts, `#readLastWeight`, and where quotes are asked for: what is not found so is read in turn
 * - languages.ts, `begin`, `#take`: to forget all, or one twice, is to forget what was found
 * - languages.ts, `add`: what begins otherwise finds nothing; where it says no, `isRange` is asked and says yes
 * - languages.ts, `#takeRange`: to find by the same code twice is to find the same
 * - closest-language.ts: of one that is left nothing changes; what is settled early would be later; no range has the code `NONE`
 * - language-distance.ts: conditions that the rules of CLDR never tell apart
 * - outcome-cache.ts: how its arrays are made, how `slotOf` makes a number of the fields, and what stands for one that is absent
 * - route-outcomes.ts: names of fields in upper case, which Fastify writes in lower
 * - last-word.ts: where there is no symbol, nothing stands under it
 * - marks.ts, `unmarkSource`: nothing is written where nothing stands
 * - response-fields.ts, `addVary`: to add to nothing gives what is added
 * - response-fields.ts, `removeOwnFields`: Fastify ignores what an `onError` hook throws where nothing has been negotiated
 * - kept-vary.ts: what is looked for first is what Fastify writes; the rest of the function comes to the same
 * - complete-fields.ts, `isComplete`: it saves the work of finding that there is nothing to do
 * - complete-fields.ts, where items are watched: nothing is said of other content; and of the selected type none is advised
 * - other-payloads.ts, `isErrorDeclared`: a type that is the same has the same essence
 * - other-payloads.ts, `serializeOther`: of a type that cannot be read, any text without `json` in it
 * - override.ts: a parameter of the path that is not there; a URL that says nothing decides nothing; routes are narrowed once
 * - override.ts: what is not known is not decided, whether it is left out or `undefined`; and what is asked for where it is no text
 * - addresses.ts, `alternatesOf`: all that is listed is among all that can be selected
 * - hints.ts, `applyPreference`: no hint is called `undefined`
 * - advice.ts, `isSilent`: where nothing is to be said, nothing need be looked for
 * - without.ts, `stillDecided`: TypeScript tells what is left out from what is undefined
 * - render.ts, `render`: types that are the same have the same essence
 * - render.ts, where text is marked that has a type: of an object, the type is written again and is the same
 */

/** The tests that are about a file of `lib/reply/`: all that reach it would take an hour. */
const reply = {
  addresses: ['reply/url-fields', 'reply/context', 'reply/without', 'boot/twins'],
  advice: ['reply/advice', 'boot/advice'],
  availability: ['reply/url-fields'],
  'complete-fields': [
    'reply/complete-fields', 'reply/advice', 'reply/handler', 'reply/other-answers', 'reply/kept-vary', 'rfc9110/8.3-content-type',
    'rfc9110/9.3.2-head', 'rfc9110/12.5.2-accept-charset'
  ],
  hints: ['reply/hints'],
  'kept-vary': ['reply/kept-vary', 'rfc9110/12.5.5-vary'],
  'last-word': ['reply/errors'],
  'late-fields': ['reply/other-answers', 'reply/send'],
  marks: ['reply/other-answers', 'reply/complete-fields', 'reply/declared-errors', 'reply/traps', 'rfc9110/8.5-content-language'],
  'outcome-cache': ['reply/outcome-cache'],
  outcome: ['reply/without', 'reply/url-fields', 'reply/complete-fields'],
  override: ['reply/override', 'boot/twins'],
  'response-fields': [
    'reply/complete-fields', 'reply/declared-errors', 'rfc9110/9.3.2-head', 'reply/handler', 'reply/send', 'reply/kept-vary', 'reply/url-fields'
  ],
  'route-outcomes': [
    'reply/outcome-cache', 'reply/hints', 'reply/url-fields', 'reply/without', 'reply/override', 'rfc9110/8.3-content-type', 'rfc9110/8.5-content-language'
  ],
  'url-fields': ['reply/url-fields', 'reply/override', 'reply/without', 'boot/twins'],
  without: ['reply/without']
}

export default {
  plugins: ['./test/mutation/runner.js'],
  testRunner: 'rooms',
  rooms: {
    // Folders, or single files. HEAD of a stream is in the room of streams, and its fields are those of the answer.
    tests: [
      'test/negotiation', 'test/rfc9110', 'test/rfc4647', 'test/rfc9457', 'test/reply', 'test/streams/head.test.ts',
      'test/boot/twins.test.ts', 'test/boot/advice.test.ts'
    ],
    // Tests of time, which are slow where every branch is counted; and one that adds a dimension to the house, for all others as well.
    without: ['test/negotiation/hostile.test.ts', 'test/negotiation/fifth-dimension.test.ts'],
    // Where all that is mutated is of these places, their own tests are run and no others.
    own: [{
      lib: 'lib/negotiation/',
      tests: ['test/negotiation'],
      // One starts a process without mutants, the other one writes down all that the process has in memory.
      without: [
        'test/negotiation/likely-subtags.test.ts without Intl the answers are the same',
        'test/negotiation/member-reader.test.ts nothing of a request is kept once it is over'
      ]
    }, ...Object.entries(reply).map(([name, tests]) => ({ lib: `lib/reply/${name}.ts`, tests: tests.map((test) => `test/${test}.test.ts`) }))]
  },
  coverageAnalysis: 'perTest',
  mutate: [
    'lib/negotiation/**/*.ts',
    // Data that `npm run cldr` writes; a test compares it with what the script writes now.
    '!lib/negotiation/cldr.ts',
    'lib/reply/{response-fields,complete-fields,kept-vary,marks,other-payloads,outcome*,route-outcomes,not-acceptable}.ts',
    'lib/reply/{override,addresses,advice,availability,url-fields,hints,without,last-word,late-fields,offered-types}.ts',
    'lib/reply/problems/*.ts',
    // The words of a page.
    '!lib/reply/problems/problem-members.ts'
  ],
  // All that is copied to where the mutants are.
  ignorePatterns: ['**', '!lib/**', '!types/**', '!test/**', '!docs/advice.md', '!package.json', '!tsconfig.json'],
  tempDirName: '.stryker',
  reporters: ['clear-text', 'html', 'progress'],
  clearTextReporter: { logTests: false, reportTests: false, skipFull: true },
  htmlReporter: { fileName: '.stryker/report.html' },
  thresholds: { high: 95, low: 95, break: 95 },
  disableTypeChecks: true,
  dryRunTimeoutMinutes: 20,
  warnings: { unknownOptions: false }
}
