import { parseArgs } from 'node:util';

import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { machine, measureLoad } from './load';
import { comparePolling } from './polling';
import { printLine, printScores } from './report';
import { compareSigning } from './signing';

const { values } = parseArgs({
	options: {
		accounts: { type: 'string', default: '200' },
		latency: { type: 'string', default: '0' },
		rounds: { type: 'string', default: '7' },
	},
});

void main();

async function main(): Promise<void> {
	printLine(`${machine()}.`);
	reportLoad();
	await reportPolling(Number(values.accounts), Number(values.latency));
	printLine('\nPS256 signatures per second, RSA 2048.');
	printScores(await compareSigning());
}

/** Prints how long n8n takes to require the nodes, and which heavy libraries it loads with them. */
function reportLoad(): void {
	const { files, median, fastest, slowest, libraries } = measureLoad();
	const [middle, least, most] = [median, fastest, slowest].map((time) => time.toFixed(1));
	printLine(`\nRequire all ${files} node and credential files, n8n-workflow already loaded.`);
	printLine(`  median ${middle} ms (${least} to ${most} ms); the limit is 60 ms`);
	printLine(`  heavy libraries loaded: ${libraries.join(', ') || 'none'}`);
}

async function reportPolling(accounts: number, latency: number): Promise<void> {
	printLine(
		`\nPolling balances and transactions of ${accounts} accounts. The bank adds ${latency} ms of latency.`,
	);
	const bank = await startEmbeddedBank({ accounts, transactions: accounts * 20, latency });
	try {
		printScores(await comparePolling(bank, { accounts, rounds: Number(values.rounds) }));
	} finally {
		await bank.stop();
	}
}
