import js from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TYPED = ['src/**/*.ts', 'migrations/**/*.ts', 'test/**/*.ts', 'docs/examples/**/*.ts'];
const TESTS = ['test/**/*.ts'];
const GRAPHIQL = ['src/graphiql/**/*.{ts,tsx,mts}'];
const SCHEMA = ['schema/**/*.graphql'];

const NODE = { require: 'readonly', module: 'writable', __dirname: 'readonly', __filename: 'readonly' };
const RUNTIME = {
  process: 'readonly',
  console: 'readonly',
  Buffer: 'readonly',
  setTimeout: 'readonly',
  URL: 'readonly',
};

/** A file of the size that can be read at midnight; most are far shorter. */
const MOST_LINES = ['error', { max: 350, skipBlankLines: false, skipComments: false }];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.data/', 'src/graphiql/dist/', 'src/client/', 'test/bench/']),

  { files: ['**/*.{js,cjs,mjs}'], extends: [js.configs.recommended], rules: { 'max-lines': MOST_LINES } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { ...NODE, ...RUNTIME } } },

  {
    files: TYPED,
    ignores: GRAPHIQL,
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': MOST_LINES,
      'no-warning-comments': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'graphql',
              importNames: ['GraphQLError'],
              allowTypeImports: true,
              message: 'Throw LienThongError; only src/server translates.',
            },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers read well in a sentence; what the rule is after is objects and arrays.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allow: [] }],
      // type-graphql takes every type of the graph as a class, also one that is no more than its decorators.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      // `(done) => bar.update(done)` is how a callback that gives nothing is written here.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A class of the graph is a shape that rows have; nothing asks what an object is an instance of.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      // Names are taken apart by code point on purpose: that is how Unicode normalisation leaves Vietnamese letters.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    },
  },
  {
    files: ['src/**/*.ts', 'migrations/**/*.ts'],
    ignores: ['src/config.ts', ...GRAPHIQL],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'src/config.ts alone reads the environment.' },
      ],
      'no-console': 'error',
    },
  },
  { files: ['src/server/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: TESTS,
    rules: {
      'no-restricted-properties': [
        'error',
        ...['test', 'it', 'describe'].flatMap((object) =>
          ['skip', 'only', 'todo'].map((property) => ({ object, property, message: 'Every test runs.' })),
        ),
      ],
      // Tests translate errors nowhere, but may look at those of graphql-js.
      '@typescript-eslint/no-restricted-imports': 'off',
      // `expect.any(Array)` inside an object is of type any by jest's declarations.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // What is missing where a test counts on it fails that test.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },

  // GraphiQL has a package and a type check of its own, so that its packages need not be here.
  {
    files: GRAPHIQL,
    extends: [js.configs.recommended, tseslint.configs.strict],
    rules: { 'max-lines': MOST_LINES, 'no-warning-comments': 'error', 'no-undef': 'off' },
  },

  {
    files: SCHEMA,
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: SCHEMA } } },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': [
        'error',
        { types: true, rootField: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
      ],
      // Records are known by their registers' own identifiers; there is no global id.
      '@graphql-eslint/strict-id-in-types': 'off',
      // An identifier has the same name wherever it stands: `personalId`, on a person too.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Short lists of a record are plain bounded lists; what can be long is a connection, read forwards.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/input-name': [
        'error',
        { checkQueries: false, checkMutations: true, checkInputType: true, caseSensitiveInputType: false },
      ],
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
    },
  },
);
