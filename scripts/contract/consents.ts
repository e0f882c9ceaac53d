import { permissions } from '../../lib/operations/accountInformation/permissions';
import type { Prober } from './probe';
import type { Received } from './specification';
import type { Visitor } from './visitor';

/** Consents to look at the bank with; a permission that the bank refuses is in none of them. */
export interface ConsentIds {
	/** Everything, to the last detail. */
	detailed: string;
	/** Everything, without details. */
	basic: string;
	/** Accounts only. */
	least: string;
}

const consentFor = (Permissions: string[]) => ({ Data: { Permissions }, Risk: {} });

/** `POST /account-access-consents`: what is accepted, and what is refused. */
export async function createConsents(prober: Prober, { clientToken: token }: Visitor) {
	const create = async (asked: string[], expected: number[] = [201]): Promise<Received> =>
		await prober.send({ why: asked.join(' '), token, expected, body: consentFor(asked) });
	const offered: string[] = [];
	for (const permission of permissions) {
		const { status } = await create(withPartners(permission), [201, 400]);
		if (status === 201) offered.push(permission);
	}
	await refuseConsents(prober, token);
	return {
		detailed: consentIdOf(await create(offered)),
		basic: consentIdOf(await create(offered.filter((name) => !isDetail(name, offered)))),
		least: consentIdOf(await create(['ReadAccountsBasic'])),
	} satisfies ConsentIds;
}

/** A permission with those that the standard does not let it be without. */
function withPartners(permission: string): string[] {
	const isDirection = /^ReadTransactions(Credits|Debits)$/.test(permission);
	const isDepth = /^ReadTransactions(Basic|Detail)$/.test(permission);
	return [
		'ReadAccountsBasic',
		permission,
		...(isDirection ? ['ReadTransactionsBasic'] : []),
		...(isDepth ? ['ReadTransactionsCredits'] : []),
	];
}

function isDetail(permission: string, offered: string[]): boolean {
	return permission.endsWith('Detail') && offered.includes(permission.replace('Detail', 'Basic'));
}

async function refuseConsents(prober: Prober, token: string): Promise<void> {
	const refuse = async (why: string, body: unknown): Promise<void> =>
		void (await prober.send({ why, token, expected: [400], body }));
	const Permissions = ['ReadAccountsBasic'];
	await refuse('a body without members', {});
	await refuse('an unknown member', { ...consentFor(Permissions), Extra: 1 });
	await refuse('no permission', consentFor([]));
	await refuse('an unknown permission', consentFor(['ReadEverything']));
	await refuse(
		'transactions without a direction',
		consentFor([...Permissions, 'ReadTransactionsBasic']),
	);
	await refuse('a date that is none', { Data: { Permissions, ExpirationDateTime: 'x' }, Risk: {} });
	await prober.send({ why: 'no token', expected: [401], body: consentFor(Permissions) });
	const headers = { 'content-type': 'text/plain' };
	await prober.send({ why: 'plain text', token, headers, expected: [415], body: 'x' });
}

/** `GET /account-access-consents/{ConsentId}`, of a consent that waits or is authorised. */
export async function readConsent(prober: Prober, visitor: Visitor, ConsentId: string) {
	const { clientToken: token } = visitor;
	const ids = { ConsentId };
	await prober.send({ why: 'a consent', token, ids, expected: [200] });
	await prober.send({ why: 'an unknown consent', token, expected: [400] });
	await prober.send({ why: 'no token', ids, expected: [401] });
}

/** `DELETE /account-access-consents/{ConsentId}`. */
export async function deleteConsent(prober: Prober, visitor: Visitor, ConsentId: string) {
	const { clientToken: token } = visitor;
	const ids = { ConsentId };
	await prober.send({ why: 'no token', ids, expected: [401] });
	await prober.send({ why: 'an unknown consent', token, expected: [400] });
	await prober.send({ why: 'a consent', token, ids, expected: [204] });
	await prober.send({ why: 'a deleted consent', token, ids, expected: [400] });
}

function consentIdOf({ text }: Received): string {
	const { Data } = Object(JSON.parse(text)) as { Data?: { ConsentId?: string } };
	if (Data?.ConsentId) return Data.ConsentId;
	throw new Error(`The bank made no consent: ${text}`);
}
