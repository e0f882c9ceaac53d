import { randomUUID } from 'node:crypto';

import type { BankResponse } from '../http/response';
import {
	bbanOf,
	readIban,
	int32,
	invalidMember,
	objects,
	readObject,
	readText,
	type Members,
} from './members';
import { berlinGroupJson, type SignedRequest } from './signedEndpoint';
import type { EikaAccount, EikaAgreement, EikaState, EikaEngagement } from './state';

export const agreementsPath = '/v1/sandbox/agreements';

/** Creates an agreement (Eika, "Create sandbox agreements"). */
export async function createAgreement(request: SignedRequest): Promise<BankResponse> {
	const { state } = request.bank;
	const body = await readObject(request);
	const owner = readText(body['owner'], 'owner');
	const name = readText(body['name'], 'name');
	assertCustomer(state, owner, 'owner');
	const engagements = objects(body['engagements'], 'engagements').map((engagement, index) =>
		readEngagement(engagement, { state, owner, path: `engagements[${index}]` }),
	);
	const agreement = { id: randomUUID(), owner, name, engagements };
	state.agreements.push(agreement);
	return berlinGroupJson(201, toResponse(agreement, request));
}

/** Adds an engagement to an agreement. The link `engagements` is documented, the request is an assumption. */
export async function addEngagement(request: SignedRequest): Promise<BankResponse> {
	const { state } = request.bank;
	const { id } = request.parameters;
	const agreement = state.agreements.find((one) => one.id === id);
	if (!agreement) throw invalidMember('id', 'is not the id of an agreement');
	const { owner } = agreement;
	const engagement = readEngagement(await readObject(request), { state, owner, path: '' });
	agreement.engagements.push(engagement);
	return berlinGroupJson(201, engagementResponse(engagement, state));
}

interface Surroundings {
	state: EikaState;
	owner: string;
	path: string;
}

function readEngagement(body: Members, { state, owner, path }: Surroundings): EikaEngagement {
	const at = (member: string): string => (path === '' ? member : `${path}.${member}`);
	const customer = readText(body['customer'], at('customer'));
	const account = readIban((Object(body['account']) as Members)['iban'], at('account.iban'));
	const roles = readRoles(body['roles'], at('roles'));
	const registerLimit = int32(body['registerLimit'], at('registerLimit'));
	const approvalLimit = int32(body['approvalLimit'], at('approvalLimit'));
	assertOwner(state.accounts, { account, owner, customer, path: at('account.iban') });
	return {
		id: randomUUID(),
		customer,
		account: { iban: account },
		roles,
		registerLimit,
		approvalLimit,
	};
}

const roles = ['OWNER', 'DISPOSAL', 'VIEW', 'REGISTER', 'APPROVE', 'INTERNAL_TRANSFER', 'SALARY'];

function readRoles(value: unknown, path: string): string[] {
	if (!Array.isArray(value)) throw invalidMember(path, 'is not an array');
	if (value.every((role) => roles.includes(role as string))) return value as string[];
	throw invalidMember(path, `contains a value other than ${roles.join(', ')}`);
}

function assertCustomer({ customers }: EikaState, number: string, path: string): void {
	if (customers.some(({ customerNumber }) => customerNumber === number)) return;
	throw invalidMember(path, 'is not the number of a customer');
}

// "The field account should not be owned by the same PSU, this should be owned by the customer created as the corporation".
function assertOwner(
	accounts: EikaAccount[],
	{ account, owner, customer, path }: Record<'account' | 'owner' | 'customer' | 'path', string>,
): void {
	const found = accounts.find((one) => one.iban === account);
	if (!found) throw invalidMember(path, 'is not an account of the bank');
	if (found.customerNumber === customer) throw invalidMember(path, 'is an account of the PSU');
	if (found.customerNumber !== owner) {
		throw invalidMember(path, 'is not an account of the owner of the agreement');
	}
}

function toResponse(
	{ id, name, owner, engagements }: EikaAgreement,
	{ bank }: SignedRequest,
): object {
	const self = `${bank.root}${agreementsPath}/${id}`;
	return {
		id,
		name,
		owner,
		engagements: engagements.map((engagement) => engagementResponse(engagement, bank.state)),
		_links: {
			// The page documents no requests to these addresses.
			self: { href: self, verbs: [] },
			engagements: { href: `${self}/engagements`, verbs: ['POST'] },
		},
	};
}

function engagementResponse(engagement: EikaEngagement, { customers }: EikaState): object {
	const { id, customer, account, roles, registerLimit, approvalLimit } = engagement;
	const has = (role: string): boolean => roles.includes(role);
	return {
		id,
		customer,
		name: customers.find(({ customerNumber }) => customerNumber === customer)?.customerName,
		account: { bban: bbanOf(account.iban), iban: account.iban },
		roles,
		accessRights: canConsent(engagement),
		paymentRights: has('REGISTER') || has('APPROVE'),
		transferRights: has('INTERNAL_TRANSFER'),
		registerLimit,
		approvalLimit,
	};
}

/** "Engagements must have both the role REGISTER and VIEW to be available for granting consent". */
export const canConsent = ({ roles }: EikaEngagement): boolean =>
	roles.includes('REGISTER') && roles.includes('VIEW');
