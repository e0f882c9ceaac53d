import { obieRefused } from './refusal';

/** Read/Write API, OBReadConsent1: the same in v3.1 and v4.0. */
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

/** Account and transaction API profile, "Permissions": which combinations a consent may ask for. */
export function assertPermissions(asked: unknown, withheld: readonly string[] = []): void {
	assertKnown(asked, withheld);
	assertAccounts(asked);
	assertTransactions(asked);
}

function assertKnown(asked: unknown, withheld: readonly string[]): asserts asked is string[] {
	if (!Array.isArray(asked)) throw refused('U004', 'is missing or not an array');
	if (asked.length === 0) throw refused('U001', 'is empty');
	const offered = permissions.filter((permission) => !withheld.includes(permission));
	const unknown = asked.find((permission) => !offered.includes(permission as string));
	if (unknown !== undefined) throw refused('U002', `has ${JSON.stringify(unknown)}`);
}

function assertAccounts(asked: string[]): void {
	if (hasOne(asked, 'ReadAccountsBasic', 'ReadAccountsDetail')) return;
	throw refused('U001', 'needs ReadAccountsBasic or ReadAccountsDetail');
}

function assertTransactions(asked: string[]): void {
	const depth = hasOne(asked, 'ReadTransactionsBasic', 'ReadTransactionsDetail');
	const direction = hasOne(asked, 'ReadTransactionsCredits', 'ReadTransactionsDebits');
	if (depth && !direction) {
		throw refused('U001', 'needs ReadTransactionsCredits or ReadTransactionsDebits');
	}
	if (direction && !depth) {
		throw refused('U001', 'needs ReadTransactionsBasic or ReadTransactionsDetail');
	}
}

export function hasOne(asked: readonly string[], ...wanted: string[]): boolean {
	return wanted.some((permission) => asked.includes(permission));
}

function refused(code: 'U001' | 'U002' | 'U004', problem: string) {
	return obieRefused(400, code, `Permissions ${problem}`, 'Data.Permissions');
}
