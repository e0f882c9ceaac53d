// Installs n8n for `npm start` and for the tests in n8n, and installs this package into it.
//
//     node scripts/n8n/install.mjs newest
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

import { fail, step } from '../steps.mjs';

const releases = 'scripts/n8n/releases';
const [release = ''] = process.argv.slice(2);
const available = readdirSync(releases);
if (!available.includes(release)) fail(`"${release}" must be one of ${available.join(', ')}.`);

const manifest = join(releases, release, 'package.json');
const { n8n: version } = JSON.parse(readFileSync(manifest, 'utf8')).dependencies;
const folder = resolve('.cache/n8n', release);
const modules = join(folder, 'node_modules');
const lockFile = join(releases, release, 'package-lock.json');

await step({
	label: `Installing n8n ${version} (about 2,100 packages, 2.2 GB; a few minutes)`,
	stampFile: join(folder, 'installed'),
	isComplete: existsSync(join(modules, 'n8n/bin/n8n')),
	inputs: [manifest, lockFile],
	perform: installN8n,
	progress: (megabytes) => `, ${megabytes} MB written`,
});
await step({
	label: 'Installing this package like n8n',
	stampFile: join(folder, 'package/installed'),
	isComplete: existsSync(join(folder, 'package/node_modules')),
	inputs: ['package.json', 'package-lock.json', 'dist'],
	perform: installPackage,
});

async function installN8n(run) {
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(releases, release, file), join(folder, file));
	}
	await run(npm('ci', '--legacy-peer-deps', '--ignore-scripts'), { cwd: folder });
	// Two packages need their install scripts: Node.js itself and the database.
	await run(npm('rebuild', 'node', '--ignore-scripts=false'), { cwd: folder });
	await run(npm('rebuild', 'sqlite3', '--ignore-scripts=false'), { cwd: folder, env: withNode() });
}

/** Installs below n8n's packages, so that n8n-workflow is found there and not in the development packages. */
async function installPackage(run) {
	const packageFolder = join(folder, 'package');
	rmSync(packageFolder, { recursive: true, force: true });
	mkdirSync(packageFolder, { recursive: true });
	writeFileSync(
		join(packageFolder, 'package.json'),
		'{ "name": "community-packages", "private": true }\n',
	);
	const packed = await run(npm('pack', '--json', '--pack-destination', packageFolder));
	const [{ filename }] = JSON.parse(packed);
	await run(
		npm('install', '--ignore-scripts', '--legacy-peer-deps', '--no-package-lock', `./${filename}`),
		{ cwd: packageFolder },
	);
}

function npm(...args) {
	return ['npm', ...args, '--no-audit', '--no-fund'];
}

/** Native code is compiled for the Node.js that n8n runs on, with the headers of that package. */
function withNode() {
	const headers = readdirSync(join(modules, 'node/node_modules')).find((name) =>
		existsSync(join(modules, 'node/node_modules', name, 'include')),
	);
	return {
		...process.env,
		PATH: `${join(modules, '.bin')}:${process.env.PATH}`,
		...(headers && { npm_config_nodedir: join(modules, 'node/node_modules', headers) }),
	};
}
