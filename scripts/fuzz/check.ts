import { OpenBankingError } from '../../lib/errors';
import type { Coverage } from './coverage';
import type { Target } from './target';

/** Steps that every input may take, however short: whole tables are searched, and modules are loaded at first use. */
const baseSteps = 20_000;

/** Longest error, in characters. */
const longestMessage = 2_000;

/**
 * Parses an input and judges what happened: a value, or an error of the package that is no bug, contains no secret and is
 * short. The steps must be linear in the size of the input.
 */
export async function check(
	target: Target,
	input: Buffer,
	coverage: Coverage,
): Promise<{ problem?: string }> {
	const problem = await judge(target, input);
	const { steps } = await coverage.read();
	const allowed = baseSteps + (target.stepsPerByte ?? 30) * input.length;
	if (problem || steps <= allowed) return { problem };
	return { problem: `${steps} steps for ${input.length} bytes; ${allowed} are allowed` };
}

/**
 * Checks several inputs and reads their coverage once, because that takes longer than most inputs. Only if they take many
 * steps, each is checked on its own.
 */
export async function checkAll(
	target: Target,
	inputs: readonly Buffer[],
	coverage: Coverage,
): Promise<{ problems: Array<string | undefined>; blocks: ReadonlySet<string> }> {
	const problems: Array<string | undefined> = [];
	for (const input of inputs) problems.push(await judge(target, input));
	const { steps, blocks } = await coverage.read();
	if (steps <= baseSteps) return { problems, blocks };
	for (const [index, input] of inputs.entries()) {
		problems[index] ??= (await check(target, input, coverage)).problem;
	}
	return { problems, blocks };
}

/** Returns what is wrong with how a target treats an input, apart from the steps. */
export async function judge(target: Target, input: Buffer): Promise<string | undefined> {
	try {
		return secretIn((await target.run(input)) ?? [], target.secrets);
	} catch (thrown) {
		const errors: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
		return errors.map((error) => problemOf(error, target.secrets)).find(Boolean);
	}
}

function problemOf(error: unknown, secrets: string[]): string | undefined {
	if (!(error instanceof OpenBankingError) || error.code === 'OB_INTERNAL') {
		return `not an error of the package: ${error instanceof Error ? error.stack : String(error)}`;
	}
	if (error.message.length > longestMessage)
		return `an error of ${error.message.length} characters`;
	return secretIn([error.message, JSON.stringify(error.details)], secrets);
}

/** Characters of a secret in a row that may not be shown. */
const window = 16;

function secretIn(texts: string[], secrets: string[]): string | undefined {
	const shown = texts.join('\n');
	const found = secrets.find((secret) => {
		for (let start = 0; start + window <= secret.length; start++) {
			if (shown.includes(secret.slice(start, start + window))) return true;
		}
		return false;
	});
	return found && `a secret is shown: ${shown}`;
}
