import type { Account } from '../data/accounts';
import type { Psu } from '../data/psus';
import { mapView, slice, viewOf, type View } from '../data/view';
import type { BankRequest } from '../http/request';
import type { IssuedToken } from '../oauth/tokens';
import type { AccessPolicy, AccountInformationBank } from './bank';
import type { Consent, ConsentStatus } from './consents';
import { hasAny } from './permissions';
import { obieRefused, unauthorised } from './refusal';

/** What a PSU allowed a TPP to read. */
export interface Access {
	consent: Consent;
	permissions: readonly string[];
	accounts: View<Account>;
	/** Date of the oldest transactions that the bank returns; absent: no limit. */
	transactionsFrom?: Date;
	/** Returns the account. @throws ObieRefusal when the consent does not cover it */
	account(accountId: string): Account;
}

/** Returns the client id of a client credentials token, with which a TPP creates and manages consents. */
export async function clientAccess(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<string> {
	const token = await bank.findToken(request);
	if (token?.kind !== 'ClientCredentials') throw unauthorised('invalid_token');
	assertScope(token);
	return token.clientId;
}

/**
 * Returns what an access token gives access to.
 *
 * @param wanted permissions of which the consent must have at least one
 * @throws ObieRefusal, or Refusal for 401
 */
export async function psuAccess(
	request: BankRequest,
	bank: AccountInformationBank,
	...wanted: string[]
): Promise<Access> {
	const token = await bank.findToken(request);
	// For a client credentials token the standard suggests 403; its conformance manifests require 401.
	if (token?.kind !== 'AccessToken') throw unauthorised('invalid_token');
	const consent = bank.consents.findByGrantId(token.grantId!);
	bank.policy?.assertUsable(consent, token);
	if (token.isExpired) throw unauthorised('invalid_token');
	assertScope(token);
	assertAuthorised(consent);
	assertPermitted(consent, wanted);
	bank.policy?.assertResource(request, consent);
	return accessOf(consent, bank);
}

function assertScope({ scopes }: IssuedToken): void {
	if (!scopes.has('accounts')) {
		throw obieRefused(403, 'U008', 'The access token does not have the scope accounts');
	}
}

function assertAuthorised(consent: Consent | undefined): asserts consent {
	if (!consent) throw unauthorised('invalid_token');
	if (consent.status === 'AUTH') return;
	throw obieRefused(400, 'U009', `The consent ${statusTexts[consent.status]}`);
}

const statusTexts: Record<Exclude<ConsentStatus, 'AUTH'>, string> = {
	AWAU: 'is awaiting authorisation',
	RJCT: 'was rejected',
	CANC: 'was deleted',
	EXPD: 'has expired',
	COND: 'was used',
};

function assertPermitted({ request }: Consent, wanted: string[]): void {
	if (wanted.length === 0 || hasAny(request.Permissions, ...wanted)) return;
	throw obieRefused(403, 'U008', `The consent does not include ${wanted.join(' or ')}`);
}

function accessOf(consent: Consent, { data, policy }: AccountInformationBank): Access {
	const psu = data.psus.find(({ user }) => user === consent.psu)!;
	return {
		consent,
		permissions: consent.request.Permissions,
		accounts: availableAccounts(selectedAccounts(consent, psu, data), policy),
		transactionsFrom: policy?.transactionsFrom(consent),
		account(accountId) {
			const account = data.accounts.find(psu, accountId);
			if (account && isSelected(consent, accountId)) return account;
			throw obieRefused(400, 'U011', 'The account is unknown or not covered by the consent');
		},
	};
}

function selectedAccounts(
	{ accountIds }: Consent,
	psu: Psu,
	{ accounts }: AccountInformationBank['data'],
): View<Account> {
	if (accountIds === 'all') return accounts.of(psu);
	const chosen = viewOf([...(accountIds ?? [])].sort());
	return mapView(chosen, (accountId) => accounts.find(psu, accountId)!);
}

function availableAccounts(
	accounts: View<Account>,
	policy: AccessPolicy | undefined,
): View<Account> {
	if (!policy) return accounts;
	const all = slice(accounts, 0, accounts.length);
	return viewOf(all.filter(({ AccountId }) => !policy.isUnavailable(AccountId)));
}

function isSelected({ accountIds }: Consent, accountId: string): boolean {
	return accountIds === 'all' || accountIds?.has(accountId) === true;
}
