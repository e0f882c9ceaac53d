import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { signIn } from './n8n/api';
import { fill } from './n8n/fill';
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

/** Listens on this machine alone and holds nothing but test data, so that the password may stand here. */
const owner = { email: 'operator@example.com', password: 'Open-Banking-1' };

void main().catch((error: unknown) => {
	say(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});

async function main(): Promise<void> {
	const started = Date.now();
	const stopped = untilStopped();
	const port = Number(values.port);
	const redirectUri = `https://127.0.0.1:${port}/webhook/open-banking`;
	say('Starting the embedded bank …');
	const bank = await startEmbeddedBank({
		home: '.cache/bank',
		port: Number(values['bank-port']),
		'mtls-port': Number(values['bank-mtls-port']),
		'redirect-uri': redirectUri,
	});
	try {
		const installation = installationOf('newest');
		say(`Starting n8n ${installation.version} …`);
		const home = resolve('.cache/n8n/home');
		const n8n = await startN8n({ installation, home, port, tls: tlsOf(bank) });
		try {
			await bringUp(n8n, { bank, redirectUri });
			say(`Ready after ${((Date.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
			await stopped;
		} finally {
			await n8n.stop();
		}
	} finally {
		await bank.stop();
	}
}

async function bringUp(n8n: N8nServer, filling: { bank: EmbeddedBank; redirectUri: string }) {
	const { authority } = tlsOf(filling.bank);
	const api = await signIn(n8n.address, { ...owner, authority });
	const { credentials, workflows } = await fill(api, filling);
	const facts = [
		{ what: 'n8n', where: n8n.address },
		{ what: 'Log in as', where: `${owner.email}, password ${owner.password}` },
		{ what: 'Workflows', where: Object.keys(workflows).join(', ') },
		{ what: 'Credentials', where: Object.keys(credentials).join(', ') },
		{ what: 'Embedded bank', where: `${filling.bank.address}, log in as rora, password rora` },
		{ what: 'Both are signed by', where: authority },
	];
	say(`\n${toTable(facts)}\n`);
	say(
		'Your browser knows that authority only if you import it; otherwise it warns, once for each.',
	);
}

const tlsOf = ({ home }: EmbeddedBank) => ({
	certificate: resolve(home, 'bank/server.pem'),
	key: resolve(home, 'bank/server.key'),
	authority: resolve(home, 'ca.pem'),
});

/** Ctrl-C, or whoever ends this process. */
function untilStopped(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
