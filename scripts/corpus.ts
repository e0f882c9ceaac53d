import { parseArgs } from 'node:util';

import { makeFile, type NotMade } from './corpus/file';
import { judge, verdicts, type Verdict } from './corpus/judge';
import { isInstalled, makers, type Maker } from './corpus/makers';
import { toTable } from './table';

/**
 * `npm run test:corpus` makes key files with the tools of Debian and reads each. Each opens with the key and certificates
 * that went into it, or is refused with a reason whose advice works as printed. `-- --full` combines all options, and
 * `-- --without TOOL` leaves out a tool that is not installed.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			full: { type: 'boolean', default: false },
			without: { type: 'string', multiple: true, default: [] },
		},
	});
	const used = usedMakers(values.without);
	const notMade: NotMade[] = [];
	const wrong: string[] = [];
	const rows = [];
	for (const maker of used) {
		const counts = new Map<string, Record<Verdict | 'not made', number>>();
		for (const planned of makers[maker].files(values.full)) {
			const file = makeFile(planned);
			const row = counts.get(file.tool) ?? emptyRow();
			counts.set(file.tool, row);
			if ('reason' in file) {
				row['not made']++;
				notMade.push(file);
				continue;
			}
			const { verdict, problem } = await judge(file);
			row[verdict]++;
			if (!problem) continue;
			wrong.push(`${file.tool}, ${file.name}: ${problem}`);
			console.error(wrong.at(-1));
		}
		rows.push(...[...counts].map(([tool, row]) => ({ tool, ...row })));
	}
	console.log(toTable(rows));
	for (const { tool, name, reason } of notMade)
		console.log(`Not made: ${tool}, ${name}: ${reason}`);
	for (const maker of values.without) console.log(`Not made: every file of ${maker}`);
	const idle = rows.filter((row) => verdicts.every((verdict) => row[verdict] === 0));
	for (const { tool } of idle) wrong.push(`${tool} made no file.`);
	console.log(wrong.join('\n'));
	if (wrong.length > 0) process.exitCode = 1;
}

const emptyRow = () => ({
	opens: 0,
	'refused, advice works': 0,
	named: 0,
	WRONG: 0,
	'not made': 0,
});

/** @throws Error that names the tools that are missing, and how to go on */
function usedMakers(without: string[]): Maker[] {
	const all = Object.keys(makers) as Maker[];
	const optional = all.filter((maker) => maker !== 'openssl');
	const unknown = without.find((name) => !optional.some((maker) => maker === name));
	if (unknown) throw new Error(`--without ${unknown}: use one of ${optional.join(', ')}.`);
	const used = all.filter((maker) => !without.includes(maker));
	const missing = used.filter((maker) => !isInstalled(maker));
	if (missing.length === 0) return used;
	const packages = missing.map((maker) => makers[maker].debian).join(' ');
	const options = missing.map((maker) => `--without ${maker}`).join(' ');
	throw new Error(
		`Missing: ${missing.join(', ')}. Install the Debian packages ${packages}, or add ${options}.`,
	);
}

void main();
