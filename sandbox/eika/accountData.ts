import type { BankResponse } from '../http/response';
import { tppRefused } from '../httpSignature/refusal';
import { assertRight, countAccess, readAccess, type EikaAccess } from './access';
import { referenceTo } from './consents';
import { berlinGroupJson, money, type SignedRequest } from './signedEndpoint';
import type { EikaAccount, EikaBalance, EikaCardAccount, AccessRight } from './state';
import { readEikaTransactions } from './transactionList';

/** How the two kinds of accounts differ in the Berlin Group's API. */
interface Kind {
	path: string;
	/** Member with the reference to the account. */
	member: 'account' | 'cardAccount';
	/** Member with the list of accounts. */
	list: 'accounts' | 'cardAccounts';
	isIncluded(account: EikaAccount | EikaCardAccount): boolean;
}

export const accounts: Kind = {
	path: '/v1/accounts',
	member: 'account',
	list: 'accounts',
	isIncluded: (account) => 'iban' in account,
};

export const cardAccounts: Kind = {
	path: '/v1/card-accounts',
	member: 'cardAccount',
	list: 'cardAccounts',
	isIncluded: (account) => 'maskedPan' in account,
};

export const listEikaAccounts =
	(kind: Kind) =>
	(request: SignedRequest): BankResponse => {
		const access = readAccess(request);
		const found = accountsOf(access, kind, request);
		if (isWithBalance(request)) {
			for (const { accountId } of found) assertRight(access, 'balances', accountId);
		}
		countAccess(access, request);
		return berlinGroupJson(200, {
			[kind.list]: found.map((account) => detailsOf(account, { access, kind, request })),
		});
	};

export const readEikaAccount =
	(kind: Kind) =>
	(request: SignedRequest): BankResponse => {
		const access = readAccess(request);
		const account = accountOf(access, 'accounts', kind, request);
		if (isWithBalance(request)) assertRight(access, 'balances', account.accountId);
		countAccess(access, request);
		return berlinGroupJson(200, { [kind.member]: detailsOf(account, { access, kind, request }) });
	};

export const readEikaBalances =
	(kind: Kind) =>
	(request: SignedRequest): BankResponse => {
		const access = readAccess(request);
		const account = accountOf(access, 'balances', kind, request);
		countAccess(access, request);
		return berlinGroupJson(200, {
			[kind.member]: referenceTo(account),
			balances: account.balances.map(toBalance(request)),
		});
	};

export const listEikaTransactions =
	(kind: Kind) =>
	(request: SignedRequest): BankResponse => {
		const access = readAccess(request);
		const account = accountOf(access, 'transactions', kind, request);
		const self = `${request.bank.root}${kind.path}/${account.accountId}`;
		const report = readEikaTransactions(account, { self, member: kind.member, access, request });
		countAccess(access, request);
		const list = kind.member === 'account' ? 'transactions' : 'cardTransactions';
		return berlinGroupJson(200, { [kind.member]: referenceTo(account), [list]: report });
	};

function accountsOf({ approved }: EikaAccess, kind: Kind, { bank }: SignedRequest) {
	return [...bank.state.accounts, ...bank.state.cardAccounts]
		.filter(kind.isIncluded)
		.filter(({ accountId }) => approved.accountIds.accounts.includes(accountId));
}

function accountOf(
	access: EikaAccess,
	right: AccessRight,
	kind: Kind,
	{ bank, parameters }: SignedRequest,
) {
	const id = parameters['accountId']!;
	assertRight(access, right, id);
	const found = [...bank.state.accounts, ...bank.state.cardAccounts]
		.filter(kind.isIncluded)
		.find(({ accountId }) => accountId === id);
	if (found) return found;
	throw tppRefused('RESOURCE_UNKNOWN', 'There is no account with this id');
}

const isWithBalance = ({ query }: SignedRequest): boolean => query.get('withBalance') === 'true';

interface Surroundings {
	access: EikaAccess;
	kind: Kind;
	request: SignedRequest;
}

function detailsOf(account: EikaAccount | EikaCardAccount, surroundings: Surroundings): object {
	const { request } = surroundings;
	const { accountId, currency, product, balances, customerNumber } = account;
	const owner = request.bank.state.customers.find((one) => one.customerNumber === customerNumber);
	return {
		resourceId: accountId,
		...referenceTo(account),
		currency,
		...('iban' in account
			? { name: account.accountName, cashAccountType: account.cashAccountType }
			: { name: account.name, creditLimit: creditLimitOf(account, request) }),
		product,
		ownerName: owner?.customerName,
		status: 'status' in account ? account.status : 'enabled',
		// Only persons have numbers of 11 digits.
		usage: /^\d{11}$/.test(customerNumber) ? 'PRIV' : 'ORGA',
		...(isWithBalance(request) && { balances: balances.map(toBalance(request)) }),
		_links: linksOf(accountId, surroundings),
	};
}

const creditLimitOf = ({ creditLimit, currency }: EikaCardAccount, request: SignedRequest) =>
	creditLimit === undefined ? undefined : money(creditLimit, currency, request);

function linksOf(id: string, { access, kind, request }: Surroundings): object {
	const self = `${request.bank.root}${kind.path}/${id}`;
	return Object.fromEntries(
		(['balances', 'transactions'] as const)
			.filter((right) => access.approved.accountIds[right].includes(id))
			.map((right) => [right, { href: `${self}/${right}` }]),
	);
}

const toBalance =
	(request: SignedRequest) =>
	({ balanceType, amount, currency, details }: EikaBalance): object => ({
		balanceAmount: money(amount, currency, request),
		balanceType,
		...details,
	});
