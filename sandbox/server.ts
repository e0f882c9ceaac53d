import { Console } from 'node:console';
import { resolve } from 'node:path';

import { readSettings, usage, UsageError, type Settings } from './settings';

// Standard output carries the ready line and nothing else.
globalThis.console = new Console(process.stderr, process.stderr);

async function main(): Promise<void> {
	const settings = settingsOrExit();
	const { openSandbox } = await quietly(() => import('./sandbox.js'));
	const { stop, ...facts } = await openSandbox({ ...settings, home: resolve(settings.home) });
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.once(signal, () => void stop().then(() => process.exit(0)));
	}
	process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
}

// oidc-provider warns of Node.js 20 as it is loaded.
async function quietly<Value>(load: () => Promise<Value>): Promise<Value> {
	const { warn } = console;
	console.warn = () => {};
	return load().finally(() => {
		console.warn = warn;
	});
}

function settingsOrExit(): Settings {
	try {
		const settings = readSettings(process.argv.slice(2));
		if (settings !== 'help') return settings;
		process.stdout.write(usage);
		process.exit(0);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		process.stderr.write(`${error.message}\n`);
		process.exit(2);
	}
}

main().catch((error: unknown) => {
	process.stderr.write(`${sentenceFor(error)}\n`);
	process.exit(1);
});

function sentenceFor(error: unknown): string {
	const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
	if (code === 'EADDRINUSE') return `Port ${port} is taken: choose another, or 0 for any free one.`;
	// What the system says is about the machine; the stack is for what is about us.
	return code === undefined ? String((error as Error).stack ?? error) : message;
}
