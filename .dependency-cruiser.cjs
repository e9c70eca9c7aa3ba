const testFile = '([.](test|fixture)[.]ts$|/test-support/)';
const adapter = '(?:provider|auth|store|templates|platform)-[^/]+';

/** Packages of ours that a package's source may import, besides itself. `tests` adds what its tests may. */
const layers = [
  { name: 'core-imports-none-of-ours', from: 'core', tests: ['testing'] },
  { name: 'testing-imports-core-only', from: 'testing', may: ['core'] },
  { name: 'sandbox-imports-none-of-ours', from: 'sandbox' },
  { name: 'http-imports-core-only', from: 'http', may: ['core'], tests: ['testing'] },
  { name: 'adapter-imports-core-only', from: adapter, may: ['core'], tests: ['testing', 'sandbox', 'http'] },
  { name: 'addin-imports-core-only', from: 'addin', may: ['core'], tests: ['testing', 'sandbox'] },
  {
    name: 'admin-client-imports-none-of-ours',
    from: 'admin-client',
    tests: ['server', 'testing', 'sandbox'],
  },
  { name: 'admin-imports-its-client-only', from: 'admin', may: ['admin-client'], tests: ['testing'] },
  { name: 'sdk-imports-core-and-http', from: 'sdk', may: ['core', 'http'], tests: ['testing'] },
];

/** Where a vendor's package may be imported. Files under test/ may import any. */
const homes = [
  { vendor: 'mongodb', packages: ['store-mongodb'] },
  { vendor: '@photostructure/sqlite', packages: ['store-sqlite'] },
  { vendor: 'sqlite', builtin: true, packages: ['store-sqlite'] },
  { vendor: 'ews-javascript-api', packages: ['provider-ews'] },
  { vendor: 'nunjucks', packages: ['templates-nunjucks'] },
  { vendor: 'inversify', packages: ['sdk'] },
  { vendor: 'express', packages: ['server', 'sandbox'] },
  { vendor: 'commander', packages: ['server', 'sandbox'] },
  { vendor: 'pino', packages: ['server'] },
  { vendor: 'prom-client', packages: ['server'] },
  { vendor: 'undici', packages: ['http', 'server'] },
  { vendor: 'ipaddr.js', packages: ['http'] },
  {
    vendor: 'jose',
    packages: [
      'auth-adfs',
      'auth-azure',
      'auth-exchange',
      'platform-jitsi',
      'provider-graph',
      'sandbox',
      'sdk',
    ],
  },
  { vendor: '@microsoft/microsoft-graph-client', packages: ['provider-graph'] },
  { vendor: 'openid-client', packages: ['auth-adfs', 'auth-azure'] },
  { vendor: 'oidc-provider', packages: ['sandbox'] },
];

/** Folders of core from the ground up: each imports itself and those before it, types included. */
const coreFolders = [
  'errors',
  'time',
  'runtime',
  'identity',
  'store',
  'audit',
  'secrets',
  'egress',
  'oauth',
  'message-body',
  'templates',
  'mailbox',
  'callers',
  'sign-in',
  'tags',
  'allocation',
  'integration',
  'tenants',
  'users',
  'personal-rooms',
  'accounts',
  'platforms',
  'meetings',
  'alarms',
  'webhooks',
  'collections',
  'policies',
  'lease',
  'outbox',
  'worker',
  'reserving',
  'admission',
  'operations',
  'plugin',
];

const coreFolder = (names) => `^packages/core/src/(?:${names.join('|')})/`;
const coreOrderRules = coreFolders.slice(0, -1).map((folder, at) => ({
  name: `core-${folder}-imports-what-is-below`,
  severity: 'error',
  from: { path: coreFolder([folder]), pathNot: testFile },
  to: { path: coreFolder(coreFolders.slice(at + 1)) },
}));

const layerRules = layers.flatMap(({ name, from, may = [], tests }) => {
  const source = { path: `^packages/(${from})/src/` };
  const reach = (allowed) => ({
    path: '^packages/',
    pathNot: ['$1', ...allowed].map((folder) => `^packages/${folder}/`),
  });
  return [
    { name, severity: 'error', from: { ...source, ...(tests && { pathNot: testFile }) }, to: reach(may) },
    ...(tests
      ? [
          {
            name: `${name}-in-tests`,
            severity: 'error',
            from: { path: `^packages/(${from})/src/.*${testFile}` },
            to: reach([...may, ...tests]),
          },
        ]
      : []),
  ];
});

const homeRules = homes.map(({ vendor, builtin, packages }) => ({
  name: `${vendor.replace(/^@|\W+/g, (m) => (m === '@' ? '' : '-'))}-only-at-home`,
  severity: 'error',
  from: { path: '^(packages|tools)/', pathNot: packages.map((folder) => `^packages/${folder}/`) },
  to: { path: builtin ? `^(node:)?${vendor}$` : `(^|/)node_modules/${vendor}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...homeRules,
    ...coreOrderRules,
    {
      name: 'core-folder-is-listed',
      comment: 'A new folder gets its place in `coreFolders` first.',
      severity: 'error',
      from: {},
      to: { path: '^packages/core/src/[^/]+/', pathNot: coreFolder(coreFolders) },
    },
    {
      name: 'sandbox-model-knows-no-protocol',
      comment: 'EWS and Graph are two faces of one organization, see ADR 18.',
      severity: 'error',
      from: { path: '^packages/sandbox/src/(?:model|mapi)/', pathNot: testFile },
      to: { path: '^packages/sandbox/src/(?:admin|client|ews|faults|graph|http)/' },
    },
    {
      name: 'sandbox-faces-know-none-of-each-other',
      severity: 'error',
      from: { path: '^packages/sandbox/src/(ews|graph)/', pathNot: testFile },
      to: { path: '^packages/sandbox/src/(?:ews|graph)/', pathNot: '^packages/sandbox/src/$1/' },
    },
    {
      name: 'server-imports-no-test-help',
      comment: 'The reference server must run without what only tests need.',
      severity: 'error',
      from: { path: '^packages/server/src/', pathNot: testFile },
      to: { path: '^packages/(testing|sandbox)/' },
    },
    {
      name: 'nothing-imports-server',
      severity: 'error',
      from: { path: '^(packages|tools)/', pathNot: '^packages/server/' },
      to: { path: '^packages/server/' },
    },
    {
      name: 'nothing-imports-examples',
      comment: 'Examples show how the packages are used; only tests may drive them.',
      severity: 'error',
      from: { path: '^(packages|tools)/' },
      to: { path: '^examples/' },
    },
    {
      name: 'tools-import-none-of-ours',
      comment: 'Tools judge the packages, so they must run when the packages do not.',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^packages/' },
    },
    {
      name: 'core-has-no-io',
      comment: 'I6: of what Node brings, core uses cryptography only.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: testFile },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-depends-on-zod-only',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: testFile },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/zod/' },
    },
    {
      name: 'other-packages-by-their-index',
      comment: 'Or by a sub-path that the manifest exports.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/src/index[.]ts$',
          '^packages/core/src/(?:browser|composition|store-adapter)[.]ts$',
        ],
      },
    },
    {
      name: 'plugins-do-not-compose',
      comment: 'What a plugin needs stands in the index of core, so that a third party can write one too.',
      severity: 'error',
      from: { path: `^packages/(?:${adapter}|testing|sandbox)/src/`, pathNot: testFile },
      to: { path: '^packages/core/src/composition[.]ts$' },
    },
    {
      name: 'sources-never-built-files',
      comment: 'Seen where the source condition is missing from an exports map: edges would go unnoticed.',
      severity: 'error',
      from: {},
      to: { path: '^packages/[^/]+/dist/' },
    },
    {
      name: 'source-never-imports-tests',
      severity: 'error',
      from: { pathNot: testFile },
      to: { path: testFile },
    },
    {
      name: 'no-cycle',
      comment: 'A cycle with a type-only import in it does not exist at run time, and is let pass.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'all-resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^docs/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@vmrkit/source', 'types', 'import', 'node', 'default'],
    },
  },
};
