import { identificationOf } from '../../../lib/operations/accountInformation/listedAccount';
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
