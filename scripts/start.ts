import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { guideTo, owner, tlsOf } from './guide';
import { signIn } from './n8n/api';
import { keepTestData } from './n8n/keepTestData';
import { exampleRedirectUris } from './n8n/importTestData';
import { installationOf } from './n8n/installation';
import { startMailServer, type Mail } from './n8n/mailServer';
import { startN8n } from './n8n/process';

interface StartOptions {
	port: number;
	bankPort: number;
	bankMtlsPort: number;
	mailPort: number;
	/** Restores the examples, and deletes registrations, consents and Data Tables. */
	isReset: boolean;
}

const n8nHome = resolve('.cache/n8n/home');

/**
 * Banks register no redirect URI on localhost, so the examples use this name. No server responds there, and the embedded bank
 * shows a page with a link to n8n on this machine instead.
 */
const publicAddress = 'https://n8n.example.com';

/** Starts the embedded bank and n8n, and runs them until Ctrl-C. A failure is printed as one sentence. */
export const start = (options: StartOptions): Promise<void> =>
	run(options).catch((error: unknown) => {
		printLine(`\n${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	});

async function run({
	port,
	bankPort,
	bankMtlsPort,
	mailPort,
	isReset,
}: StartOptions): Promise<void> {
	const started = Date.now();
	const stopped = untilStopped();
	printLine('Starting the embedded bank …');
	const bank = await startEmbeddedBank({
		home: '.cache/bank',
		port: bankPort,
		'mtls-port': bankMtlsPort,
		'redirect-uri': [`https://127.0.0.1:${port}`, publicAddress].flatMap(exampleRedirectUris),
		...(isReset && { reset: true }),
	});
	const mailServer = await startMailServer({ port: mailPort, onMail: showMail });
	try {
		const installation = installationOf('newest');
		printLine(`Starting n8n ${installation.version} …`);
		const tls = tlsOf(bank);
		const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
		const environment = { GENERIC_TIMEZONE: process.env.GENERIC_TIMEZONE ?? timeZone };
		const n8n = await startN8n({ installation, home: n8nHome, port, tls, environment });
		try {
			const api = await signIn(n8n.address, { ...owner, authority: tls.authority });
			const surroundings = { bank, mailPort, publicAddress };
			const kept = await keepTestData(api, surroundings, { folder: n8nHome, isReset });
			const seconds = ((Date.now() - started) / 1000).toFixed(1);
			printLine(`\nReady after ${seconds} s.\n\n${guideTo(n8n.address, bank, kept)}`);
			await stopped;
		} finally {
			await n8n.stop();
		}
	} finally {
		await mailServer.close();
		await bank.stop();
	}
}

const mailFolder = join(n8nHome, 'mail');

/** Prints an email of an example, and stores it as a file that email programs open. */
function showMail({ to, subject, text, source }: Mail): void {
	mkdirSync(mailFolder, { recursive: true });
	const file = join(mailFolder, `${new Date().toISOString().replace(/:/g, '')}.eml`);
	writeFileSync(file, source);
	printLine(
		`\nMail to ${to.join(', ')}: ${subject}\n${text.replace(/^(?=.)/gm, '    ')}\n    (${file})`,
	);
}

/** Resolves on Ctrl-C, or when the terminal or the process is closed. */
function untilStopped(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
			process.once(signal, () => resolve());
	});
}

function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}
