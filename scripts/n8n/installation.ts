import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `newest` is the n8n of `npm start`. `oldest` is the last n8n 1.x, the oldest version the nodes are tested with. */
export type Release = 'newest' | 'oldest';

export interface Installation {
	/** Version of n8n. */
	version: string;
	/** Path of the Node.js executable that this n8n runs on. */
	node: string;
	/** Path of n8n's command line. */
	cli: string;
	/** Path of this package, installed like n8n does. */
	packageFolder: string;
	/** Folder in which Node.js keeps the compiled code of n8n, so that later starts are faster. */
	compileCache: string;
}

/** Returns the paths of an n8n that `scripts/n8n/install.mjs` installed. @throws Error when it is not installed */
export function installationOf(release: Release): Installation {
	const folder = resolve('.cache/n8n', release);
	const installation = {
		version: versionOf(release),
		node: join(folder, 'node_modules/node/bin/node'),
		cli: join(folder, 'node_modules/n8n/bin/n8n'),
		packageFolder: join(folder, 'package/node_modules/n8n-nodes-open-banking'),
		compileCache: join(folder, 'compiled'),
	};
	const isComplete = [installation.node, installation.cli, installation.packageFolder].every(
		(file) => existsSync(file),
	);
	if (isComplete) return installation;
	throw new Error(`n8n is not installed. Run "node scripts/n8n/install.mjs ${release}".`);
}

function versionOf(release: Release): string {
	const manifest = readFileSync(join('scripts/n8n/releases', release, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { dependencies: { n8n: string } }).dependencies.n8n;
}
