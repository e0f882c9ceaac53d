import { banks } from '../../../lib/banks';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import {
	assertPermitted,
	permissions,
	toPermissionBits,
	unsupportedPermissions,
} from '../../../lib/operations/accountInformation/permissions';
import {
	accountRequest,
	accountResources,
	isOfCards,
	type AccountResourceName,
} from '../../../lib/operations/accountInformation/resources';
import { aBank, aTpp, rejection } from '../../support/builders';
import { parameterField } from '../../support/identityReferences';

it('The PSU of Monese is asked for transactions (C-12)', () => {
	expect(unsupportedPermissions(monese, [...permissions])).toEqual([]);
});

it('The PSU of The Co-operative Bank is asked for data that the bank provides', () => {
	const unsupported = unsupportedPermissions(coop, [...permissions]);
	expect(permissions.filter((name) => !unsupported.includes(name))).toEqual([
		'ReadAccountsBasic',
		'ReadAccountsDetail',
		'ReadBalances',
		'ReadDirectDebits',
		'ReadPAN',
		'ReadScheduledPaymentsBasic',
		'ReadScheduledPaymentsDetail',
		'ReadStandingOrdersBasic',
		'ReadStandingOrdersDetail',
		'ReadTransactionsBasic',
		'ReadTransactionsCredits',
		'ReadTransactionsDebits',
		'ReadTransactionsDetail',
	]);
});

it('All permissions are valid at a bank that provides everything', () => {
	expect(unsupportedPermissions(aBank(), [...permissions])).toEqual([]);
});

it.each(banks.map((bank) => [bank.name, bank] as const))(
	'Permissions for accounts and balances are valid at %s',
	(_, bank) => {
		expect(unsupportedPermissions(bank, ['ReadAccountsDetail', 'ReadBalances'])).toEqual([]);
	},
);

/** The table of the account and transaction API profile, "Permissions"; transactions also need a direction. */
const sufficient: Array<[AccountResourceName, string[]]> = [
	['accounts', ['ReadAccountsBasic']],
	['accounts', ['ReadAccountsDetail']],
	['accountParty', ['ReadParty']],
	['balances', ['ReadBalances']],
	['beneficiaries', ['ReadBeneficiariesBasic']],
	['beneficiaries', ['ReadBeneficiariesDetail']],
	['directDebits', ['ReadDirectDebits']],
	['offers', ['ReadOffers']],
	['parties', ['ReadParty']],
	['products', ['ReadProducts']],
	['psuParty', ['ReadPartyPSU']],
	['scheduledPayments', ['ReadScheduledPaymentsBasic']],
	['scheduledPayments', ['ReadScheduledPaymentsDetail']],
	['standingOrders', ['ReadStandingOrdersBasic']],
	['standingOrders', ['ReadStandingOrdersDetail']],
	['statements', ['ReadStatementsBasic']],
	['statements', ['ReadStatementsDetail']],
	['statementFiles', ['ReadStatementsDetail']],
	['statementTransactions', ['ReadTransactionsBasic', 'ReadTransactionsCredits']],
	['transactions', ['ReadTransactionsBasic', 'ReadTransactionsDebits']],
	['transactions', ['ReadTransactionsDetail', 'ReadTransactionsCredits']],
];

it.each(sufficient)('A consent for %s needs no more than %j', (resource, names) => {
	expect(() => assertPermitted(toPermissionBits(names), resource)).not.toThrow();
});

it.each(sufficient)('A consent without all of %s, %j, is refused', async (resource, names) => {
	const rest = permissions.filter((name) => !related(names[0]!).includes(name));
	const refused = await rejection(() => assertPermitted(toPermissionBits(rest), resource));
	expect(refused).toMatchObject({
		code: 'OB_CONFIGURATION',
		tppAction: 'reconsent',
		field: parameterField('operation'),
	});
	expect(refused.message).toContain(names[0]);
});

/** "Permissions" in the profile of v3.1.11 and v4.0: which of them open a path. Both versions have the same table. */
const opens: Record<string, string[]> = {
	'/accounts': ['ReadAccountsBasic', 'ReadAccountsDetail'],
	'/accounts/A/balances': ['ReadBalances'],
	'/accounts/A/beneficiaries': ['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail'],
	'/accounts/A/direct-debits': ['ReadDirectDebits'],
	'/accounts/A/offers': ['ReadOffers'],
	'/accounts/A/parties': ['ReadParty'],
	'/accounts/A/party': ['ReadParty'],
	'/accounts/A/product': ['ReadProducts'],
	'/accounts/A/scheduled-payments': ['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail'],
	'/accounts/A/standing-orders': ['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail'],
	'/accounts/A/statements': ['ReadStatementsBasic', 'ReadStatementsDetail'],
	'/accounts/A/statements/S/file': ['ReadStatementsDetail'],
	'/accounts/A/statements/S/transactions': ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
	'/accounts/A/transactions': ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
	'/party': ['ReadPartyPSU'],
};

/** The path of a resource below the API. */
function pathOf(resource: AccountResourceName): string {
	const tpp = aTpp();
	const target = resource === 'accounts' ? {} : { accountId: 'A', statementId: 'S' };
	const request = accountRequest(tpp, resource, target);
	return new URL(request.url).pathname.replace(/^.*\/aisp(?=\/)/, '');
}

const resources = Object.keys(accountResources) as AccountResourceName[];
const paths = resources
	.filter((resource) => !isOfCards(resource))
	.map((resource) => [pathOf(resource), resource] as const);

it('The table of permissions has every path that is requested', () => {
	expect(paths.map(([path]) => path).sort()).toEqual(Object.keys(opens).sort());
});

it.each(paths)(
	'The path %s is opened by the permissions of the standard only',
	(path, resource) => {
		const isTransactions = path.endsWith('/transactions');
		const isOpenedBy = (name: string, direction?: string) => {
			const names = direction === undefined ? [name] : [name, direction];
			try {
				assertPermitted(toPermissionBits(names), resource);
				return true;
			} catch {
				return false;
			}
		};
		const directions = ['ReadTransactionsCredits', 'ReadTransactionsDebits'];
		for (const direction of isTransactions ? directions : [undefined]) {
			expect(permissions.filter((name) => isOpenedBy(name, direction))).toEqual(opens[path]);
		}
		if (isTransactions) expect(permissions.filter((name) => isOpenedBy(name))).toEqual([]);
	},
);

/** The permissions whose names differ only in Basic and Detail. */
const related = (name: string) => [
	name,
	name.replace(/(?:Basic|Detail)$/, 'Basic'),
	name.replace(/(?:Basic|Detail)$/, 'Detail'),
];

it('The error names the missing permissions and what to do', async () => {
	const bits = toPermissionBits(['ReadAccountsDetail', 'ReadTransactionsDetail']);
	expect((await rejection(() => assertPermitted(bits, 'transactions'))).message).toBe(
		'The consent does not include the permission for transactions: ReadTransactionsCredits or ReadTransactionsDebits. No request was sent. Create a new consent with this permission, and send the PSU through authorisation.',
	);
});

it('Nothing is refused if the permissions are not known', () => {
	expect(() => assertPermitted(undefined, 'balances')).not.toThrow();
});

it('The bits of permissions never change', () => {
	expect(toPermissionBits(['ReadAccountsBasic'])).toBe(1);
	expect(toPermissionBits(['ReadTransactionsDetail', 'ReadTransactionsDetail'])).toBe(2 ** 20);
	expect(toPermissionBits([...permissions])).toBe(2 ** 21 - 1);
});

it.each([[[]], [['ReadBalances', 'ReadEverything']], [['ReadBalances', 7]]])(
	'The bits of %j are not known',
	(names) => {
		expect(toPermissionBits(names)).toBeUndefined();
	},
);
