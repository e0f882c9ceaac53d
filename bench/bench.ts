import { parseArgs } from 'node:util';

import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { pollingContest } from './polling';
import { print, say } from './report';
import { signingContest } from './signing';

const { values } = parseArgs({
	options: {
		accounts: { type: 'string', default: '200' },
		latency: { type: 'string', default: '0' },
		rounds: { type: 'string', default: '7' },
	},
});

void main();

async function main(): Promise<void> {
	const accounts = Number(values.accounts);
	const latency = Number(values.latency);
	say(`Polling balances and transactions of ${accounts} accounts, ${latency} ms of latency added.`);
	const bank = await startEmbeddedBank({ accounts, transactions: accounts * 20, latency });
	try {
		print(await pollingContest(bank, { accounts, rounds: Number(values.rounds) }));
	} finally {
		await bank.stop();
	}
	say('\nPS256 signatures per second, RSA 2048.');
	print(await signingContest());
}
