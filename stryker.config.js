/** Mutants of what decides about a request: `npm run test:mutation`. How to read it is said in CONTRIBUTING.md. */
export default {
  plugins: ['./test/mutation/runner.js'],
  testRunner: 'rooms',
  rooms: {
    folders: ['test/negotiation', 'test/rfc9110', 'test/rfc4647', 'test/rfc9457', 'test/reply'],
    // Tests of time, which are slow where every branch is counted; and one that adds a dimension to the house, for all others as well.
    without: ['test/negotiation/hostile.test.ts', 'test/negotiation/fifth-dimension.test.ts']
  },
  coverageAnalysis: 'perTest',
  mutate: [
    'lib/negotiation/**/*.ts',
    'lib/reply/{response-fields,complete-fields,kept-vary,marks,other-payloads,outcome*,route-outcomes,not-acceptable}.ts'
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
