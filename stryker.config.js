/**
 * Mutants of what decides about a request: `npm run test:mutation`. How to read it is said in CONTRIBUTING.md.
 *
 * What survives, and no test can notice since the answer is the same:
 * - grammar.ts, `standsAt`: whether the text stands there as it is, before it is compared without regard to case
 * - tokens.ts, `add`: where it says no, `isRange` is asked and says yes
 * - grammar.ts, `isRepeated`: which of its two ways is taken, and names in upper case
 * - headers.ts: names that are known, strings that are returned at once, lengths that are compared before letters
 * - name-table.ts: how many slots there are, and which one a name has
 * - likely-subtags.ts, `keyOf`: any number that is another for each pair
 * - dimension.ts, nearest-name.ts: first values, which are written over
 * - charset-ranges.ts: media types of one charset matched the long way; of equal charsets the later one
 * - suggestion.ts, `combinationsOf`: a pair in either order; normalize.ts: candidates that are longer than another
 * - codings.ts, available.ts: what is `undefined` is looked up, and not found
 * - vary.ts: names are compared in lower case, or in upper
 * - select.ts, `tied`, and where to narrow by charset: to look for the closest among one is to find it
 * - media-types.ts, `parsed`: what is parsed again is the same
 * - member-reader.ts, `next`, `#search`: to search again finds the same; past the end there is no member
 * - member-reader.ts, `#readLastWeight`, and where quotes are asked for: what is not found so is read in turn
 * - language-distance.ts: conditions that the rules of CLDR never tell apart
 * - outcome-cache.ts: how its arrays are made, one of the signs in `slotOf`, and what stands there for a field that is absent
 * - response-fields.ts, `addVary`: to add what is there adds nothing, and kept-vary.ts adds what is not
 * - response-fields.ts, `removeOwnFields`: Fastify ignores what an `onError` hook throws where nothing has been negotiated
 * - kept-vary.ts: what is looked for first is what Fastify writes; the rest of the function comes to the same
 * - complete-fields.ts, `isComplete`: it saves the work of finding that there is nothing to do
 * - complete-fields.ts, where items are watched: nothing is said of other content
 * - other-payloads.ts, `isErrorDeclared`: a type that is the same has the same essence
 * - other-payloads.ts, `serializeOther`: of a type that cannot be read, any text without `json` in it
 * - override.ts: a parameter of the path that is not there; a URL that says nothing decides nothing; routes are narrowed once
 * - override.ts: the name of the extension's parameter, and of what is asked for where it is no text
 * - url-fields.ts, `withdraw`: where nothing was written, what stands for it
 * - without.ts, `stillDecided`: TypeScript tells what is left out from what is undefined
 */
export default {
  plugins: ['./test/mutation/runner.js'],
  testRunner: 'rooms',
  rooms: {
    // Folders, or single files. HEAD of a stream is in the room of streams, and its fields are those of the answer.
    tests: [
      'test/negotiation', 'test/rfc9110', 'test/rfc4647', 'test/rfc9457', 'test/reply', 'test/streams/head.test.ts', 'test/boot/twins.test.ts'
    ],
    // Tests of time, which are slow where every branch is counted; and one that adds a dimension to the house, for all others as well.
    without: ['test/negotiation/hostile.test.ts', 'test/negotiation/fifth-dimension.test.ts'],
    // Where only files of one room are mutated, its own tests are run and no others.
    own: [{
      lib: 'lib/negotiation/',
      tests: ['test/negotiation'],
      // One starts a process without mutants, the other one writes down all that the process has in memory.
      without: [
        'test/negotiation/likely-subtags.test.ts without Intl the answers are the same',
        'test/negotiation/member-reader.test.ts nothing of a request is kept once it is over'
      ]
    }]
  },
  coverageAnalysis: 'perTest',
  mutate: [
    'lib/negotiation/**/*.ts',
    // Data that `npm run cldr` writes; a test compares it with what the script writes now.
    '!lib/negotiation/cldr.ts',
    'lib/reply/{response-fields,complete-fields,kept-vary,marks,other-payloads,outcome*,route-outcomes,not-acceptable}.ts',
    'lib/reply/{override,addresses,availability,url-fields,hints,without,last-word,late-fields,offered-types}.ts',
    'lib/reply/problems/*.ts',
    // The words of a page.
    '!lib/reply/problems/problem-members.ts'
  ],
  // All that is copied to where the mutants are.
  ignorePatterns: ['**', '!lib/**', '!types/**', '!test/**', '!package.json', '!tsconfig.json'],
  tempDirName: '.stryker',
  reporters: ['clear-text', 'html', 'progress'],
  clearTextReporter: { logTests: false, reportTests: false, skipFull: true },
  htmlReporter: { fileName: '.stryker/report.html' },
  thresholds: { high: 95, low: 95, break: 95 },
  disableTypeChecks: true,
  dryRunTimeoutMinutes: 20,
  warnings: { unknownOptions: false }
}
