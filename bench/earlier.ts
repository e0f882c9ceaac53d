import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { localCredential } from '../scripts/localCredential';
import { inTurns, spread } from './measure';
import { measure, openPolling, timesOf, usageColumns, withBank } from './polling';
import { columnsOf, readable, type Table } from './report';

/** The first version. It read input items one after another. */
const commit = '8b92f6a';

export interface EarlierSettings {
	accounts: number;
	rounds: number;
	/** Milliseconds that the bank adds to each response. */
	latency: number;
}

/** Compares Get Accounts with its first version, in turns. Both read an item for each account through n8n-core. */
export async function compareEarlier(settings: EarlierSettings): Promise<Table> {
	const { accounts, rounds, latency } = settings;
	const packageFolder = installEarlier();
	return await withBank({ accounts, latency }, async (bank) => {
		const { ca, ...fields } = localCredential(bank, 'zopa');
		const current = await openPolling(bank);
		const before = await openPolling(bank, {
			packageFolder,
			credential: { ...fields, authorities: ca },
		});
		const items = await current.run('accounts');
		const one = { accountSelection: 'one' };
		const reference = 'first version';
		const candidates = {
			[reference]: () => before.run('transactions', one, items),
			'this version, 16 connections': () => current.run('transactions', one, items),
			'this version, 32 connections': () =>
				current.run('transactions', { ...one, options: { concurrency: 32 } }, items),
		};
		const measured = Object.entries(candidates).map(
			([name, poll]) => [name, () => measure(bank, poll, accounts)] as const,
		);
		const results = await inTurns(Object.fromEntries(measured), rounds);
		const slowest = spread(timesOf(results.get(reference)!)).median;
		return {
			title: 'Get Accounts and its first version',
			note: `An item for each of ${accounts} accounts through n8n-core, with a latency of ${latency} ms. The first version is the commit ${commit}.`,
			rows: [...results].map(([version, all]) => ({
				version,
				...columnsOf(spread(timesOf(all)), 'ms'),
				'times faster': readable(slowest / spread(timesOf(all)).median),
				target: version === reference || latency < 100 ? '' : 'at least 12',
				...usageColumns(all),
			})),
		};
	});
}

/**
 * Builds the first version in `.cache`, once, with the versions of its libraries at that time. Returns its folder. What it
 * does not bring, such as n8n's own packages, it finds among those of this repository.
 */
function installEarlier(): string {
	const folder = resolve('.cache/earlier', commit);
	const mark = join(folder, 'built');
	if (existsSync(mark)) return folder;
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const archive = execFileSync('git', ['archive', commit], { maxBuffer: 2 ** 28 });
	execFileSync('tar', ['x', '-C', folder], { input: archive });
	const run = (program: string, ...options: string[]) =>
		execFileSync(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
	run('npm', 'ci', '--omit=dev', '--omit=peer', '--ignore-scripts');
	run(process.execPath, require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json');
	writeFileSync(mark, '');
	return folder;
}
