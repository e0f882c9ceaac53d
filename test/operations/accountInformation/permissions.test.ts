import { banks } from '../../../lib/banks';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import {
	permissions,
	unofferedPermissions,
} from '../../../lib/operations/accountInformation/permissions';
import { aBank } from '../../support/builders';

it('The PSU of Monese is not asked for transactions', () => {
	expect(unofferedPermissions(monese, [...permissions])).toEqual([
		'ReadTransactionsBasic',
		'ReadTransactionsCredits',
		'ReadTransactionsDebits',
		'ReadTransactionsDetail',
	]);
});

it('The PSU of The Co-operative Bank is asked for what the bank offers', () => {
	const unoffered = unofferedPermissions(coop, [...permissions]);
	expect(permissions.filter((name) => !unoffered.includes(name))).toEqual([
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

it('Where a bank offers everything, everything may be asked for', () => {
	expect(unofferedPermissions(aBank(), [...permissions])).toEqual([]);
});

it.each(banks.map((bank) => [bank.name, bank] as const))(
	'Accounts and balances may be asked for at %s',
	(_, bank) => {
		expect(unofferedPermissions(bank, ['ReadAccountsDetail', 'ReadBalances'])).toEqual([]);
	},
);
