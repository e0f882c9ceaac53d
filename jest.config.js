// These packages are ES modules only. Jest runs CommonJS, so it transforms them like our own sources.
const esModules = [
	'jose',
	'oauth4webapi',
	'https-proxy-agent',
	'agent-base',
	'proxy-agent-negotiate',
	'proxy-from-env',
	'p-map',
];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	globals: { longestTestFile: 60_000 },
	setupFiles: ['<rootDir>/test/support/waitForMidnight.ts'],
	globalSetup: '<rootDir>/test/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
	testMatch: ['**/*.test.ts'],
	// These tests need an installed n8n: npm run test:n8n.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/'],
	transform: {
		'^.+\\.(t|j)s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
	},
	moduleNameMapper: {
		// D3 is published as .mjs, which Jest cannot load, and as .js.
		'^(d3-[a-z-]+|internmap)$': '<rootDir>/node_modules/$1/dist/$1.js',
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
	// A worker keeps the code of its earlier test files. V8 reports the coverage of all of it after each file, so that a worker
	// without a limit becomes slower and slower.
	workerIdleMemoryLimit: '700MB',
	// Only a safety net for busy machines: no test is about speed.
	testTimeout: 300_000,
	// Coverage is collected with --coverage, as `.ci/run` does. Unit tests load lib/ from its sources. Tests of nodes run
	// the built package in n8n's engine, so nodes and credential are measured as compiled files, whose lines follow the
	// sources. The embedded bank is not measured: it runs as a separate process.
	coverageProvider: 'v8',
	// Where tests run the other form of a file, that form is measured: each file once, where it runs.
	collectCoverageFrom: [
		'lib/**/*.ts',
		'dist/nodes/**/*.js',
		'dist/credentials/**/*.js',
		'nodes/ConsentRedirectTrigger/**/*.ts',
		'!dist/nodes/ConsentRedirectTrigger/**',
		'nodes/shared/credentialTest.ts',
		'!dist/nodes/shared/credentialTest.js',
		'dist/lib/operations/berlinGroup/{authorisation,consent}.js',
		'!lib/operations/berlinGroup/{authorisation,consent}.ts',
	],
	coverageReporters: ['json-summary'],
	coverageThreshold: { global: { lines: 98, statements: 98, branches: 94, functions: 96 } },
};
