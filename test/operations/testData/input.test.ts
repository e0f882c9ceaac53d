import {
	accountHints,
	balanceTypes,
	cashAccountTypes,
	readAccountInput,
	readTransactionsInput,
	type TestAccountInput,
} from '../../../lib/operations/testData/account';
import {
	cardAccountHints,
	readCardAccountInput,
	readCardTransactionsInput,
	type TestCardAccountInput,
} from '../../../lib/operations/testData/card';
import {
	customerHints,
	readCustomerInput,
	type TestCustomer,
} from '../../../lib/operations/testData/agreement';
import { rejection } from '../../support/builders';

const refused = (key: string, message: string) => ({
	code: 'OB_CONFIGURATION',
	message,
	field: { in: 'parameters', key },
	tppAction: 'fixRequest',
});

describe('a customer', () => {
	const customer: TestCustomer = { customerNumber: '310000019', name: 'Vik AS', type: 'corporate' };

	it('is returned without unknown members and spaces in the number', () => {
		const input = { ...customer, customerNumber: '310 000 019', note: 'x' };
		expect(readCustomerInput(input)).toStrictEqual(customer);
		expect(customerHints(customer)).toEqual([]);
	});

	it.each<[object, string, string]>([
		[{ customerNumber: '' }, 'customerNumber', 'The customer number is empty, or is not text.'],
		[{ name: ' ' }, 'name', 'The name is empty, or is not text.'],
		[{ type: { toString: 1 } }, 'type', 'The type "[object]" is not one of private, corporate.'],
		[{ type: 'firm' }, 'type', 'The type "firm" is not one of private, corporate.'],
	])('is rejected with %j', async (change, key, message) => {
		const input = { ...customer, ...change };
		expect(await rejection(() => readCustomerInput(input))).toEqual(refused(key, message));
	});

	it('has a hint about a number that is not Norwegian, which a sandbox may accept', () => {
		expect(customerHints({ ...customer, customerNumber: '77777777' })).toEqual([
			'The customer number "77777777" is not a valid Norwegian number: a birth number has 11 digits, an organisation number 9. A sandbox may accept it.',
		]);
	});
});

describe('an account', () => {
	const account: TestAccountInput = {
		customerNumber: '310000019',
		accountName: 'Drift',
		iban: 'no49 3910 0000 079',
		currency: 'nok',
		cashAccountType: 'CACC',
		balances: [{ balanceType: 'EXPECTED', balanceAmount: { amount: 10.5, currency: 'NOK' } }],
	};
	const read = {
		...account,
		iban: 'NO4939100000079',
		bban: '39100000079',
		currency: 'NOK',
	};

	it('is returned with its BBAN, and with what is optional', () => {
		expect(readAccountInput(account)).toStrictEqual(read);
		expect(readAccountInput({ ...account, customerNumber: '310 000 019' })).toStrictEqual(read);
		const more = { product: 'Konto', creditLine: 0, bban: '3910.00.00079' };
		expect(readAccountInput({ ...account, ...more })).toStrictEqual({
			...read,
			product: 'Konto',
			creditLine: 0,
		});
	});

	it('may have every type and every balance', () => {
		for (const cashAccountType of cashAccountTypes) {
			expect(readAccountInput({ ...account, cashAccountType })).toMatchObject({ cashAccountType });
		}
		const balances = balanceTypes.map((balanceType) => ({ ...account.balances[0]!, balanceType }));
		expect(readAccountInput({ ...account, balances }).balances).toEqual(balances);
	});

	it.each<[object, string, string]>([
		[{ customerNumber: '' }, 'customerNumber', 'The owner is empty, or is not text.'],
		[{ accountName: '' }, 'accountName', 'The name is empty, or is not text.'],
		[
			{ iban: 'NO4939100000078' },
			'iban',
			'The account: "NO4939100000078" is not a valid IBAN (wrong check digits).',
		],
		[
			{ bban: '39100000087' },
			'bban',
			'The BBAN "39100000087" does not match the IBAN, which contains "39100000079".',
		],
		[
			{ currency: 'kr' },
			'currency',
			'The currency "KR" is not a currency code of three letters, such as NOK.',
		],
		[
			{ creditLine: 1.005 },
			'creditLine',
			'The credit line "1.005" is not a number with at most two decimals.',
		],
		[
			{ creditLine: { toString: 1 } },
			'creditLine',
			'The credit line "[object]" is not a number with at most two decimals.',
		],
		[
			{ bban: { toString: 1 } },
			'bban',
			'The BBAN "[object]" does not match the IBAN, which contains "39100000079".',
		],
		[
			{ currency: { toString: 1 } },
			'currency',
			'The currency "[OBJECT]" is not a currency code of three letters, such as NOK.',
		],
		[{ balances: {} }, 'balances', 'The balances must be a list.'],
		[
			{ balances: [{ balanceType: 'EXPECTED', balanceAmount: { amount: '1', currency: 'NOK' } }] },
			'balances',
			'Balance 1: the amount "1" is not a number with at most two decimals.',
		],
	])('is rejected with %j', async (change, key, message) => {
		const input = { ...account, ...change } as TestAccountInput;
		expect(await rejection(() => readAccountInput(input))).toEqual(refused(key, message));
	});

	it('has hints about numbers that are not Norwegian', () => {
		const invented = { ...read, customerNumber: '310000018', iban: 'NO7995681425820' };
		expect(accountHints(invented)).toEqual([
			'The owner "310000018" is not a valid Norwegian number: its check digit is wrong. A sandbox may accept it.',
			'The account: the check digit of the account number "95681425820" is wrong. A sandbox may accept it.',
		]);
		expect(accountHints(read)).toEqual([]);
	});
});

describe('transactions', () => {
	const today = '2026-03-02';
	const transaction = {
		amount: -12.5,
		currency: 'NOK',
		bookingDate: '2026-03-01',
		valueDate: '2026-03-02',
	};

	it('are returned with their texts and accounts, without what is empty', () => {
		const input = {
			...transaction,
			bookingDate: '2026-03-01T00:00:00',
			creditorName: 'Kiwi',
			debtorName: '',
			creditorAccount: { iban: 'NO93 8601 1117 947' },
		};
		expect(readTransactionsInput([input], today)).toStrictEqual([
			{
				...transaction,
				creditorName: 'Kiwi',
				creditorAccount: { iban: 'NO9386011117947', bban: '86011117947' },
			},
		]);
		const withBban = { ...transaction, debtorAccount: { iban: '', bban: '86011117947' } };
		expect(readTransactionsInput([withBban], today)).toStrictEqual([
			{ ...transaction, debtorAccount: { bban: '86011117947' } },
		]);
		const { bookingDate, ...pending } = transaction;
		expect(readTransactionsInput([{ ...pending, bookingDate: '' }], today)).toStrictEqual([
			pending,
		]);
		expect(bookingDate).toBe('2026-03-01');
	});

	it.each<[unknown, string]>([
		[[], 'There are no transactions. Add at least one.'],
		[{}, 'There are no transactions. Add at least one.'],
		[[{ ...transaction, valueDate: '' }], '"" is not a date of the form YYYY-MM-DD.'],
		[[{ ...transaction, valueDate: { toString: 1 } }], 'is not a date of the form YYYY-MM-DD.'],
		[[{ ...transaction, debtorAccount: { iban: { toString: 1 } } }], 'is not a valid IBAN'],
		[[{ ...transaction, valueDate: '2026-02-30' }], '"2026-02-30" is not a date'],
		[[{ ...transaction, valueDate: '2026-03-03' }], '"2026-03-03" is in the future.'],
		[
			[transaction, { ...transaction, valueDate: '2026-02-01' }],
			'Transaction 2: the booking date "2026-03-01" is after the value date.',
		],
		[[{ ...transaction, amount: '1' }], 'Transaction 1: the amount "1" is not a number'],
		[[{ ...transaction, debtorAccount: { iban: 'NO1' } }], 'is not a valid IBAN'],
		[
			[{ ...transaction, creditorAccount: 'NO9386011117947' }],
			'Transaction 1: the creditor account is not an object with an IBAN or a BBAN.',
		],
	])('are rejected: %j', async (input, message) => {
		expect(await rejection(() => readTransactionsInput(input, today))).toMatchObject(
			refused('transactions', expect.stringContaining(message) as unknown as string),
		);
	});
});

describe('a card account', () => {
	const card: TestCardAccountInput = {
		customerNumber: '13039319955',
		name: 'Kredittkort',
		maskedPan: '1234 56xx xxxx 4321',
		currency: 'nok',
		balances: [],
	};

	it('is returned without empty and unknown members, and with the currency of the limit', () => {
		const input = { ...card, creditLimit: 1000, expiry: '2030-01-31T00:00:00', product: '', x: 1 };
		expect(readCardAccountInput(input)).toStrictEqual({
			...card,
			maskedPan: '123456xxxxxx4321',
			currency: 'NOK',
			creditLimit: { amount: 1000, currency: 'NOK' },
			expiry: '2030-01-31',
		});
		expect(cardAccountHints(readCardAccountInput(card))).toEqual([]);
		expect(cardAccountHints({ ...readCardAccountInput(card), customerNumber: '1' })).toEqual([
			expect.stringContaining('not a valid Norwegian number'),
		]);
	});

	it.each<[object, string, string]>([
		[{ customerNumber: '' }, 'customerNumber', 'The owner is empty, or is not text.'],
		[
			{ maskedPan: '4111111111111111' },
			'maskedPan',
			'The card number is not masked. Replace its middle digits, as in 123456xxxxxx4321.',
		],
		[
			{ maskedPan: '4111-1111-1111-1111' },
			'maskedPan',
			'The card number is not masked. Replace its middle digits, as in 123456xxxxxx4321.',
		],
		[
			{ maskedPan: 'x'.repeat(36) },
			'maskedPan',
			`The card number "${'x'.repeat(36)}" has more than 35 characters.`,
		],
		[
			{ creditLimit: { amount: 1 } },
			'creditLimit',
			'The credit limit: the currency "" is not a currency code of three letters, such as NOK.',
		],
		[
			{ expiry: '01/30' },
			'expiry',
			'The expiry date "01/30" is not a date of the form YYYY-MM-DD.',
		],
		[{ cardId: 7 }, 'cardId', 'The member cardId is empty, or is not text.'],
		[
			{
				balances: [
					{
						balanceType: 'EXPECTED',
						balanceAmount: { amount: 1, currency: 'NOK' },
						referenceDate: 'x',
					},
				],
			},
			'balances',
			'Balance 1: the reference date "x" is not a date of the form YYYY-MM-DD.',
		],
	])('is rejected with %j', async (change, key, message) => {
		const input = { ...card, ...change };
		expect(await rejection(() => readCardAccountInput(input))).toEqual(refused(key, message));
	});
});

describe('card transactions', () => {
	const today = '2026-01-31';
	const purchase = {
		transactionAmount: { amount: -1, currency: 'NOK' },
		transactionDate: '2026-01-30',
	};

	it('are returned without empty members', () => {
		const input = [{ ...purchase, bookingDate: '', markupFee: null, cardAcceptorId: 'Kiwi' }];
		expect(readCardTransactionsInput(input, today)).toStrictEqual([
			{ cardAcceptorId: 'Kiwi', ...purchase },
		]);
	});

	it.each<[unknown, string]>([
		[[], 'There are no transactions. Add at least one.'],
		[
			[{ ...purchase, transactionDate: '2026-02-01' }],
			'Transaction 1: the transaction date "2026-02-01" is in the future.',
		],
		[
			[purchase, { ...purchase, transactionAmount: undefined }],
			'Transaction 2: the amount "undefined" is not a number with at most two decimals.',
		],
		[
			[{ ...purchase, originalAmount: { amount: 1.005, currency: 'EUR' } }],
			'Transaction 1: the original amount: the amount "1.005" is not a number with at most two decimals.',
		],
	])('are rejected: %j', async (input, message) => {
		expect(await rejection(() => readCardTransactionsInput(input, today))).toEqual(
			refused('transactions', message),
		);
	});
});
