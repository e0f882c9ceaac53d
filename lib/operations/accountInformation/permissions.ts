import type { BankProfile } from '../../banks/profile';
import { parameterError } from '../../errors';
import { accountResources, isProvided, type AccountResourceName } from './resources';

/**
 * OBIE Read/Write, account access consents: `Permissions`. v3.1 and v4.0 have the same ones. Sealed bit sets contain their
 * positions: add new ones at the end.
 */
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

export type Permission = (typeof permissions)[number];

const statementPermissions: Permission[] = ['ReadStatementsBasic', 'ReadStatementsDetail'];
const transactionPermissions: Permission[][] = [
	['ReadTransactionsBasic', 'ReadTransactionsDetail'],
	['ReadTransactionsCredits', 'ReadTransactionsDebits'],
];

/**
 * The permissions for each resource: one of each list (OBIE Read/Write, account and transaction API profile, "Permissions";
 * v3.1 and v4.0 have the same table).
 */
const permissionsFor: Partial<Record<AccountResourceName, Permission[][]>> = {
	accounts: [['ReadAccountsBasic', 'ReadAccountsDetail']],
	accountParty: [['ReadParty']],
	balances: [['ReadBalances']],
	beneficiaries: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
	directDebits: [['ReadDirectDebits']],
	offers: [['ReadOffers']],
	parties: [['ReadParty']],
	products: [['ReadProducts']],
	psuParty: [['ReadPartyPSU']],
	scheduledPayments: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
	standingOrders: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
	statements: [statementPermissions],
	statementFiles: [['ReadStatementsDetail']],
	statementTransactions: transactionPermissions,
	transactions: transactionPermissions,
};

/** Returns the permissions for data that the bank does not provide. The PSU should not be asked for them. */
export function unsupportedPermissions(bank: BankProfile, names: string[]): string[] {
	const resourcesFor = (permission: string) =>
		Object.entries(permissionsFor)
			.filter(([, lists]) => lists.flat().some((name) => name === permission))
			.map(([resource]) => resource as AccountResourceName);
	return names.filter((name) => {
		const resources = resourcesFor(name);
		return resources.length > 0 && !resources.some((resource) => isProvided(bank, resource));
	});
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

/**
 * Returns permissions as a bit set; the first of `permissions` is the lowest bit. Undefined: the list contains a name that
 * the standard does not define, so that nobody knows what the consent gives access to.
 */
export function toPermissionBits(names: readonly unknown[]): number | undefined {
	const positions = [...new Set(names)].map((name) => permissions.indexOf(name as Permission));
	if (positions.length === 0 || positions.includes(-1)) return undefined;
	return positions.reduce((bits, position) => bits + 2 ** position, 0);
}

/**
 * Checks that a consent has the permissions for a resource. A consent with some of them is enough: the bank then returns
 * less, such as transactions without texts.
 *
 * @param bits bit set of the consent's permissions. Undefined: they are not known, and nothing is checked
 * @throws ConfigurationError that names the missing permissions
 */
export function assertPermitted(bits: number | undefined, resource: AccountResourceName): void {
	if (bits === undefined) return;
	const isGranted = (name: Permission) => (bits & (2 ** permissions.indexOf(name))) !== 0;
	const missing = (permissionsFor[resource] ?? [])
		.filter((alternatives) => !alternatives.some(isGranted))
		.map((alternatives) => alternatives.join(' or '));
	if (missing.length === 0) return;
	throw parameterError(
		`The consent does not include the permission for ${accountResources[resource].label}: ${missing.join(', and ')}. No request was sent. Create a new consent with this permission, and send the PSU through authorisation.`,
		'operation',
		{ tppAction: 'reconsent' },
	);
}
