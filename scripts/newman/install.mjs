// Installs newman, Postman's command line, for `npm run test:postman`.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { step } from '../steps.mjs';

const source = 'scripts/newman';
const folder = resolve('.cache/newman');
const modules = join(folder, 'node_modules');
const files = ['package.json', 'package-lock.json'];

await step({
	label: 'Installing newman (about 130 packages)',
	stampFile: join(folder, 'installed'),
	isComplete: existsSync(join(modules, 'newman/bin/newman.js')),
	inputs: files.map((file) => join(source, file)),
	perform: install,
	progress: (megabytes) => `, ${megabytes} MB written`,
});

async function install(run) {
	mkdirSync(folder, { recursive: true });
	for (const file of files) copyFileSync(join(source, file), join(folder, file));
	await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}
