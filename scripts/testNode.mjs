// Runs the tests that depend on OpenSSL and Node.js on another version of Node.js, which it installs below .cache/.
//
//     npm run test:node -- 22
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { fail, step } from './steps.mjs';

/** The versions that n8n runs on. */
const versions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' };
const suites = ['certificates', 'transport', 'jose', 'httpSignature', 'oauth'];

const [major = '', ...options] = process.argv.slice(2);
const version = versions[major];
if (!version) fail(`"${major}" must be one of ${Object.keys(versions).join(', ')}.`);

const folder = resolve('.cache/node', major);
const node = join(folder, 'node_modules/node/bin/node');

await step({
	label: `Installing Node.js ${version}`,
	stampFile: join(folder, 'installed'),
	isComplete: existsSync(node),
	inputs: ['scripts/testNode.mjs'],
	perform: installNode,
});
const jest = 'node_modules/jest/bin/jest.js';
const folders = suites.map((name) => join('test', name));
const { status } = spawnSync(node, [jest, ...folders, ...options], { stdio: 'inherit' });
process.exit(status ?? 1);

async function installNode(run) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({ private: true, dependencies: { node: version } }),
	);
	const npm = (...args) => ['npm', ...args, '--no-audit', '--no-fund'];
	await run(npm('install', '--ignore-scripts', '--no-package-lock'), { cwd: folder });
	// The package fetches the program in its install script.
	await run(npm('rebuild', 'node', '--ignore-scripts=false'), { cwd: folder });
}
