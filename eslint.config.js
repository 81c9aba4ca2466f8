import neostandard from 'neostandard'

export default [
  ...neostandard({ ts: true, ignores: ['dist', '.tap', '.stryker', 'coverage', 'site/.vitepress/dist', 'site/.vitepress/cache'] }),
  {
    files: ['lib/**/*.ts'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', { max: 40, skipComments: true }],
      'max-params': ['error', 4],
      complexity: ['error', 10],
      'max-len': ['error', { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
      '@typescript-eslint/no-explicit-any': 'error'
    }
  },
  {
    files: ['lib/inspector/page/*.js'],
    languageOptions: { globals: { location: 'readonly', history: 'readonly', getSelection: 'readonly' } }
  }
]
