import { Console } from 'node:console';
import { resolve } from 'node:path';

import { readCommandLine, type SandboxSettings } from './settings';
import { summaryOf } from './summary';

// Standard output contains only the ready line; everything else goes to standard error. A terminal gets a summary, too.
globalThis.console = new Console(process.stderr, process.stderr);

async function main(): Promise<void> {
	const settings = settingsOrExit();
	const { openSandbox } = await withoutWarnings(() => import('./sandbox.js'));
	const { stop, ...facts } = await openSandbox({ ...settings, home: resolve(settings.home) });
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.once(signal, () => void stop().then(() => process.exit(0)));
	}
	process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
	if (process.stderr.isTTY) process.stderr.write(summaryOf(facts));
}

// oidc-provider prints a warning about Node.js 20 when it is loaded.
async function withoutWarnings<Value>(load: () => Promise<Value>): Promise<Value> {
	const { warn } = console;
	console.warn = () => {};
	return load().finally(() => {
		console.warn = warn;
	});
}

function settingsOrExit(): SandboxSettings {
	const commandLine = readCommandLine(process.argv.slice(2));
	if ('settings' in commandLine) return commandLine.settings;
	process.stdout.write(commandLine.stdout);
	process.stderr.write(commandLine.stderr);
	process.exit(commandLine.exitCode);
}

main().catch((error: unknown) => {
	process.stderr.write(`${toMessage(error)}\n`);
	process.exit(1);
});

function toMessage(error: unknown): string {
	const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
	if (code === 'EADDRINUSE')
		return `Port ${port} is already in use. Choose another port, or 0 for any free port.`;
	// An error of the operating system needs no stack; an error of this program does.
	return code === undefined ? String((error as Error).stack ?? error) : message;
}
