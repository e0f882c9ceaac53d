import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { JsonObject } from '../lib/responses/body';
import type { Implementation, RunSettings } from '../test/model/implementation';

/** The functions of the first version, with its names. */
interface FirstVersion {
	selectNew(
		transactions: JsonObject[],
		seen: object | undefined,
		settings: object,
	): { fresh: JsonObject[]; seen: object };
	firstDay(seen: object | undefined, settings: object): number;
}

const root = resolve(__dirname, '..');

/**
 * Unpacks a commit of the first version into a temporary folder and passes its functions to `use`. The folder is removed
 * afterwards.
 */
export async function withEarlierImplementation(
	commit: string,
	use: (implementation: Implementation) => Promise<void>,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'earlier-'));
	try {
		const archive = execFileSync('git', ['archive', commit, 'lib', 'package.json'], {
			cwd: root,
			maxBuffer: 2 ** 28,
		});
		execFileSync('tar', ['x', '-C', folder], { input: archive });
		symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
		const file = pathToFileURL(join(folder, 'lib/operations/newTransactions.ts')).href;
		await use(adapterOf((await import(file)) as FirstVersion));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The histories have one account. Its states take the place of cursor texts: the key in this list is the text. */
function adapterOf({ selectNew, firstDay }: FirstVersion): Implementation {
	const states: object[] = [];
	const stateOf = (cursor: string) => (cursor === '' ? undefined : states[Number(cursor)]);
	const settingsOf = ({ identifyBy, initialHistoryDays, ...rest }: RunSettings) => ({
		...{ ...rest, recogniseBy: identifyBy, lookBackDays: initialHistoryDays, salt: 'saltsalt' },
	});
	return {
		defaultOverlapDays: 7,
		async run([reading], cursor, settings) {
			const of = settingsOf(settings);
			const windowStart = firstDay(stateOf(cursor), of);
			const { pages } = reading!.readPages(windowStart);
			const transactions = pages.flat();
			const { fresh, seen } = selectNew(transactions, stateOf(cursor), of);
			states.push(seen);
			return await Promise.resolve({
				returned: [fresh.map((transaction) => ({ transaction }))],
				listed: [{ transactions, windowStart }],
				failures: [],
				cursor: String(states.length - 1),
			});
		},
	};
}
