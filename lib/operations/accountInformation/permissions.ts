import type { AccountResource, BankProfile } from '../../banks/profile';
import { ConfigurationError } from '../../errors';

/** OBIE Read/Write, account access consents: `Permissions`. */
export const permissions = [
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
] as const;

/** What opens a resource; those that open none are always offered. */
const opens: Record<AccountResource, RegExp> = {
	beneficiaries: /^ReadBeneficiaries/,
	directDebits: /^ReadDirectDebits/,
	offers: /^ReadOffers/,
	parties: /^ReadParty/,
	products: /^ReadProducts/,
	scheduledPayments: /^ReadScheduledPayments/,
	standingOrders: /^ReadStandingOrders/,
	statements: /^ReadStatements/,
	transactions: /^ReadTransactions/,
};

/** The permissions that open nothing at this bank: the PSU is not to be asked for them. */
export function unofferedPermissions(
	{ accountInformation }: BankProfile,
	names: string[],
): string[] {
	const closed = (accountInformation?.withoutResources ?? []).map((resource) => opens[resource]);
	return names.filter((name) => closed.some((pattern) => pattern.test(name)));
}

const permissionRules: Array<[holds: (has: (name: string) => boolean) => boolean, says: string]> = [
	[
		(has) => has('ReadAccountsBasic') || has('ReadAccountsDetail'),
		'one of ReadAccountsBasic and ReadAccountsDetail is needed',
	],
	[
		(has) => hasTransactions(has) === hasDirections(has),
		'ReadTransactionsBasic or ReadTransactionsDetail goes together with ReadTransactionsCredits or ReadTransactionsDebits',
	],
];

const hasTransactions = (has: (name: string) => boolean) =>
	has('ReadTransactionsBasic') || has('ReadTransactionsDetail');
const hasDirections = (has: (name: string) => boolean) =>
	has('ReadTransactionsCredits') || has('ReadTransactionsDebits');

/** @throws ConfigurationError for permissions that the standard refuses (OBIE Read/Write, "Permissions") */
export function assertPermissions(names: string[]): void {
	const broken = permissionRules.find(([holds]) => !holds((name) => names.includes(name)));
	if (!broken) return;
	throw new ConfigurationError(`These permissions cannot be asked for: ${broken[1]}.`, {
		field: 'Permissions',
		tppAction: 'fixRequest',
	});
}
