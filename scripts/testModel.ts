import { parseArgs } from 'node:util';

import { histories } from '../test/model/history';
import { implementation } from '../test/model/implementation';
import { runPaymentModel } from '../test/model/payments';
import { knownCases } from '../test/model/knownCases';
import { findFailure } from '../test/model/report';
import { withEarlierImplementation } from './earlierImplementation';

const options = {
	count: { type: 'string' },
	seed: { type: 'string' },
	path: { type: 'string' },
	commit: { type: 'string' },
	payments: { type: 'boolean' },
} as const;

interface Arguments {
	count: number;
	seed: number;
	path?: string;
}

/**
 * `npm run test:model` runs 20,000 random histories; `-- --count N`, `--seed N` and `--path TEXT` change that.
 *
 * `npm run test:model -- --commit 8b92f6a` runs the histories of known cases with the code of the first version, and fails
 * unless the model finds each of them.
 *
 * `npm run test:model -- --payments` runs 200 random histories of payments instead; `--count N` and `--seed N` change that.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({ options });
	const seed = Number(values.seed ?? Date.now() % 2 ** 31);
	if (values.payments) return await runPayments(Number(values.count ?? 200), seed);
	const count = Number(values.count ?? 20_000);
	const isGood = values.commit
		? await findKnownCases(values.commit, { count, seed })
		: await runHistories({ count, seed, path: values.path });
	if (!isGood) process.exitCode = 1;
}

/** @throws Error with the history after which the books of the bank are wrong */
async function runPayments(count: number, seed: number): Promise<void> {
	console.log(`${count} histories of payments with the seed ${seed}`);
	const submissions = await runPaymentModel(count, seed);
	console.log(`Each payment is in the books once, after ${submissions} submissions.`);
}

async function runHistories(given: Arguments): Promise<boolean> {
	console.log(`${given.count} histories with the seed ${given.seed}`);
	const failure = await findFailure({ ...given, histories: histories(), implementation });
	console.log(failure ?? 'Every transaction was returned as documented.');
	return failure === undefined;
}

/** Returns whether every case fails with the code of the commit, and none with the code of today. */
async function findKnownCases(commit: string, given: Arguments): Promise<boolean> {
	const results: boolean[] = [];
	await withEarlierImplementation(commit, async (earlier) => {
		for (const { name, histories: ofCase } of knownCases) {
			const found = await findFailure({ ...given, histories: ofCase, implementation: earlier });
			const today = await findFailure({ ...given, count: 500, histories: ofCase, implementation });
			console.log(`\n${name}\n${commit}: ${found ?? 'NOT FOUND'}`);
			console.log(`This version: ${today ?? '500 histories are returned as documented.'}`);
			results.push(found !== undefined && today === undefined);
		}
	});
	return results.length > 0 && results.every(Boolean);
}

void main();
