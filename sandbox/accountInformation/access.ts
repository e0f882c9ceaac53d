import type { Account } from '../data/accounts';
import type { Psu } from '../data/psus';
import { mapView, viewOf, type View } from '../data/view';
import type { BankRequest } from '../http/request';
import type { IssuedToken } from '../oauth/tokens';
import type { AccountInformationBank } from './bank';
import type { Consent } from './consents';
import { hasOne } from './permissions';
import { obieRefused, unauthorised } from './refusal';

/** What a PSU has let a TPP see. */
export interface Access {
	consent: Consent;
	permissions: readonly string[];
	accounts: View<Account>;
	/** The account of that id, if it is among them. */
	account(accountId: string): Account;
}

/** The client that asks for itself: consents are created and managed with a token of client credentials. */
export async function clientAccess(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<string> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'ClientCredentials') throw unauthorised('invalid_token');
	assertScope(token);
	return token.clientId;
}

/** The client that asks for a PSU, with a token that came of the PSU's consent. */
export async function psuAccess(
	request: BankRequest,
	bank: AccountInformationBank,
	...wanted: string[]
): Promise<Access> {
	const token = await bank.findToken(request);
	// The standard reads as 403 for a token of client credentials; its conformance manifests demand 401.
	if (token?.kind !== 'AccessToken') throw unauthorised('invalid_token');
	assertScope(token);
	const consent = bank.consents.findByGrantId(token.grantId!);
	assertAuthorised(consent);
	assertPermitted(consent, wanted);
	return accessOf(consent, bank);
}

function assertScope({ scopes }: IssuedToken): void {
	if (!scopes.has('accounts')) {
		throw obieRefused(403, 'U008', 'The access token has no scope accounts');
	}
}

function assertAuthorised(consent: Consent | undefined): asserts consent {
	if (!consent) throw unauthorised('invalid_token');
	if (consent.status === 'AUTH') return;
	throw obieRefused(400, 'U009', `The consent's status is ${consent.status}`);
}

function assertPermitted({ request }: Consent, wanted: string[]): void {
	if (wanted.length === 0 || hasOne(request.Permissions, ...wanted)) return;
	throw obieRefused(403, 'U008', `The consent has no permission ${wanted.join(' or ')}`);
}

function accessOf(consent: Consent, { data }: AccountInformationBank): Access {
	const psu = data.psus.find(({ user }) => user === consent.psu)!;
	return {
		consent,
		permissions: consent.request.Permissions,
		accounts: selected(consent, psu, data),
		account(accountId) {
			const account = data.accounts.find(psu, accountId);
			if (account && isSelected(consent, accountId)) return account;
			throw obieRefused(400, 'U011', 'The account is unknown, or the consent does not cover it');
		},
	};
}

function selected(
	{ accountIds }: Consent,
	psu: Psu,
	{ accounts }: AccountInformationBank['data'],
): View<Account> {
	if (accountIds === 'all') return accounts.of(psu);
	const chosen = viewOf([...(accountIds ?? [])].sort());
	return mapView(chosen, (accountId) => accounts.find(psu, accountId)!);
}

function isSelected({ accountIds }: Consent, accountId: string): boolean {
	return accountIds === 'all' || accountIds?.has(accountId) === true;
}
