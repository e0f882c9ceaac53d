import type { AccountResourceName } from '../../lib/operations/accountInformation/resources';
import { readDateFilter } from '../../nodes/GetAccounts/settings';
import type { Item } from '../../nodes/shared/operation';

const entered = {
	'options.fromBookingDateTime': '2026-01-01T00:00:00',
	'options.toBookingDateTime': '',
	'options.fromStatementDateTime': '2026-02-01T10:00:00+01:00',
};

const item = {
	parameter: (name: keyof typeof entered, fallback: unknown) => entered[name] ?? fallback,
} as unknown as Item;

it.each<[AccountResourceName, object]>([
	['transactions', { fromBookingDateTime: '2026-01-01T00:00:00' }],
	['statements', { fromStatementDateTime: '2026-02-01T10:00:00' }],
	['balances', {}],
])('the dates of %s are %j', (resource, expected) => {
	expect(readDateFilter(item, resource)).toEqual(expected);
});
