import { parseArgs } from 'node:util';

import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { compareItems } from './items';
import { machine, measureLoad } from './load';
import { comparePolling } from './polling';
import { printLine, printScores } from './report';
import { compareSigning } from './signing';

const { values } = parseArgs({
	options: {
		accounts: { type: 'string' },
		latency: { type: 'string' },
		rounds: { type: 'string' },
		/** About a minute instead of a quarter of an hour. */
		quick: { type: 'boolean', default: false },
	},
});

const defaults = values.quick
	? { accounts: '50', latency: '0', rounds: '2' }
	: { accounts: '200', latency: '0,20,100', rounds: '5' };
const { accounts, latency, rounds } = { ...defaults, ...values };
const settings = { accounts: Number(accounts), rounds: Number(rounds) };
/** Milliseconds. */
const latencies = latency.split(',').map(Number);

void main();

async function main(): Promise<void> {
	printLine(`${machine()}.`);
	reportLoad();
	for (const milliseconds of latencies) await reportPolling(milliseconds);
	for (const milliseconds of latencies) await reportItems(milliseconds);
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

async function reportPolling(latency: number): Promise<void> {
	const { accounts } = settings;
	printLine(
		`\nPolling balances and transactions of ${accounts} accounts. The bank adds ${latency} ms of latency.`,
	);
	const bank = await startEmbeddedBank({ accounts, transactions: accounts * 20, latency });
	try {
		printScores(await comparePolling(bank, settings));
	} finally {
		await bank.stop();
	}
}

async function reportItems(latency: number): Promise<void> {
	printLine(
		`\nAn item for each of ${settings.accounts} accounts, in a real n8n. The bank adds ${latency} ms of latency.`,
	);
	printScores(await compareItems({ ...settings, latency }));
}
