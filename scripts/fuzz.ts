import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { bankTargets } from './fuzz/bankTargets';
import { fuzz, type Failure } from './fuzz/campaign';
import { certificateTargets } from './fuzz/certificateTargets';
import { check } from './fuzz/check';
import { startCoverage, type Coverage } from './fuzz/coverage';
import { paymentTargets } from './fuzz/paymentTargets';
import { plantedFaults } from './fuzz/plantedFaults';
import { redirectTargets } from './fuzz/redirectTargets';
import { reportTarget } from './fuzz/reportTarget';
import type { Target } from './fuzz/target';
import { toTable } from './table';

const options = {
	seconds: { type: 'string', default: '60' },
	seed: { type: 'string' },
	target: { type: 'string', multiple: true },
	input: { type: 'string' },
} as const;

const targets = [
	...[...certificateTargets, ...redirectTargets, ...bankTargets],
	...[...paymentTargets, reportTarget],
];
const folder = '.cache/fuzz';

/**
 * `npm run fuzz -- --seconds 60` feeds changed inputs to every parser of what a stranger sends. First it must find the
 * faults that are planted in small parsers. `--target NAME` and `--seed N` choose, `--input FILE` repeats one input.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({ options });
	const chosen = targets.filter(({ name }) => !values.target || values.target.includes(name));
	if (chosen.length === 0)
		throw new Error(`Targets: ${targets.map(({ name }) => name).join(', ')}`);
	const coverage = await startCoverage();
	const isGood = values.input
		? await repeat(chosen[0]!, readFileSync(values.input), coverage)
		: await run(
				chosen,
				{ seconds: Number(values.seconds), seed: Number(values.seed ?? Date.now() % 2 ** 31) },
				coverage,
			);
	await coverage.stop();
	process.exit(isGood ? 0 : 1);
}

async function repeat(target: Target, input: Buffer, coverage: Coverage): Promise<boolean> {
	await check(target, input, coverage);
	const { problem } = await check(target, input, coverage);
	console.log(problem ?? 'No problem.');
	return problem === undefined;
}

async function run(
	chosen: readonly Target[],
	{ seconds, seed }: { seconds: number; seed: number },
	coverage: Coverage,
): Promise<boolean> {
	console.log(`Seed ${seed}, ${seconds} s`);
	// This ends when all are found: after a few seconds, or more on a busy machine.
	const planted = await fuzz(plantedFaults, { seconds: Math.max(120, seconds), seed }, coverage);
	const missed = planted.filter(({ failure }) => !failure).map(({ target }) => target);
	console.log(
		missed.length > 0
			? `Planted faults NOT found: ${missed.join(', ')}`
			: `All ${planted.length} planted faults were found.`,
	);
	const reports = await fuzz(chosen, { seconds, seed }, coverage);
	console.log(
		toTable(
			reports.map(({ target, inputs, kept, blocks, failure }) => ({
				...{ target, inputs, kept, blocks, result: failure ? 'FAILED' : 'ok' },
			})),
		),
	);
	const failures = reports.flatMap(({ failure }) => failure ?? []);
	failures.forEach(report);
	return missed.length === 0 && failures.length === 0;
}

function report({ target, problem, input }: Failure): void {
	mkdirSync(folder, { recursive: true });
	const file = `${folder}/${target.replaceAll(' ', '-')}`;
	writeFileSync(file, input);
	console.log(
		`\n${target}: ${problem}\nRepeat it with: npm run fuzz -- --target "${target}" --input ${file}`,
	);
}

void main();
