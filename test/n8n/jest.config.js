const base = require('../../jest.config.js');

/** Tests in a real n8n, which `scripts/n8n/install.mjs` must have installed. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['<rootDir>/test/n8n'],
	testPathIgnorePatterns: ['/node_modules/'],
	globals: { longestTestFile: 420_000 },
	// Each file starts its own n8n, bank and browser, which use about one core.
	maxWorkers: 2,
};
