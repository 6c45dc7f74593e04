'use strict';
/**
 * The import order: a layer imports those below it, never those above. What comes from a higher layer is passed in as
 * an argument. Tests may import anything.
 */
const LAYERS = [
  'src/main\\.ts',
  'src/cli/',
  'src/server/',
  'src/(graph|demo|campaigns)/',
  'src/registers/',
  'src/linkage/',
  'src/planning/',
  'src/agreements/',
  'src/audit/',
  'src/identity/',
  'src/database/',
  'src/values/',
  'src/config\\.ts',
  'src/errors\\.ts',
];

const downwardOnly = LAYERS.slice(1).map((layer, i) => ({
  name: `only-downward-from-${layer.replace(/^src\/|\\.ts$|\W+$/g, '').replace(/\W+/g, '-')}`,
  comment: `${layer} is imported by what stands above it, and imports only what stands below.`,
  severity: 'error',
  from: { path: `^${layer}` },
  to: { path: LAYERS.slice(0, i + 1).map((above) => `^${above}`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...downwardOnly,
    {
      name: 'graph-demo-and-campaigns-apart',
      comment:
        'The graph reads any register, the demonstration writes one, a campaign corrects them; none knows another.',
      severity: 'error',
      from: { path: '^src/(graph|demo|campaigns)/' },
      to: { path: '^src/(graph|demo|campaigns)/', pathNot: '^src/$1/' },
    },
    {
      name: 'linkage-alone',
      comment: 'Comparing and linking is the same for any two tables: no register, no plan, no database.',
      severity: 'error',
      from: { path: '^src/linkage/' },
      to: { path: '^src/', pathNot: '^src/(linkage|values)/' },
    },
    {
      name: 'registers-apart',
      comment:
        'A register knows its own tables, the shared codes and the reference data. What joins two registers is a link in src/graph.',
      severity: 'error',
      from: { path: '^src/registers/([^/]+)/' },
      to: { path: '^src/registers/[^/]+/', pathNot: ['^src/registers/$1/', '^src/registers/reference/'] },
    },
    {
      name: 'client-apart',
      comment: 'The generated client is for those who call the gateway: consoles, examples, tests.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/(client|console)/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'client-alone',
      comment: 'Whoever takes the client takes it without the gateway.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^(src|migrations|test)/', pathNot: '^src/client/' },
    },
    {
      name: 'graphiql-apart',
      comment: 'GraphiQL is built by itself, from a package of its own, and served as files.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/graphiql/' },
      to: { path: '^src/graphiql/' },
    },
    {
      name: 'product-without-tests',
      comment: 'Nothing that runs at a site depends on what is there for tests.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^(test|docs)/' },
    },
    {
      name: 'product-without-development-packages',
      comment: 'What src imports is installed at a site; types are gone by then.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/(client|graphiql)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-cycle',
      comment:
        'A cycle makes the order in which files load matter. Type-only imports are gone at run time. Types of one register refer to one another both ways, as their rows do; each such reference is a function that is called only after all files have loaded, so cycles inside one folder of a register are allowed.',
      severity: 'error',
      from: { path: '^(src|migrations|test|docs)/', pathNot: '^src/registers/[^/]+/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'What is imported is there. Some packages hold types alone, and nothing that could be loaded.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@graphql-typed-document-node/core$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/graphiql/(?!examples\\.ts)|^test/bench/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.cts', '.js', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'require', 'types', 'default'],
    },
  },
};
