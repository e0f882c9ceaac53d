import { differenceIn } from '../../../lib/operations/payments/paymentTerms';

const account = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '04000412345678' };
const money = (Amount: string, Currency = 'GBP') => ({ Amount, Currency });
const payment = { InstructedAmount: money('12.50'), CreditorAccount: { ...account, Name: 'Acme' } };
const standingOrder = {
	FirstPaymentAmount: money('12.50'),
	RecurringPaymentAmount: money('12.50'),
	CreditorAccount: account,
};

it.each<[string, object, object, 'amount' | 'payee' | undefined]>([
	['the same', payment, payment, undefined],
	['no Initiation', payment, {}, undefined],
	['an amount with other zeros', payment, { InstructedAmount: money('12.5') }, undefined],
	['another amount', payment, { InstructedAmount: money('12.05') }, 'amount'],
	['another currency', payment, { InstructedAmount: money('12.50', 'EUR') }, 'amount'],
	['an amount of another form', payment, { InstructedAmount: money('1,250') }, 'amount'],
	[
		'the amount as a JSON number',
		payment,
		{ InstructedAmount: { Amount: 12.5, Currency: 'GBP' } },
		undefined,
	],
	[
		'another amount as a JSON number',
		payment,
		{ InstructedAmount: { Amount: 1250, Currency: 'GBP' } },
		'amount',
	],
	['an amount that is an object', payment, { InstructedAmount: { Amount: { x: 1 } } }, 'amount'],
	['an amount without a currency', payment, { InstructedAmount: { Amount: '12.50' } }, 'amount'],
	['an amount that is text', payment, { InstructedAmount: '9999.00 GBP' }, 'amount'],
	['no amount', payment, { InstructedAmount: null }, undefined],
	[
		'another amount of later payments',
		standingOrder,
		{ FirstPaymentAmount: money('12.50'), RecurringPaymentAmount: money('99.00') },
		'amount',
	],
	[
		'an account with a separator',
		payment,
		{ CreditorAccount: { ...account, Identification: '040004-12345678' } },
		undefined,
	],
	[
		'an account in another scheme',
		payment,
		{ CreditorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: 'GB1' } },
		undefined,
	],
	[
		'another account',
		payment,
		{ CreditorAccount: { ...account, Identification: '04000412345679' } },
		'payee',
	],
	[
		'an account number that is an object with a member toString',
		payment,
		{ CreditorAccount: { ...account, Identification: { toString: 1 } } },
		'payee',
	],
	[
		'an account number that is too long',
		payment,
		{ CreditorAccount: { ...account, Identification: `040004${'-'.repeat(243)}12345678` } },
		'payee',
	],
	[
		'an account number of the greatest length',
		payment,
		{ CreditorAccount: { ...account, Identification: `040004${'-'.repeat(242)}12345678` } },
		undefined,
	],
	['another name', payment, { CreditorAccount: { ...account, Name: 'ACME' } }, undefined],
])(
	'A response with %s differs from the request as expected',
	(_, initiation, response, expected) => {
		const data = Object.keys(response).length > 0 ? { Initiation: response } : {};
		expect(differenceIn(data, { initiation: { ...initiation } })).toBe(expected);
	},
);

it('An account number of 10 million characters is not searched for separators', () => {
	const replace = jest.spyOn(String.prototype, 'replace');
	const Identification = '-'.repeat(10_000_000);
	const Initiation = { CreditorAccount: { ...account, Identification } };
	expect(differenceIn({ Initiation }, { initiation: { ...payment } })).toBe('payee');
	const searched = replace.mock.contexts.map((text) => String(text).length);
	replace.mockRestore();
	expect(searched).toEqual([account.Identification.length]);
});
