import { check, checkAll } from './check';
import type { Coverage } from './coverage';
import { mutateBytes } from './mutateBytes';
import { randomOf, type Random } from './random';
import type { Target } from './target';

/** An input that a parser fails on. */
export interface Failure {
	target: string;
	problem: string;
	/** The smallest input that was found with the same problem. */
	input: Buffer;
}

interface TargetReport {
	target: string;
	inputs: number;
	/** Inputs that ran a block of code that no earlier input ran. */
	kept: number;
	/** Blocks of code that ran. */
	blocks: number;
	failure?: Failure;
}

/** One target, its inputs so far and the code that they reached. */
interface Campaign {
	target: Target;
	corpus: Buffer[];
	blocks: Set<string>;
	inputs: number;
	random: Random;
	failure?: Failure;
}

/**
 * Fuzzes the targets in turns until the time is over. Inputs that reach new code are kept and changed further. A target
 * ends at its first failure.
 *
 * @param seed the same seed makes the same inputs, for as long as both runs last
 */
export async function fuzz(
	targets: readonly Target[],
	{ seconds, seed }: { seconds: number; seed: number },
	coverage: Coverage,
): Promise<TargetReport[]> {
	const end = performance.now() + seconds * 1000;
	const campaigns = await Promise.all(targets.map((target) => startCampaign(target, seed)));
	for (const campaign of campaigns) await trySeeds(campaign, coverage);
	let running = campaigns.filter(({ failure }) => !failure);
	while (running.length > 0 && performance.now() < end) {
		for (const campaign of running) await turn(campaign, coverage);
		running = running.filter(({ failure }) => !failure);
	}
	return campaigns.map(({ target, inputs, corpus, blocks, failure }) => ({
		...{ target: target.name, inputs, kept: corpus.length, blocks: blocks.size, failure },
	}));
}

async function startCampaign(target: Target, seed: number): Promise<Campaign> {
	const random = randomOf(
		seed + [...target.name].reduce((sum, one) => sum * 31 + one.charCodeAt(0), 0),
	);
	return { target, corpus: await target.seeds(), blocks: new Set(), inputs: 0, random };
}

async function trySeeds(campaign: Campaign, coverage: Coverage): Promise<void> {
	// The first time loads modules.
	for (const seed of campaign.corpus) await check(campaign.target, seed, coverage);
	await attempt(campaign, campaign.corpus, coverage);
}

/** Few, because all of them are kept when one of them reaches new code. */
const inputsPerTurn = 5;

async function turn(campaign: Campaign, coverage: Coverage): Promise<void> {
	const inputs = Array.from({ length: inputsPerTurn }, () => newInput(campaign));
	if (await attempt(campaign, inputs, coverage)) campaign.corpus.push(...inputs);
}

function newInput({ target, random, corpus }: Campaign): Buffer {
	let input = pickInput(corpus, random);
	for (let changes = 1 + random.below(4); changes > 0; changes--) {
		const mutate = random.oneIn(10) ? mutateBytes : target.mutate;
		input = mutate(input, random, corpus);
	}
	return input;
}

/** Prefers the newest inputs, which reached the deepest code. */
const pickInput = (corpus: Buffer[], random: Random): Buffer =>
	random.oneIn(3) ? random.pick(corpus.slice(-10)) : random.pick(corpus);

/** Returns whether the inputs reached new code. */
async function attempt(campaign: Campaign, inputs: Buffer[], coverage: Coverage): Promise<boolean> {
	const { target, blocks: known } = campaign;
	campaign.inputs += inputs.length;
	const { problems, blocks } = await checkAll(target, inputs, coverage);
	const bad = problems.findIndex((problem) => problem !== undefined);
	if (bad >= 0) {
		const input = await shrink(target, inputs[bad]!, coverage);
		campaign.failure = { target: target.name, problem: problems[bad]!, input };
	}
	const before = known.size;
	for (const block of blocks) known.add(block);
	return known.size > before;
}

/** Milliseconds. */
const shrinkTime = 3_000;

/** Removes parts of the input for as long as it still fails. */
async function shrink(target: Target, input: Buffer, coverage: Coverage): Promise<Buffer> {
	const end = performance.now() + shrinkTime;
	let smallest = input;
	for (let size = smallest.length >> 1; size > 0; size >>= 1) {
		for (let start = 0; start < smallest.length && performance.now() < end;) {
			const shorter = Buffer.concat([smallest.subarray(0, start), smallest.subarray(start + size)]);
			const { problem } = await check(target, shorter, coverage);
			if (problem) smallest = shorter;
			else start += size;
		}
	}
	return smallest;
}
