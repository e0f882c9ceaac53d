import type { AccountResource, BankProfile } from '../../banks/profile';
import { parameterError } from '../../errors';

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

/** Permissions that give access to a resource. All other permissions are valid at every bank. */
const permissionsFor: Record<AccountResource, RegExp> = {
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

/** Returns the permissions for data that the bank does not provide. The PSU should not be asked for them. */
export function unsupportedPermissions(
	{ accountInformation }: BankProfile,
	names: string[],
): string[] {
	const patterns = (accountInformation?.withoutResources ?? []).map(
		(resource) => permissionsFor[resource],
	);
	return names.filter((name) => patterns.some((pattern) => pattern.test(name)));
}

type HasPermission = (name: string) => boolean;

const permissionRules: Array<{ isMet: (has: HasPermission) => boolean; message: string }> = [
	{
		isMet: (has) => has('ReadAccountsBasic') || has('ReadAccountsDetail'),
		message: 'Add ReadAccountsBasic or ReadAccountsDetail.',
	},
	{
		isMet: (has) => hasTransactions(has) === hasDirections(has),
		message:
			'ReadTransactionsBasic or ReadTransactionsDetail must be combined with ReadTransactionsCredits or ReadTransactionsDebits.',
	},
];

const hasTransactions = (has: HasPermission) =>
	has('ReadTransactionsBasic') || has('ReadTransactionsDetail');
const hasDirections = (has: HasPermission) =>
	has('ReadTransactionsCredits') || has('ReadTransactionsDebits');

/** Checks the permissions of a consent (OBIE Read/Write, "Permissions"). @throws ConfigurationError for an invalid set */
export function assertPermissions(names: string[]): void {
	const broken = permissionRules.find(({ isMet }) => !isMet((name) => names.includes(name)));
	if (!broken) return;
	throw parameterError(`This set of permissions is invalid. ${broken.message}`, 'permissions');
}
