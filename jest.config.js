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
	globalSetup: '<rootDir>/test/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
	testMatch: ['**/*.test.ts'],
	// They need an n8n: npm run test:n8n.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/n8n/'],
	transform: {
		'^.+\\.(t|j)s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
	},
	// Dynamic imports name the compiled file, as Node asks.
	moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
	testTimeout: 30_000,
};
