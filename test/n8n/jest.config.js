const base = require('../../jest.config.js');

/** Tests in a real n8n, which `scripts/n8n/install.mjs` has to have installed. */
/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: '../..',
	roots: ['<rootDir>/test/n8n'],
	testPathIgnorePatterns: ['/node_modules/'],
	// Busy machines are slow, and nothing here is about speed.
	testTimeout: 300_000,
	// Each file has an n8n, a bank and a browser of its own.
	maxWorkers: 1,
};
