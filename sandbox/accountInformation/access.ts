import type { Account } from '../data/accounts';
import type { Psu } from '../data/psus';
import { mapView, slice, viewOf, type View } from '../data/view';
import type { BankRequest } from '../http/request';
import type { IssuedToken } from '../oauth/tokens';
import type { AccessPolicy, AccountInformationBank } from './bank';
import type { Consent, ConsentStatus } from './consents';
import { hasOne } from './permissions';
import { obieRefused, unauthorised } from './refusal';

/** What a PSU has let a TPP see. */
export interface Access {
	consent: Consent;
	permissions: readonly string[];
	accounts: View<Account>;
	/** The oldest transactions that the bank gives. */
	transactionsFrom?: Date;
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
	const consent = bank.consents.findByGrantId(token.grantId!);
	bank.policy?.assertStanding(consent, token);
	if (token.isExpired) throw unauthorised('invalid_token');
	assertScope(token);
	assertAuthorised(consent);
	assertPermitted(consent, wanted);
	bank.policy?.assertResource(request, consent);
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
	throw obieRefused(400, 'U009', `The consent ${states[consent.status]}`);
}

const states: Record<Exclude<ConsentStatus, 'AUTH'>, string> = {
	AWAU: 'awaits authorisation',
	RJCT: 'was rejected',
	CANC: 'was deleted',
	EXPD: 'has expired',
};

function assertPermitted({ request }: Consent, wanted: string[]): void {
	if (wanted.length === 0 || hasOne(request.Permissions, ...wanted)) return;
	throw obieRefused(403, 'U008', `The consent has no permission ${wanted.join(' or ')}`);
}

function accessOf(consent: Consent, { data, policy }: AccountInformationBank): Access {
	const psu = data.psus.find(({ user }) => user === consent.psu)!;
	return {
		consent,
		permissions: consent.request.Permissions,
		accounts: available(selected(consent, psu, data), policy),
		transactionsFrom: policy?.transactionsFrom(consent),
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

function available(accounts: View<Account>, policy: AccessPolicy | undefined): View<Account> {
	if (!policy) return accounts;
	const all = slice(accounts, 0, accounts.length);
	return viewOf(all.filter(({ AccountId }) => !policy.isUnavailable(AccountId)));
}

function isSelected({ accountIds }: Consent, accountId: string): boolean {
	return accountIds === 'all' || accountIds?.has(accountId) === true;
}
