import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { openPolling } from './polling';

/** With one account of its own, the PSU shares the transactions of the bank with four accounts of others. */
const accountsOfBank = 5;

/**
 * Runs in a process of its own, because the peak of a process never falls. Reads all transactions of one account through
 * n8n-core and prints the peak of the resident memory above the memory before, in bytes.
 */
async function main(transactions: number): Promise<void> {
	const bank = await startEmbeddedBank({
		accounts: 1,
		transactions: accountsOfBank * transactions,
	});
	try {
		const { run } = await openPolling(bank);
		await run('accounts');
		const idle = process.memoryUsage().rss;
		const rows = await run('transactions');
		if (rows.length !== transactions) throw new Error(`${rows.length} transactions were read.`);
		const peak = process.resourceUsage().maxRSS * 1024 - idle;
		process.stdout.write(JSON.stringify({ transactions: rows.length, peak }));
	} finally {
		await bank.stop();
	}
}

void main(Number(process.argv[2] ?? 200_000));
