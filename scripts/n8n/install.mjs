// Installs an n8n of its own for `npm start` and the tests in it, and this package into it.
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

import { fail, packagesIn, step } from '../steps.mjs';

const releases = 'scripts/n8n/releases';
const [release = ''] = process.argv.slice(2);
const known = readdirSync(releases);
if (!known.includes(release)) fail(`"${release}" is not one of ${known.join(', ')}.`);

const manifest = join(releases, release, 'package.json');
const { n8n: version } = JSON.parse(readFileSync(manifest, 'utf8')).dependencies;
const folder = resolve('.cache/n8n', release);
const modules = join(folder, 'node_modules');
const lockFile = join(releases, release, 'package-lock.json');

await step({
	says: `Installing n8n ${version} (about 2,100 packages, 2.2 GB; a few minutes)`,
	mark: join(folder, 'installed'),
	done: existsSync(join(modules, 'n8n/bin/n8n')),
	inputs: [manifest, lockFile],
	work: installN8n,
	progress: () => `, ${packagesIn(modules)} packages in place`,
});
await step({
	says: 'Installing this package as n8n does',
	mark: join(folder, 'package/installed'),
	done: existsSync(join(folder, 'package/node_modules')),
	inputs: ['package.json', 'package-lock.json', 'dist'],
	work: installPackage,
});

async function installN8n(run) {
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(releases, release, file), join(folder, file));
	}
	await run(npm('ci', '--legacy-peer-deps', '--ignore-scripts'), { cwd: folder });
	// The two packages of it that are of no use without their install scripts: Node.js itself, and the database.
	await run(npm('rebuild', 'node', '--ignore-scripts=false'), { cwd: folder });
	await run(npm('rebuild', 'sqlite3', '--ignore-scripts=false'), { cwd: folder, env: withNode() });
}

/** Below n8n's own packages, so that n8n-workflow is found there and not among those for development. */
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

/** What is compiled is compiled with the Node.js that n8n runs on, whose headers came with it. */
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
