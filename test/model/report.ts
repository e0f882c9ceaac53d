import fc from 'fast-check';

import { check } from './check';
import type { History } from './history';
import type { Implementation } from './implementation';

interface ModelRun {
	histories: fc.Arbitrary<History>;
	implementation: Implementation;
	count: number;
	seed: number;
	/** Path of a counterexample that a previous run has printed. */
	path?: string;
}

/**
 * Runs random histories. Returns undefined when each of them is returned as documented, or else a text with the shortest
 * history that fails, and how to repeat it.
 */
export async function findFailure({
	histories,
	implementation,
	count,
	seed,
	path = '',
}: ModelRun): Promise<string | undefined> {
	const property = fc.asyncProperty(
		histories,
		async (history) => (await check(history, implementation)).problems.length === 0,
	);
	const result = await fc.check(property, { numRuns: count, seed, path });
	if (!result.failed) return undefined;
	if (!result.counterexample) throw new Error('The histories were interrupted.');
	const [history] = result.counterexample;
	const { problems, log } = await check(history, implementation);
	return [
		`Failed after ${result.numRuns} histories and ${result.numShrinks} steps of shrinking.`,
		`Seed ${result.seed}, path ${result.counterexamplePath}`,
		`Bank: ${JSON.stringify(history.bank)}, identified by ${history.identifyBy}`,
		...log.map((line) => `  ${line}`),
		...problems.map((problem) => `Problem: ${problem}`),
	].join('\n');
}
