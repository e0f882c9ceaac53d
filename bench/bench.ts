import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { compareEarlier } from './earlier';
import { compareItems } from './items';
import { compareKeyFiles, measureAuthenticate } from './keyFiles';
import { machine, measureLoad } from './load';
import { comparePolling, compareSizes, countHandshakes } from './polling';
import { measureRefreshes } from './refreshes';
import { printLine, printTable, writeResults, type Row, type Table } from './report';
import { compareSigning } from './signing';

const { values } = parseArgs({
	options: {
		/** Accounts that Get Accounts and undici read. */
		accounts: { type: 'string' },
		/** Numbers of items that Get Accounts and n8n's HTTP Request node read in a real n8n. */
		items: { type: 'string' },
		/** Transactions of one account, for the memory. */
		transactions: { type: 'string' },
		/** Sessions that need a refresh. */
		sessions: { type: 'string' },
		latency: { type: 'string' },
		rounds: { type: 'string' },
		/** About a minute instead of the full measurement. */
		quick: { type: 'boolean', default: false },
		/** Names of the parts to measure. */
		only: { type: 'string' },
		/** Writes the results into the page about performance. */
		markdown: { type: 'boolean', default: false },
	},
});

const defaults = values.quick
	? {
			accounts: '100',
			items: '50',
			transactions: '20000',
			sessions: '20',
			latency: '0',
			rounds: '2',
		}
	: {
			accounts: '1000',
			items: '200,1000',
			transactions: '200000',
			sessions: '1000',
			latency: '0,20,100',
			rounds: '3',
		};
const settings = { ...defaults, ...values };
const numbers = (text: string): number[] => text.split(',').map(Number);
const accounts = Number(settings.accounts);
const rounds = Number(settings.rounds);
/** Milliseconds. */
const latencies = numbers(settings.latency);

/** The parts of the bench, by the name for `--only`. */
const parts: Record<string, () => Promise<Table>> = {
	undici: () => comparePolling({ accounts, latencies, rounds }),
	httpRequest: () => compareItems({ sizes: numbers(settings.items), latencies, rounds }),
	earlier: () =>
		compareEarlier({
			accounts: Math.min(...numbers(settings.items)),
			latency: Math.max(...latencies),
			rounds,
		}),
	limits: async () => ({
		title: 'Further measurements',
		note: 'Without latency.',
		rows: [
			...(await compareSizes({ few: accounts / 10, many: accounts * 10 }, rounds)),
			...(await countHandshakes(accounts)),
			...(await measureRefreshes(Number(settings.sessions))),
			measureMemory(Number(settings.transactions)),
			...measureLoad(),
			...(await compareKeyFiles()),
			...(await measureAuthenticate()),
		],
	}),
	signing: compareSigning,
};

/** Without `--only`, `--quick` leaves out the part that first installs another version. */
const isChosen = (part: string): boolean =>
	values.only ? values.only.split(',').includes(part) : !(values.quick && part === 'earlier');

/** Measures the parts and prints each table at once. A part that fails does not stop the others. */
async function main(): Promise<void> {
	printLine(`${machine()}.`);
	const tables: Table[] = [];
	for (const [name, measure] of Object.entries(parts)) {
		if (!isChosen(name)) continue;
		try {
			const table = await measure();
			printTable(table);
			tables.push(table);
		} catch (error) {
			printLine(`\nThe part "${name}" failed: ${error instanceof Error ? error.message : error}`);
			process.exitCode = 1;
		}
	}
	if (values.markdown) await writeResults(tables, machine());
}

/** Measures the peak of the memory in a process of its own. */
function measureMemory(transactions: number): Row {
	const printed = execFileSync(
		process.execPath,
		['--import', 'tsx', 'bench/memory.ts', String(transactions)],
		{ encoding: 'utf8' },
	);
	const { peak } = JSON.parse(printed) as { peak: number };
	return {
		what: `Memory above idle for ${transactions.toLocaleString('en-GB')} transactions of one account`,
		median: `${Math.round(peak / 1e6)} MB`,
		range: '',
		target: 'at most 350 MB',
	};
}

void main();
