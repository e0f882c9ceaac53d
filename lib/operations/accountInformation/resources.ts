import { berlinGroupRules, obieRules } from '../../banks/applicableRules';
import type { BankProfile, ObieAccountInformation } from '../../banks/profile';
import { millisecondsPerDay } from '../../calendar';
import { AspspError, credentialError, parameterError, type OpenBankingError } from '../../errors';
import { requireResourceServer } from '../../requirements';
import type { JsonObject } from '../../responses/body';
import type { Tpp } from '../../tpp';
import { pathSegment, type HttpRequest } from '../../transport/http';

/** The endpoint of one list in OBIE's account information API. */
export interface AccountEndpoint {
	/** Last path segment. Absent: the account itself. */
	segment?: string;
	/** What the segment is below. Absent: an account. */
	below?: 'statement' | 'root';
	/** Member of `Data` that contains the list. */
	member: string;
	/** The member is one object, which is the only entry. */
	isObject?: boolean;
	/** For errors: "reading …". */
	label: string;
}

/** What the body of a page of a list contains. */
export interface PageBody {
	/** Undefined: the body contains something else. */
	entries: JsonObject[] | undefined;
	/** The link to the next page. */
	next?: unknown;
	/** Number of pages, where the bank says it. */
	totalPages?: unknown;
	/** Sentences about the list that the bank sent with it. */
	warnings?: string[];
}

/** OBIE Read/Write, account and transaction API: the lists that v3.1 and v4.0 have in common, at the same paths. */
export const accountResources = {
	accounts: { member: 'Account', label: 'accounts' },
	accountParty: {
		segment: 'party',
		member: 'Party',
		isObject: true,
		label: 'the party of an account',
	},
	balances: { segment: 'balances', member: 'Balance', label: 'balances' },
	/** Only of the Berlin Group. OBIE lists cards among the accounts. */
	cardAccounts: { member: 'Account', label: 'card accounts' },
	cardBalances: { segment: 'balances', member: 'Balance', label: 'balances of card accounts' },
	cardTransactions: {
		segment: 'transactions',
		member: 'Transaction',
		label: 'transactions of card accounts',
	},
	beneficiaries: { segment: 'beneficiaries', member: 'Beneficiary', label: 'beneficiaries' },
	directDebits: { segment: 'direct-debits', member: 'DirectDebit', label: 'direct debits' },
	offers: { segment: 'offers', member: 'Offer', label: 'offers' },
	parties: { segment: 'parties', member: 'Party', label: 'parties' },
	psuParty: {
		segment: 'party',
		below: 'root',
		member: 'Party',
		isObject: true,
		label: 'the party of the PSU',
	},
	products: { segment: 'product', member: 'Product', label: 'products' },
	scheduledPayments: {
		segment: 'scheduled-payments',
		member: 'ScheduledPayment',
		label: 'scheduled payments',
	},
	standingOrders: { segment: 'standing-orders', member: 'StandingOrder', label: 'standing orders' },
	statements: { segment: 'statements', member: 'Statement', label: 'statements' },
	/** A file instead of a list. */
	statementFiles: {
		segment: 'file',
		below: 'statement',
		member: '',
		label: 'the file of a statement',
	},
	statementTransactions: {
		segment: 'transactions',
		below: 'statement',
		member: 'Transaction',
		label: 'transactions of a statement',
	},
	transactions: { segment: 'transactions', member: 'Transaction', label: 'transactions' },
} satisfies Record<string, AccountEndpoint>;

export type AccountResourceName = keyof typeof accountResources;

/** The resources that are lists, or one entry. */
export type AccountListName = Exclude<AccountResourceName, 'statementFiles'>;

export type DateFilterName =
	'fromBookingDateTime' | 'toBookingDateTime' | 'fromStatementDateTime' | 'toStatementDateTime';

/** Local dates and times without a time zone (OBIE Read/Write, "Date Formats"). */
export type DateFilter = Partial<Record<DateFilterName, string>>;

/** What a request concerns. */
export interface RequestTarget {
	/** Absent: the list of accounts, or the party of the PSU. */
	accountId?: string;
	/** Required below a statement. */
	statementId?: string;
	filter?: DateFilter;
}

/**
 * Builds the GET request for a resource (OBIE Read/Write): `/accounts`, `/party`, `/accounts/{AccountId}`, or something below
 * an account or one of its statements.
 */
export function accountRequest(
	tpp: Tpp,
	resource: AccountResourceName,
	{ accountId, statementId = '', filter = {} }: RequestTarget = {},
): HttpRequest {
	const { segment, below } = accountEndpoint(resource);
	if (below === 'root') return getRequest(tpp, `/${segment}`);
	if (resource === 'accounts' && accountId === undefined) return getRequest(tpp, '/accounts');
	const account = pathSegment(accountId, 'account ID', { in: 'parameters', key: 'accountId' });
	const statement =
		below === 'statement'
			? `statements/${pathSegment(statementId, 'statement ID', { in: 'parameters', key: 'statementId' })}`
			: undefined;
	const path = ['/accounts', account, statement, segment].filter(Boolean).join('/');
	const dates = Object.entries(filter).filter(([, value]) => value);
	const query = new URLSearchParams(dates as Array<[string, string]>).toString();
	return getRequest(tpp, query ? `${path}?${query}` : path);
}

/**
 * Returns the URL of a path below the root of the account information API.
 *
 * @throws ConfigurationError when the bank does not provide the API or its address is unknown
 */
export function accountInformationUrl(tpp: Tpp, path: string): string {
	const rules = obieRules(tpp.bank);
	if (!rules) {
		throw credentialError(
			tpp.bank.accountInformation
				? `${tpp.bank.name} does not provide the account information API of OBIE. Choose another bank.`
				: `Account information of ${tpp.bank.name} is not supported. Choose another bank.`,
			'bank',
		);
	}
	const { version, path: root = `/open-banking/${version}/aisp` } = rules;
	return `${requireResourceServer(tpp)}${root}${path}`;
}

/** Checks that the bank provides a resource. @throws ConfigurationError when it does not */
export function assertProvided({ bank }: Tpp, resource: AccountResourceName): void {
	if (isProvided(bank, resource)) return;
	throw parameterError(
		`${bank.name} does not provide ${accountResources[resource].label}. No request was sent.`,
		'operation',
	);
}

/** Returns whether the bank provides a resource. */
export function isProvided(bank: BankProfile, resource: AccountResourceName): boolean {
	if (berlinGroupRules(bank)) return berlinGroupResources.has(resource);
	const missing: readonly string[] = obieRules(bank)?.withoutResources ?? [];
	const isOfStatement = accountEndpoint(resource).below === 'statement';
	return (
		!isOfCards(resource) &&
		!missing.includes(resource) &&
		!(isOfStatement && missing.includes('statements'))
	);
}

/** NextGenPSD2 1.3.9, "Account Information Service". */
const berlinGroupResources: ReadonlySet<AccountResourceName> = new Set([
	'accounts',
	'balances',
	'transactions',
	'cardAccounts',
	'cardBalances',
	'cardTransactions',
]);

/** Returns whether a resource belongs to the card accounts of the Berlin Group. */
export const isOfCards = (resource: AccountResourceName): boolean => resource.startsWith('card');

/** Returns the list of accounts that a resource belongs to. */
export const accountsOf = (resource: AccountListName): AccountListName =>
	isOfCards(resource) ? 'cardAccounts' : 'accounts';

/** Returns whether the list is one of accounts, which needs no account. */
export const isListOfAccounts = (resource: AccountListName): boolean =>
	accountsOf(resource) === resource;

/** Returns whether the entries are transactions. */
export const isOfTransactions = (resource: AccountListName): boolean =>
	accountResources[resource].member === 'Transaction';

/** Returns the endpoint of a resource, with the members that only some endpoints have. */
export const accountEndpoint = (resource: AccountResourceName): AccountEndpoint =>
	accountResources[resource];

/** Returns the header that some banks require of every request to the account information API. */
export function financialIdHeader({ bank }: Tpp): Record<string, string> {
	const financialId = obieRules(bank)?.financialId;
	return financialId ? { 'x-fapi-financial-id': financialId } : {};
}

const getRequest = (tpp: Tpp, path: string): HttpRequest => ({
	method: 'GET',
	url: accountInformationUrl(tpp, path),
	headers: { Accept: 'application/json', ...financialIdHeader(tpp) },
});

interface FailedRead {
	resource: AccountResourceName;
	filter: DateFilter;
	now: Date;
}

/**
 * Returns the error with advice about step-up authentication, if the bank responded with 403 to a request for data that it
 * provides only after step-up. Returns any other error unchanged. Source: The Co-operative Bank, "Two-factor
 * authentication".
 */
export function withStepUpAdvice(
	error: OpenBankingError,
	{ bank }: Tpp,
	read: FailedRead,
): OpenBankingError {
	const { stepUp } = obieRules(bank) ?? {};
	const { httpStatus, errorCodes, summary } = error.details;
	if (httpStatus !== 403 || !stepUp || !needsStepUp(stepUp, read)) return error;
	if (errorCodes?.some((code) => !reauthenticateCodes.test(code))) return error;
	return new AspspError(
		`${summary ?? error.message} ${bank.name} provides ${describe(stepUp, read)} only after step-up authentication.`,
		{
			...error.details,
			errorType: 'Reauthenticate',
			tppAction: 'reauthenticate',
			suggestion: 'stepUp',
		},
	);
}

/** Any other code has its own reason, which step-up does not fix. */
const reauthenticateCodes = /^(UK\.OBIE\.Reauthenticate|U028)$/;

type StepUpRules = NonNullable<ObieAccountInformation['stepUp']>;

function needsStepUp(
	{ resources, transactionDays }: StepUpRules,
	{ resource, filter, now }: FailedRead,
): boolean {
	if (resource !== 'transactions') return resources.some((name) => name === resource);
	const { fromBookingDateTime: from } = filter;
	return !from || Date.parse(from) < now.getTime() - transactionDays * millisecondsPerDay;
}

const describe = ({ transactionDays }: StepUpRules, { resource }: FailedRead): string =>
	resource === 'transactions'
		? `transactions older than ${transactionDays} days`
		: accountResources[resource].label;
