import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The n8n that `npm start` runs; and the last of the 1.x line, the oldest that the nodes are tried with. */
export type Release = 'newest' | 'oldest';

export interface Installation {
	/** Its version. */
	version: string;
	/** The Node.js that this release runs on. */
	node: string;
	/** Its command line. */
	cli: string;
	/** This package, as n8n installs it. */
	packageFolder: string;
}

/** What `scripts/n8n/install.mjs` has installed. @throws Error that says how to install it */
export function installationOf(release: Release): Installation {
	const folder = resolve('.cache/n8n', release);
	const installation = {
		version: versionOf(release),
		node: join(folder, 'node_modules/node/bin/node'),
		cli: join(folder, 'node_modules/n8n/bin/n8n'),
		packageFolder: join(folder, 'package/node_modules/n8n-nodes-open-banking'),
	};
	const isComplete = [installation.node, installation.cli, installation.packageFolder].every(
		(file) => existsSync(file),
	);
	if (isComplete) return installation;
	throw new Error(`n8n is not installed: run "node scripts/n8n/install.mjs ${release}".`);
}

function versionOf(release: Release): string {
	const manifest = readFileSync(join('scripts/n8n/releases', release, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { dependencies: { n8n: string } }).dependencies.n8n;
}
