import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { signIn } from './n8n/api';
import { exampleRedirectUris, importTestData } from './n8n/importTestData';
import { installationOf } from './n8n/installation';
import { startN8n, type N8nServer } from './n8n/process';
import { toTable } from './table';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '5678' },
		'bank-port': { type: 'string', default: '8443' },
		'bank-mtls-port': { type: 'string', default: '8444' },
	},
});

/** n8n listens only on this machine and contains only test data, so the password is not secret. */
const owner = { email: 'operator@example.com', password: 'Open-Banking-1' };

void main().catch((error: unknown) => {
	printLine(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});

async function main(): Promise<void> {
	const started = Date.now();
	const stopped = untilStopped();
	const port = Number(values.port);
	printLine('Starting the embedded bank …');
	const bank = await startEmbeddedBank({
		home: '.cache/bank',
		port: Number(values['bank-port']),
		'mtls-port': Number(values['bank-mtls-port']),
		'redirect-uri': exampleRedirectUris(`https://127.0.0.1:${port}`),
	});
	try {
		const installation = installationOf('newest');
		printLine(`Starting n8n ${installation.version} …`);
		const home = resolve('.cache/n8n/home');
		const n8n = await startN8n({ installation, home, port, tls: tlsOf(bank) });
		try {
			await prepareN8n(n8n, bank);
			printLine(
				`Ready after ${((Date.now() - started) / 1000).toFixed(1)} s. Press Ctrl-C to stop n8n and the embedded bank.`,
			);
			await stopped;
		} finally {
			await n8n.stop();
		}
	} finally {
		await bank.stop();
	}
}

/** Imports credentials and example workflows, then prints where everything is. */
async function prepareN8n(n8n: N8nServer, bank: EmbeddedBank) {
	const { authority } = tlsOf(bank);
	const api = await signIn(n8n.address, { ...owner, authority });
	// The embedded bank forgets clients and consents when it stops.
	await api.deleteTables('open_banking_');
	const { credentials, workflows } = await importTestData(api, bank);
	const facts = [
		{ item: 'n8n', value: n8n.address },
		{ item: 'Sign in to n8n as', value: `${owner.email}, password ${owner.password}` },
		{ item: 'Workflows', value: Object.keys(workflows).join(', ') },
		{ item: 'Credentials', value: Object.keys(credentials).join(', ') },
		{ item: 'Embedded bank', value: `${bank.address}, sign in as rora, password rora` },
		{ item: 'CA certificate', value: authority },
	];
	printLine(`\n${toTable(facts)}\n`);
	printLine(
		'Your browser shows a warning for n8n and for the embedded bank, unless you import the CA certificate.',
	);
}

const tlsOf = ({ home }: EmbeddedBank) => ({
	certificate: resolve(home, 'bank/server.pem'),
	key: resolve(home, 'bank/server.key'),
	authority: resolve(home, 'ca.pem'),
});

/** Resolves on Ctrl-C or when the process is told to end. */
function untilStopped(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
}

function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}
