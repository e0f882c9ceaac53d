import { simplify } from '../../lib/operations/simplified';

describe('simplify.accounts', () => {
	const Account = [
		{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '80200110203345', Name: 'Rora' },
		{ SchemeName: 'UK.OBIE.IBAN', Identification: 'GB33BUKB20201555555555' },
	];
	const simple = {
		accountId: '1',
		currency: 'GBP',
		category: 'Personal',
		type: 'CACC',
		status: 'Enabled',
		nickname: 'Bills',
		description: 'Current account',
		scheme: 'UK.OBIE.SortCodeAccountNumber',
		identification: '80200110203345',
		name: 'Rora',
	};
	const common = {
		AccountId: '1',
		Currency: 'GBP',
		Status: 'Enabled',
		Nickname: 'Bills',
		Description: 'Current account',
		Account,
	};

	it.each([
		['v4.0', { ...common, AccountCategory: 'Personal', AccountTypeCode: 'CACC' }],
		['v3.1', { ...common, AccountType: 'Personal', AccountSubType: 'CACC' }],
	])('gives one shape for %s', (_, account) => {
		expect(simplify.accounts(account)).toStrictEqual(simple);
	});

	it.each([undefined, [], [null], 'x'])('leaves out what is absent, with Account %j', (given) => {
		expect(simplify.accounts({ AccountId: '1', Account: given })).toStrictEqual({ accountId: '1' });
	});
});

describe('simplify.balances', () => {
	it('gives account, type, amount, currency and time', () => {
		expect(
			simplify.balances({
				AccountId: '1',
				Type: 'ITAV',
				CreditDebitIndicator: 'Credit',
				Amount: { Amount: '0.10', Currency: 'GBP' },
				DateTime: '2026-03-01T12:00:00+00:00',
			}),
		).toStrictEqual({
			accountId: '1',
			type: 'ITAV',
			amount: '0.10',
			currency: 'GBP',
			dateTime: '2026-03-01T12:00:00+00:00',
		});
	});
});

describe('simplify.transactions', () => {
	it('gives the transaction in short', () => {
		expect(
			simplify.transactions({
				AccountId: '1',
				TransactionId: 't-1',
				TransactionReference: 'ref',
				Amount: { Amount: '12.50', Currency: 'GBP' },
				CreditDebitIndicator: 'Debit',
				Status: 'BOOK',
				BookingDateTime: '2026-03-01T12:00:00+00:00',
				ValueDateTime: '2026-03-02T12:00:00+00:00',
				TransactionInformation: 'Coffee',
				MerchantDetails: { MerchantName: 'Cafe', MerchantCategoryCode: '5814' },
				Balance: {},
			}),
		).toStrictEqual({
			accountId: '1',
			transactionId: 't-1',
			status: 'BOOK',
			bookingDateTime: '2026-03-01T12:00:00+00:00',
			valueDateTime: '2026-03-02T12:00:00+00:00',
			amount: '-12.50',
			currency: 'GBP',
			description: 'Coffee',
			reference: 'ref',
			merchant: 'Cafe',
		});
	});

	it.each([
		['Credit', '10.00', '10.00'],
		['Debit', '10.00', '-10.00'],
		['Debit', '9999999999999.12345', '-9999999999999.12345'],
		['Credit', '0.10', '0.10'],
		['Debit', 10.5, '-10.5'],
		['Other', '1.00', '1.00'],
	])('writes the amount of a %s of %j as %s', (CreditDebitIndicator, Amount, amount) => {
		const transaction = { CreditDebitIndicator, Amount: { Amount, Currency: 'GBP' } };
		expect(simplify.transactions(transaction)).toStrictEqual({ amount, currency: 'GBP' });
	});

	it.each([undefined, null, '10.00'])('has no amount when the bank sends %j', (Amount) => {
		expect(simplify.transactions({ CreditDebitIndicator: 'Debit', Amount })).toStrictEqual({});
	});
});
