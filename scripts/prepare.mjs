// Brings a clone to the point where everything else can run: packages installed as the lock file says, package built.
import { existsSync } from 'node:fs';

import { fail, packagesIn, step } from './steps.mjs';

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
	says: 'Installing about 1,000 packages (530 MB)',
	mark: '.cache/prepared/install',
	done: existsSync('node_modules/.package-lock.json'),
	inputs: ['package-lock.json'],
	work: (run) => run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']),
	progress: () => `, ${packagesIn('node_modules')} packages in place`,
});
await step({
	says: 'Building the package',
	mark: '.cache/prepared/build',
	done: existsSync('dist/nodes'),
	inputs: ['package-lock.json', ...sources],
	work: (run) => run(['npm', 'run', 'build']),
});

function assertNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	const [oldestMajor, oldestMinor] = oldestNode;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
	fail(`Node.js ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
}
