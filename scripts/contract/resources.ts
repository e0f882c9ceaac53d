import type { Probe, Prober } from './probe';
import type { Received } from './specification';

/** Tokens of consents that the PSU approved. */
export interface PsuTokens {
	detailed: string;
	basic: string;
	/** For accounts only. */
	least: string;
}

export interface Known {
	tokens: PsuTokens;
	accountIds: string[];
	/** By account. */
	statementIds: Record<string, string>;
}

/** `GET` of one resource: everything of every account, without details, without permission, with what is wrong. */
export async function readResource(prober: Prober, known: Known): Promise<void> {
	const { tokens } = known;
	const { operation } = prober.outcome;
	const [first, ...others] = idsOf(known);
	const read = { token: tokens.detailed, ids: first, expected: [200] };
	const answer = await prober.send({ ...read, why: 'the first account' });
	if (answer.status !== 200) return;
	const again = operation.includes('{AccountId}') ? others : [];
	const probes: Probe[] = [
		...again.map((ids) => ({ ...read, why: 'another account', ids })),
		...nextPage(answer).map((query) => ({ ...read, why: 'the next page', query })),
		...unknownIds(operation, first!).map((ids) => ({
			...read,
			why: `unknown ids ${JSON.stringify(ids)}`,
			ids,
			expected: [400],
		})),
		{ ...read, why: 'without details', token: tokens.basic },
		{ ...read, why: 'without permission', token: tokens.least, expected: [ofLeast(operation)] },
		{ ...read, why: 'without token', token: undefined, expected: [401] },
		{ ...read, why: 'another format', headers: { accept: 'application/xml' }, expected: [406] },
		{ ...read, why: 'another method', method: 'PATCH', expected: [405] },
		{ ...read, why: 'no UUID', headers: { 'x-fapi-interaction-id': 'x' }, expected: [400] },
	];
	for (const probe of probes) await prober.send(probe);
}

/** What the bank does not have is not found. */
export async function missResource(prober: Prober, known: Known): Promise<void> {
	const [ids] = idsOf(known);
	const { detailed: token } = known.tokens;
	await prober.send({ why: 'not offered', token, ids, expected: [404] });
}

function idsOf({ accountIds, statementIds }: Known): Array<Record<string, string>> {
	return accountIds.map((AccountId) => ({
		AccountId,
		StatementId: statementIds[AccountId] ?? 'none',
	}));
}

/** Each placeholder of the path in turn with an id that nobody has. */
function unknownIds(operation: string, known: Record<string, string>) {
	return Object.keys(known)
		.filter((name) => operation.includes(`{${name}}`))
		.map((name) => ({ ...known, [name]: 'unknown' }));
}

/** The query of `Links.Next`, if there is one. */
function nextPage({ text }: Received): string[] {
	const { Links } = JSON.parse(text) as { Links?: { Next?: string } };
	return Links?.Next ? [new URL(Links.Next).search] : [];
}

/** The least consent is for accounts. */
function ofLeast(operation: string): number {
	return /^GET \/accounts(\/\{AccountId\})?$/.test(operation) ? 200 : 403;
}
