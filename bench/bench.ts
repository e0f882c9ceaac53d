import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { compareItems } from './items';
import { compareKeyFiles, measureAuthenticate } from './keyFiles';
import { machine, measureLoad } from './load';
import { comparePolling } from './polling';
import { printLine, printScores } from './report';
import { compareSigning } from './signing';

const { values } = parseArgs({
	options: {
		/** Accounts that Get Accounts and undici read. */
		accounts: { type: 'string' },
		/** Items that Get Accounts and n8n's HTTP Request node read in a real n8n. */
		items: { type: 'string' },
		/** Transactions of one account, for the memory. */
		transactions: { type: 'string' },
		latency: { type: 'string' },
		rounds: { type: 'string' },
		/** A few minutes instead of the full measurement. */
		quick: { type: 'boolean', default: false },
	},
});

const defaults = values.quick
	? { accounts: '100', items: '50', transactions: '20000', latency: '0', rounds: '2' }
	: { accounts: '1000', items: '200', transactions: '200000', latency: '0,20,100', rounds: '5' };
const { latency, ...numbers } = { ...defaults, ...values };
const accounts = Number(numbers.accounts);
const items = Number(numbers.items);
const rounds = Number(numbers.rounds);
/** Milliseconds. */
const latencies = latency.split(',').map(Number);

void main();

async function main(): Promise<void> {
	printLine(`${machine()}.`);
	reportLoad();
	for (const milliseconds of latencies) await reportPolling(milliseconds);
	await reportScaling();
	for (const milliseconds of latencies) await reportItems(milliseconds);
	reportMemory(Number(numbers.transactions));
	printLine('\nPS256 signatures per second, RSA 2048.');
	printScores(await compareSigning());
	printLine('\nA PFX file of OpenSSL, read.');
	printScores(await compareKeyFiles());
	printLine(
		'\nThe credential in a request of the HTTP Request node, its certificates read before.',
	);
	printScores(await measureAuthenticate());
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
	printLine(`\nTransactions of ${accounts} accounts. The bank adds ${latency} ms of latency.`);
	printScores(await polled({ accounts, latency }));
}

async function polled({ accounts, latency }: { accounts: number; latency: number }) {
	const bank = await startEmbeddedBank({ accounts, transactions: accounts * 20, latency });
	try {
		return await comparePolling(bank, { accounts, rounds });
	} finally {
		await bank.stop();
	}
}

/** Prints the time for each account when there are a tenth and ten times as many. */
async function reportScaling(): Promise<void> {
	printLine('\nTime for each account, one item, without latency.');
	for (const count of [accounts / 10, accounts * 10]) {
		const [score] = await polled({ accounts: count, latency: 0 });
		printLine(`  ${count} accounts: median ${(score!.median / count).toFixed(2)} ms`);
	}
}

async function reportItems(latency: number): Promise<void> {
	printLine(
		`\nAn item for each of ${items} accounts, in a real n8n. The bank adds ${latency} ms of latency.`,
	);
	printScores(await compareItems({ accounts: items, rounds, latency }));
}

/** Prints the peak of the memory in a process of its own. */
function reportMemory(transactions: number): void {
	const printed = execFileSync(
		process.execPath,
		['--import', 'tsx', 'bench/memory.ts', String(transactions)],
		{ encoding: 'utf8' },
	);
	const { peak } = JSON.parse(printed) as { peak: number };
	printLine(`\n${transactions} transactions of one account, simplified.`);
	printLine(`  peak ${Math.round(peak / 1e6)} MB above idle; the limit is 350 MB`);
}
