import type { Probe, Prober } from './probe';
import type { ReceivedResponse } from './specification';

/** Tokens of consents that the PSU approved. */
export interface PsuTokens {
	detailed: string;
	basic: string;
	/** Accounts only. */
	least: string;
}

export interface KnownIds {
	tokens: PsuTokens;
	accountIds: string[];
	/** Statement id by account id. */
	statementIds: Record<string, string>;
}

/** Probes `GET` of one resource: every account, other permissions, and invalid requests. */
export async function probeResource(prober: Prober, known: KnownIds): Promise<void> {
	const { tokens } = known;
	const { operation } = prober.outcome;
	const [first, ...others] = idsOf(known);
	const read = { token: tokens.detailed, ids: first, expected: [200] };
	const response = await prober.send({ ...read, title: 'the first account' });
	if (response.status !== 200) return;
	const again = operation.includes('{AccountId}') ? others : [];
	const probes: Probe[] = [
		...again.map((ids) => ({ ...read, title: 'another account', ids })),
		...nextPage(response).map((query) => ({ ...read, title: 'the next page', query })),
		...unknownIds(operation, first!).map((ids) => ({
			...read,
			title: `unknown ids ${JSON.stringify(ids)}`,
			ids,
			expected: [400],
		})),
		{ ...read, title: 'without details', token: tokens.basic },
		{
			...read,
			title: 'without permission',
			token: tokens.least,
			expected: [statusWithLeast(operation)],
		},
		{ ...read, title: 'without token', token: undefined, expected: [401] },
		{
			...read,
			title: 'an unsupported format',
			headers: { accept: 'application/xml' },
			expected: [406],
		},
		{ ...read, title: 'an unsupported method', method: 'PATCH', expected: [405] },
		{
			...read,
			title: 'an interaction id that is not a UUID',
			headers: { 'x-fapi-interaction-id': 'x' },
			expected: [400],
		},
	];
	for (const probe of probes) await prober.send(probe);
}

/** Probes a resource that the bank does not support: 404. */
export async function probeUnsupportedResource(prober: Prober, known: KnownIds): Promise<void> {
	const [ids] = idsOf(known);
	const { detailed: token } = known.tokens;
	await prober.send({ title: 'not supported', token, ids, expected: [404] });
}

function idsOf({ accountIds, statementIds }: KnownIds): Array<Record<string, string>> {
	return accountIds.map((AccountId) => ({
		AccountId,
		StatementId: statementIds[AccountId] ?? 'none',
	}));
}

/** Returns ids in which one placeholder of the path is unknown, for each placeholder. */
function unknownIds(operation: string, known: Record<string, string>) {
	return Object.keys(known)
		.filter((name) => operation.includes(`{${name}}`))
		.map((name) => ({ ...known, [name]: 'unknown' }));
}

/** Returns the query of `Links.Next`, if present. */
function nextPage({ text }: ReceivedResponse): string[] {
	const { Links } = JSON.parse(text) as { Links?: { Next?: string } };
	return Links?.Next ? [new URL(Links.Next).search] : [];
}

/** Returns the expected status with the consent for accounts only. */
function statusWithLeast(operation: string): number {
	return /^GET \/accounts(\/\{AccountId\})?$/.test(operation) ? 200 : 403;
}
