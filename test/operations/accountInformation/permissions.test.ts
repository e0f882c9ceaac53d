import { banks } from '../../../lib/banks';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import {
	assertPermitted,
	permissions,
	unsupportedPermissions,
} from '../../../lib/operations/accountInformation/permissions';
import type { AccountResourceName } from '../../../lib/operations/accountInformation/resources';
import { aBank, rejection } from '../../support/builders';

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

it.each<[AccountResourceName, string[]]>([
	['accounts', ['ReadAccountsBasic']],
	['statementFiles', ['ReadStatementsDetail']],
	['transactions', ['ReadTransactionsBasic', 'ReadTransactionsDebits']],
	['psuParty', ['ReadPartyPSU']],
])('A consent gives access to %s with %j', (resource, allowed) => {
	expect(() => assertPermitted(allowed, resource)).not.toThrow();
	expect(() => assertPermitted(undefined, resource)).not.toThrow();
});

it.each<[AccountResourceName, string[], string]>([
	['balances', [], 'ReadBalances'],
	['statementFiles', ['ReadStatementsBasic'], 'ReadStatementsDetail'],
	['accountParty', ['ReadPartyPSU'], 'ReadParty'],
	['transactions', ['ReadTransactionsDetail'], 'ReadTransactionsCredits or ReadTransactionsDebits'],
	[
		'statementTransactions',
		['ReadStatementsBasic', 'ReadTransactionsDebits'],
		'ReadTransactionsBasic or ReadTransactionsDetail',
	],
])('A consent gives no access to %s with %j', async (resource, allowed, missing) => {
	expect(await rejection(() => assertPermitted(allowed, resource))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(`does not include ${missing}, which `),
		tppAction: 'reconsent',
	});
});
