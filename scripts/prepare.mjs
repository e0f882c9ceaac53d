// Prepares a clone: installs the packages of the lock file and builds this package.
import { existsSync } from 'node:fs';

import { fail, step } from './steps.mjs';

const oldestNode = [20, 19];
const sources = [
	'credentials',
	'nodes',
	'lib',
	'icons',
	'tsconfig.json',
	'gulpfile.js',
	'package.json',
];

assertNode();
await step({
	label: 'Installing about 1,000 packages (530 MB)',
	stampFile: '.cache/prepared/install',
	isComplete: existsSync('node_modules/.package-lock.json'),
	inputs: ['package-lock.json'],
	perform: (run) => run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']),
	progress: (megabytes) => `, ${megabytes} MB written`,
});
await step({
	label: 'Building the package',
	stampFile: '.cache/prepared/build',
	isComplete: existsSync('dist/nodes'),
	inputs: ['package-lock.json', ...sources],
	perform: (run) => run(['npm', 'run', 'build']),
});

function assertNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	const [oldestMajor, oldestMinor] = oldestNode;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
	fail(
		`Node.js ${oldestNode.join('.')} or newer is required. This is Node.js ${process.versions.node}.`,
	);
}
