import type { ReceivedResponse, SpecifiedOperation } from './specification';
import type { ContractRequest, ContractClient } from './client';

/** The results of all probes of one operation. */
export interface Outcome {
	operation: string;
	/** Statuses of the responses. */
	statuses: Set<number>;
	/** Number of validated responses. */
	validated: number;
	/** One text for each response that violates the specification. */
	invalid: string[];
}

/** One request, and the expected statuses. */
export interface Probe extends Omit<Partial<ContractRequest>, 'path'> {
	/** Short description of the request. */
	title: string;
	expected: number[];
	/** Values of the placeholders in the path. */
	ids?: Record<string, string>;
	query?: string;
}

/** Sends probes to one operation and collects the results. */
export interface Prober {
	outcome: Outcome;
	send(probe: Probe): Promise<ReceivedResponse>;
}

/** Creates a prober for an operation. Unexpected responses become results; they do not throw. */
export function newProber(
	specified: SpecifiedOperation,
	client: Pick<ContractClient, 'send'>,
): Prober {
	const { method, path } = specified;
	const operation = `${method} ${path}`;
	const outcome: Outcome = { operation, statuses: new Set(), validated: 0, invalid: [] };
	return {
		outcome,
		async send({ title: title, expected, ids = {}, query = '', ...question }) {
			const filled = path.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => ids[name] ?? name);
			const response = await client.send({ method, ...question, path: `${filled}${query}` });
			const problems = specified.problems(response);
			if (!expected.includes(response.status)) {
				problems.unshift(`status ${response.status}, expected ${expected.join(' or ')}`);
			}
			outcome.statuses.add(response.status);
			outcome.validated += 1;
			if (problems.length > 0) outcome.invalid.push(`${title}: ${problems.join('; ')}`);
			return response;
		},
	};
}
