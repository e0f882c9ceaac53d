import {
	identificationOf,
	toListedAccount,
	unusableAccounts,
	problemOfAccount,
} from '../../../lib/operations/accountInformation/listedAccount';
import type { JsonObject } from '../../../lib/responses/body';

it('An account has the same identification with a new card, but not with another number or currency', () => {
	const card = { SchemeName: 'UK.OBIE.PAN', Identification: 'xxxxxxxxxxxx1234' };
	const iban = { SchemeName: 'UK.OBIE.IBAN', Identification: 'GB33BUKB20201555555555' };
	const of = (Account: object[], Currency = 'GBP') => identificationOf({ Account, Currency });
	expect(of([card, iban])).toBe(of([iban, { ...card, Identification: 'xxxxxxxxxxxx9999' }]));
	expect(of([card])).not.toBe(of([{ ...card, Identification: 'xxxxxxxxxxxx9999' }]));
	expect(of([iban])).not.toBe(of([iban], 'EUR'));
	const account = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '1' };
	expect(of([account])).not.toBe(of([{ ...account, SecondaryIdentification: '2' }]));
});

it.each([undefined, null, {}, [], [{}], [null], [{ Identification: '' }]])(
	'An account has no identification in %j',
	(Account) => {
		expect(identificationOf({ Account, Currency: 'GBP' } as JsonObject)).toBeUndefined();
	},
);

it.each([
	{ Account: [{ Identification: {} }] },
	{ AccountSubType: {} },
	{ AccountTypeCode: [] },
	{ Account: {}, Nickname: 7 },
])('An account with %j has no name, and can be read', (members) => {
	expect(toListedAccount({ AccountId: 7, ...members })).toMatchObject({
		accountId: '7',
		accountName: undefined,
	});
});

it('An account whose ID can be part of a URL can be read', () => {
	for (const AccountId of ['1', 'a/b', '...', '../..', 0]) {
		expect(problemOfAccount({ AccountId }, 1)).toBeUndefined();
	}
});

it('An ID that cannot be part of a URL is quoted without what could be a secret, and not at length', () => {
	const secret = `-----BEGIN PRIVATE KEY-----${'x'.repeat(200)}`;
	const long = 'words and '.repeat(1_000);
	const reasons = [secret, long].map((id) => problemOfAccount({ AccountId: `${id}\ud83d` }, 1)!);
	const { message } = unusableAccounts(reasons);
	expect(message).not.toContain('xxx');
	expect(message.length).toBeLessThan(1_500);
});
