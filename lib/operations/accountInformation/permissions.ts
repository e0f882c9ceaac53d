import type { BankProfile } from '../../banks/profile';
import { parameterError } from '../../errors';
import { isProvided, type AccountResourceName } from './resources';

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

type Permission = (typeof permissions)[number];

const statementPermissions: Permission[] = ['ReadStatementsBasic', 'ReadStatementsDetail'];
const transactionPermissions: Permission[][] = [
	['ReadTransactionsBasic', 'ReadTransactionsDetail'],
	['ReadTransactionsCredits', 'ReadTransactionsDebits'],
];

/** The permissions for each resource: one of each list (OBIE Read/Write, "Permissions"). */
const permissionsFor: Record<AccountResourceName, Permission[][]> = {
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
	statementTransactions: [statementPermissions, ...transactionPermissions],
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
