import { banks } from '../../../lib/banks';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import {
	permissions,
	unsupportedPermissions,
} from '../../../lib/operations/accountInformation/permissions';
import { aBank } from '../../support/builders';

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
