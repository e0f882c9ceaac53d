import { obieRefused } from './refusal';

/** Read/Write API, OBReadConsent1. v3.1 and v4.0 have the same. */
const permissions = [
	'ReadAccountsBasic',
	'ReadAccountsDetail',
	'ReadBalances',
	'ReadBeneficiariesBasic',
	'ReadBeneficiariesDetail',
	'ReadDirectDebits',
	'ReadOffers',
	'ReadPAN',
	'ReadParty',
	'ReadPartyPSU',
	'ReadProducts',
	'ReadScheduledPaymentsBasic',
	'ReadScheduledPaymentsDetail',
	'ReadStandingOrdersBasic',
	'ReadStandingOrdersDetail',
	'ReadStatementsBasic',
	'ReadStatementsDetail',
	'ReadTransactionsBasic',
	'ReadTransactionsCredits',
	'ReadTransactionsDebits',
	'ReadTransactionsDetail',
];

/**
 * Account and transaction API profile, "Permissions": checks the permissions that a consent requests.
 *
 * @param unsupported permissions of the standard that the bank does not support
 * @throws ObieRefusal for an unknown permission or an invalid combination
 */
export function assertPermissions(requested: unknown, unsupported: readonly string[] = []): void {
	assertKnown(requested, unsupported);
	assertAccounts(requested);
	assertTransactions(requested);
}

function assertKnown(
	requested: unknown,
	unsupported: readonly string[],
): asserts requested is string[] {
	if (!Array.isArray(requested)) throw refused('U004', 'is missing or not an array');
	if (requested.length === 0) throw refused('U001', 'is empty');
	const supported = permissions.filter((permission) => !unsupported.includes(permission));
	const unknown = requested.find((permission) => !supported.includes(permission as string));
	if (unknown !== undefined)
		throw refused('U002', `contains the unknown value ${JSON.stringify(unknown)}`);
}

function assertAccounts(requested: string[]): void {
	if (hasAny(requested, 'ReadAccountsBasic', 'ReadAccountsDetail')) return;
	throw refused('U001', 'requires ReadAccountsBasic or ReadAccountsDetail');
}

function assertTransactions(requested: string[]): void {
	const depth = hasAny(requested, 'ReadTransactionsBasic', 'ReadTransactionsDetail');
	const direction = hasAny(requested, 'ReadTransactionsCredits', 'ReadTransactionsDebits');
	if (depth && !direction) {
		throw refused('U001', 'requires ReadTransactionsCredits or ReadTransactionsDebits');
	}
	if (direction && !depth) {
		throw refused('U001', 'requires ReadTransactionsBasic or ReadTransactionsDetail');
	}
}

/** Returns whether at least one wanted permission was requested. */
export function hasAny(requested: readonly string[], ...wanted: string[]): boolean {
	return wanted.some((permission) => requested.includes(permission));
}

function refused(code: 'U001' | 'U002' | 'U004', problem: string) {
	return obieRefused(400, code, `Permissions ${problem}`, 'Data.Permissions');
}
