import { permissions } from '../../lib/operations/accountInformation/permissions';
import type { Prober } from './probe';
import type { ReceivedResponse } from './specification';
import type { ContractClient } from './client';

/** Consents for the probes. They contain only permissions that the bank supports. */
export interface ConsentIds {
	/** Everything, with details. */
	detailed: string;
	/** Everything, without details. */
	basic: string;
	/** Accounts only. */
	least: string;
}

const consentFor = (Permissions: string[]) => ({ Data: { Permissions }, Risk: {} });

/** Probes `POST /account-access-consents` with valid and invalid requests. */
export async function createConsents(prober: Prober, { clientToken: token }: ContractClient) {
	const create = async (
		requested: string[],
		expected: number[] = [201],
	): Promise<ReceivedResponse> =>
		await prober.send({ title: requested.join(' '), token, expected, body: consentFor(requested) });
	const supported: string[] = [];
	for (const permission of permissions) {
		const { status } = await create(withRequired(permission), [201, 400]);
		if (status === 201) supported.push(permission);
	}
	await refuseConsents(prober, token);
	return {
		detailed: consentIdOf(await create(supported)),
		basic: consentIdOf(await create(supported.filter((name) => !isDetail(name, supported)))),
		least: consentIdOf(await create(['ReadAccountsBasic'])),
	} satisfies ConsentIds;
}

/** Returns a permission and those that the standard requires with it. */
function withRequired(permission: string): string[] {
	const isDirection = /^ReadTransactions(Credits|Debits)$/.test(permission);
	const isDepth = /^ReadTransactions(Basic|Detail)$/.test(permission);
	return [
		'ReadAccountsBasic',
		permission,
		...(isDirection ? ['ReadTransactionsBasic'] : []),
		...(isDepth ? ['ReadTransactionsCredits'] : []),
	];
}

function isDetail(permission: string, supported: string[]): boolean {
	return permission.endsWith('Detail') && supported.includes(permission.replace('Detail', 'Basic'));
}

async function refuseConsents(prober: Prober, token: string): Promise<void> {
	const refuse = async (title: string, body: unknown): Promise<void> =>
		void (await prober.send({ title: title, token, expected: [400], body }));
	const Permissions = ['ReadAccountsBasic'];
	await refuse('a body without members', {});
	await refuse('an unknown member', { ...consentFor(Permissions), Extra: 1 });
	await refuse('no permission', consentFor([]));
	await refuse('an unknown permission', consentFor(['ReadEverything']));
	await refuse(
		'transactions without a direction',
		consentFor([...Permissions, 'ReadTransactionsBasic']),
	);
	await refuse('an invalid date', { Data: { Permissions, ExpirationDateTime: 'x' }, Risk: {} });
	await prober.send({ title: 'no token', expected: [401], body: consentFor(Permissions) });
	const headers = { 'content-type': 'text/plain' };
	await prober.send({ title: 'plain text', token, headers, expected: [415], body: 'x' });
}

/** Probes `GET /account-access-consents/{ConsentId}`. */
export async function readConsent(prober: Prober, visitor: ContractClient, ConsentId: string) {
	const { clientToken: token } = visitor;
	const ids = { ConsentId };
	await prober.send({ title: 'a consent', token, ids, expected: [200] });
	await prober.send({ title: 'an unknown consent', token, expected: [400] });
	await prober.send({ title: 'no token', ids, expected: [401] });
}

/** Probes `DELETE /account-access-consents/{ConsentId}`. */
export async function deleteConsent(prober: Prober, visitor: ContractClient, ConsentId: string) {
	const { clientToken: token } = visitor;
	const ids = { ConsentId };
	await prober.send({ title: 'no token', ids, expected: [401] });
	await prober.send({ title: 'an unknown consent', token, expected: [400] });
	await prober.send({ title: 'a consent', token, ids, expected: [204] });
	await prober.send({ title: 'a deleted consent', token, ids, expected: [400] });
}

function consentIdOf({ text }: ReceivedResponse): string {
	const { Data } = Object(JSON.parse(text)) as { Data?: { ConsentId?: string } };
	if (Data?.ConsentId) return Data.ConsentId;
	throw new Error(`The bank did not create a consent: ${text}`);
}
