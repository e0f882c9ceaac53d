import type { Received, SpecifiedOperation } from './specification';
import type { Ask, Visitor } from './visitor';

/** What came of the answers to one operation. */
export interface Outcome {
	operation: string;
	/** Statuses that came. */
	statuses: Set<number>;
	validated: number;
	/** One text for each answer that is not as specified. */
	invalid: string[];
}

/** One request, and the statuses that it may bring. */
export interface Probe extends Omit<Partial<Ask>, 'path'> {
	/** For people. */
	why: string;
	expected: number[];
	/** Fills the placeholders of the path. */
	ids?: Record<string, string>;
	query?: string;
}

/** Sends probes to one operation and keeps count. */
export interface Prober {
	outcome: Outcome;
	send(probe: Probe): Promise<Received>;
}

/** A prober of an operation, asking through a visitor; it never throws for what the bank answers. */
export function newProber(specified: SpecifiedOperation, { ask }: Visitor): Prober {
	const { method, path } = specified;
	const operation = `${method} ${path}`;
	const outcome: Outcome = { operation, statuses: new Set(), validated: 0, invalid: [] };
	return {
		outcome,
		async send({ why, expected, ids = {}, query = '', ...question }) {
			const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
			const answer = await ask({ method, ...question, path: `${filled}${query}` });
			const problems = specified.problems(answer);
			if (!expected.includes(answer.status)) {
				problems.unshift(`${answer.status} where ${expected.join(' or ')} is due`);
			}
			outcome.statuses.add(answer.status);
			outcome.validated += 1;
			if (problems.length > 0) outcome.invalid.push(`${why}: ${problems.join('; ')}`);
			return answer;
		},
	};
}
