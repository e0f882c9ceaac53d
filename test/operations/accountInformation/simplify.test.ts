import { simplify } from '../../../lib/operations/accountInformation/simplify';
import { rejection } from '../../support/builders';

const account = {
	SchemeName: 'UK.OBIE.SortCodeAccountNumber',
	Identification: '04009912345678',
	Name: 'Marlow Design Ltd',
};
const payee = {
	scheme: 'UK.OBIE.SortCodeAccountNumber',
	identification: '04009912345678',
	name: 'Marlow Design Ltd',
};
const amount = (Amount: unknown) => ({ Amount, Currency: 'GBP' });

describe('simplify of accounts', () => {
	const Account = [
		{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '80200110203345', Name: 'Rora' },
		{ SchemeName: 'UK.OBIE.IBAN', Identification: 'GB33BUKB20201555555555' },
	];
	const simple = {
		accountId: '1',
		accountName: 'Bills',
		currency: 'GBP',
		category: 'Personal',
		type: 'CurrentAccount',
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
		['v3.1', { ...common, AccountType: 'Personal', AccountSubType: 'CurrentAccount' }],
	])('returns the same shape for %s', (_, account) => {
		expect(simplify('accounts', account)).toStrictEqual(simple);
	});

	it.each([
		[
			'Current account 3345',
			{ AccountTypeCode: 'CACC', Account: [{ Identification: '80200110203345' }] },
		],
		[
			'Credit card 1234',
			{ AccountSubType: 'CreditCard', Account: [{ Identification: 'xxxx1234' }] },
		],
		['Credit card', { AccountTypeCode: 'CARD' }],
		['3345', { Account: [{ Identification: '80200110203345', Name: ' ' }] }],
	])('names an account without a name "%s" (B-23)', (accountName, account) => {
		expect(simplify('accounts', account)).toMatchObject({ accountName });
	});

	it.each([undefined, [], [null], 'x'])('omits absent members, with Account %j', (given) => {
		expect(simplify('accounts', { AccountId: '1', Account: given })).toStrictEqual({
			accountId: '1',
		});
	});
});

describe('simplify of balances', () => {
	it('returns account, type, amount, currency and time', () => {
		expect(
			simplify('balances', {
				AccountId: '1',
				Type: 'ITAV',
				CreditDebitIndicator: 'Credit',
				Amount: { Amount: '0.10', Currency: 'GBP' },
				DateTime: '2026-03-01T12:00:00+00:00',
			}),
		).toStrictEqual({
			accountId: '1',
			type: 'InterimAvailable',
			amount: 0.1,
			currency: 'GBP',
			amountText: '0.10',
			dateTime: '2026-03-01T12:00:00+00:00',
		});
	});
});

describe('simplify of balances with a credit line', () => {
	it('keeps the credit lines (B-29)', () => {
		const CreditLine = [
			{ Included: false, Type: 'Available', Amount: amount('100.00') },
			{ Included: true, Type: 'Pre-Agreed', Amount: amount('50.00') },
		];
		expect(simplify('balances', { Amount: amount('-1.50'), CreditLine })).toStrictEqual({
			amount: -1.5,
			currency: 'GBP',
			amountText: '-1.50',
			includesCreditLine: true,
			creditLines: [
				{
					amount: 100,
					currency: 'GBP',
					amountText: '100.00',
					type: 'Available',
					included: false,
				},
				{
					amount: 50,
					currency: 'GBP',
					amountText: '50.00',
					type: 'Pre-Agreed',
					included: true,
				},
			],
		});
	});
});

describe('simplify of transactions', () => {
	it('returns a short transaction', () => {
		expect(
			simplify('transactions', {
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
			status: 'Booked',
			date: '2026-03-01T12:00:00+00:00',
			bookingDateTime: '2026-03-01T12:00:00+00:00',
			valueDateTime: '2026-03-02T12:00:00+00:00',
			amount: -12.5,
			currency: 'GBP',
			amountText: '-12.50',
			description: 'Coffee',
			reference: 'ref',
			merchant: 'Cafe',
			merchantCategoryCode: '5814',
		});
	});

	it.each([
		['Credit', '10.00', 10, '10.00'],
		['Debit', '10.00', -10, '-10.00'],
		['Debit', '9999999999999.12345', Number('-9999999999999.12345'), '-9999999999999.12345'],
		['Credit', '0.10', 0.1, '0.10'],
		['Debit', 10.5, -10.5, '-10.5'],
		['Debit', '-396.12', -396.12, '-396.12'],
		['DEBIT', '396.12', -396.12, '-396.12'],
		['Credit', '+10.00', 10, '10.00'],
		['credit', '-10.00', 10, '10.00'],
		['DBIT', '1.00', -1, '-1.00'],
		['CRDT', '1.00', 1, '1.00'],
		['Other', '1.00', 1, '1.00'],
		[undefined, '-1.00', -1, '-1.00'],
	])(
		'reads the amount of a %s of %j as the number %d (T-11, T-13)',
		(CreditDebitIndicator, Amount, amount, amountText) => {
			const transaction = { CreditDebitIndicator, Amount: { Amount, Currency: 'GBP' } };
			expect(simplify('transactions', transaction)).toStrictEqual({
				amount,
				currency: 'GBP',
				amountText,
			});
		},
	);

	it.each([
		['NaN', '"NaN"'],
		['1,000.00', '"1,000.00"'],
		['', '""'],
		['1e3', '"1e3"'],
		[{ Value: '1.00' }, 'an object'],
	])('rejects the amount %j and names the transaction (T-11)', async (Amount, quoted) => {
		const transaction = { AccountId: '1', TransactionId: 't-1', Amount: { Amount } };
		expect(await rejection(() => simplify('transactions', transaction))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `The bank's list of transactions has an invalid entry (TransactionId t-1): Amount is ${quoted}, which is not a decimal number.`,
			suggestion: 'rawData',
			tppAction: 'contactBank',
		});
	});

	it.each([
		[
			{ TransactionInformation: { Text: 'x' } },
			'TransactionInformation is an object, which is not a text.',
		],
		[{ Status: ['BOOK'] }, 'Status is a list, which is not a text.'],
		[{ MerchantDetails: { MerchantName: {} } }, 'MerchantName is an object, which is not a text.'],
		[{ BookingDateTime: 'soon' }, 'BookingDateTime is "soon", which is not a date and time.'],
		[
			{ ValueDateTime: '2026-02-30' },
			'ValueDateTime is "2026-02-30", which is not a date and time.',
		],
	])('rejects %j (F-14)', async (members, problem) => {
		const { message } = await rejection(() => simplify('transactions', members));
		expect(message).toBe(`The bank's list of transactions has an invalid entry: ${problem}`);
	});

	it('has no sign for zero', () => {
		const zero = { CreditDebitIndicator: 'Debit', Amount: { Amount: '0.00', Currency: 'GBP' } };
		expect(simplify('transactions', zero)).toStrictEqual({
			amount: 0,
			currency: 'GBP',
			amountText: '0.00',
		});
	});

	it.each([
		['2026-03-01T12:00:00+00:00', '2026-03-01T12:00:00+00:00'],
		['2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'],
		['2026-03-01t12:00:00.123456789z', '2026-03-01T12:00:00.123Z'],
		['2026-03-01 12:00:00', '2026-03-01T12:00:00'],
		['2026-03-01T12:00:00+0100', '2026-03-01T12:00:00+01:00'],
		['2026-12-31T23:59:60Z', '2026-12-31T23:59:59Z'],
		['2026-03-01T12:00:00 -05', '2026-03-01T12:00:00-05:00'],
		['2026-03-01T12:00', '2026-03-01T12:00:00'],
		['2026-03-01', '2026-03-01'],
	])('writes the date %s as %s', (BookingDateTime, expected) => {
		expect(simplify('transactions', { BookingDateTime })).toStrictEqual({
			date: expected,
			bookingDateTime: expected,
		});
	});

	it('takes the value date while there is no booking date', () => {
		expect(simplify('transactions', { ValueDateTime: '2026-03-02' })).toMatchObject({
			date: '2026-03-02',
		});
	});

	it('has the most used members first and identifiers last (T-15)', () => {
		const row = simplify(
			'transactions',
			{
				AccountId: '1',
				TransactionId: 't-1',
				TransactionReference: 'ref',
				Amount: { Amount: '12.50', Currency: 'GBP' },
				CreditDebitIndicator: 'Debit',
				Status: 'Booked',
				BookingDateTime: '2026-03-01T12:00:00Z',
				TransactionInformation: 'Coffee',
				MerchantDetails: { MerchantName: 'Cafe' },
				CreditorAccount: { Name: 'Cafe Ltd', Identification: '80200110203345' },
				DebtorAccount: { Name: 'Rora' },
				BankTransactionCode: { Code: 'CCRD', SubCode: 'POSD' },
				ProprietaryBankTransactionCode: { Code: 'PURCHASE', Issuer: 'Zopa' },
			},
			{ accountId: '1', accountName: 'Bills' },
		);
		expect(Object.entries(row)).toEqual([
			['date', '2026-03-01T12:00:00Z'],
			['description', 'Coffee'],
			['amount', -12.5],
			['currency', 'GBP'],
			['status', 'Booked'],
			['accountName', 'Bills'],
			['merchant', 'Cafe'],
			['counterparty', 'Cafe Ltd'],
			['reference', 'ref'],
			['bookingDateTime', '2026-03-01T12:00:00Z'],
			['amountText', '-12.50'],
			['counterpartyIdentification', '80200110203345'],
			['bankTransactionCode', 'CCRD'],
			['bankTransactionSubCode', 'POSD'],
			['proprietaryCode', 'PURCHASE'],
			['proprietaryCodeIssuer', 'Zopa'],
			['accountId', '1'],
			['transactionId', 't-1'],
		]);
	});

	it('has the debtor of a credit as the counterparty', () => {
		const parties = { CreditorAccount: { Name: 'Rora' }, DebtorAccount: { Name: 'Employer' } };
		expect(simplify('transactions', { CreditDebitIndicator: 'Credit', ...parties })).toStrictEqual({
			counterparty: 'Employer',
		});
	});

	it('keeps a code of the bank (B-29)', () => {
		const ExtendedProprietaryBankTransactionCodes = [{ Code: 'X', Issuer: 'Bank' }];
		expect(simplify('transactions', { ExtendedProprietaryBankTransactionCodes })).toStrictEqual({
			proprietaryCode: 'X',
			proprietaryCodeIssuer: 'Bank',
		});
	});

	it.each([undefined, null, '10.00'])('has no amount when the bank sends %j', (Amount) => {
		expect(simplify('transactions', { CreditDebitIndicator: 'Debit', Amount })).toStrictEqual({});
	});
});

describe('simplify of beneficiaries', () => {
	const basic = { AccountId: '1', BeneficiaryId: 'b-1', BeneficiaryType: 'Trusted' };
	const simple = { accountId: '1', beneficiaryId: 'b-1', type: 'Trusted' };

	it('returns the payee with account and reference', () => {
		const given = { ...basic, Reference: 'Invoice 1', CreditorAccount: account };
		expect(simplify('beneficiaries', given)).toStrictEqual({
			...simple,
			reference: 'Invoice 1',
			...payee,
		});
	});

	it('omits the payee’s account without the permission to read it', () => {
		expect(simplify('beneficiaries', basic)).toStrictEqual(simple);
	});
});

describe('simplify of directDebits', () => {
	const common = {
		AccountId: '1',
		DirectDebitId: 'd-1',
		Name: 'Harbour Energy',
		PreviousPaymentDateTime: '2026-02-22T00:00:00Z',
		PreviousPaymentAmount: amount('26.00'),
	};
	const simple = {
		accountId: '1',
		directDebitId: 'd-1',
		name: 'Harbour Energy',
		mandate: 'MANDATE-1',
		previousPaymentDateTime: '2026-02-22T00:00:00Z',
		previousPaymentAmount: 26,
		previousPaymentCurrency: 'GBP',
		previousPaymentAmountText: '26.00',
	};

	it('returns a short direct debit for v3.1', () => {
		expect(
			simplify('directDebits', {
				...common,
				DirectDebitStatusCode: 'Active',
				MandateIdentification: 'MANDATE-1',
				Frequency: 'UK.OBIE.Monthly',
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'Monthly' });
	});

	it('returns mandate and frequency of v4.0', () => {
		expect(
			simplify('directDebits', {
				...common,
				DirectDebitStatusCode: 'ACTV',
				MandateRelatedInformation: {
					MandateIdentification: 'MANDATE-1',
					Frequency: { Type: 'MNTH', CountPerPeriod: 2 },
				},
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'Monthly', countPerPeriod: 2 });
	});

	it('omits a missing previous payment', () => {
		expect(simplify('directDebits', { AccountId: '1', Name: 'A' })).toStrictEqual({
			accountId: '1',
			name: 'A',
		});
	});
});

describe('simplify of offers', () => {
	it('returns the offer with its amount and its fee', () => {
		expect(
			simplify('offers', {
				AccountId: '1',
				OfferId: 'o-1',
				OfferType: 'LimitIncrease',
				Description: 'A higher limit',
				StartDateTime: '2026-03-01T00:00:00Z',
				EndDateTime: '2026-04-01T00:00:00Z',
				Rate: '1.5',
				Value: 0,
				Term: 'P1Y',
				URL: 'https://bank.example/offer',
				Amount: amount('1000.00'),
				Fee: { Amount: '5.00', Currency: 'EUR' },
			}),
		).toStrictEqual({
			accountId: '1',
			offerId: 'o-1',
			type: 'LimitIncrease',
			description: 'A higher limit',
			startDateTime: '2026-03-01T00:00:00Z',
			endDateTime: '2026-04-01T00:00:00Z',
			rate: '1.5',
			value: 0,
			term: 'P1Y',
			url: 'https://bank.example/offer',
			amount: 1000,
			currency: 'GBP',
			amountText: '1000.00',
			feeAmount: 5,
			feeCurrency: 'EUR',
			feeAmountText: '5.00',
		});
	});
});

describe('simplify of parties', () => {
	it('returns the party with its first address', () => {
		expect(
			simplify('parties', {
				PartyId: 'p-1',
				PartyNumber: '0000007456',
				PartyType: 'Sole',
				Name: 'Rora',
				FullLegalName: 'Rora Ramsey',
				LegalStructure: 'UK.OBIE.Individual',
				AccountRole: 'UK.OBIE.Principal',
				EmailAddress: 'rora@example.com',
				Phone: '+44-2071234567',
				Mobile: '+44-7700900000',
				Address: [
					{
						AddressLine: ['Flat 2', 'Old Mill'],
						StreetName: 'High Street',
						BuildingNumber: '7',
						PostCode: 'N1 1AA',
						TownName: 'London',
						Country: 'GB',
					},
					{ TownName: 'Leeds' },
				],
			}),
		).toStrictEqual({
			partyId: 'p-1',
			number: '0000007456',
			type: 'Sole',
			name: 'Rora',
			legalName: 'Rora Ramsey',
			legalStructure: 'UK.OBIE.Individual',
			role: 'UK.OBIE.Principal',
			email: 'rora@example.com',
			phone: '+44-2071234567',
			mobile: '+44-7700900000',
			addressLines: 'Flat 2, Old Mill',
			street: 'High Street',
			buildingNumber: '7',
			postCode: 'N1 1AA',
			town: 'London',
			country: 'GB',
		});
	});

	it.each([undefined, [], [null], 'x'])('omits the address when it is %j', (Address) => {
		expect(simplify('parties', { PartyId: 'p-1', Address })).toStrictEqual({ partyId: 'p-1' });
	});
});

describe('simplify of products', () => {
	const common = { AccountId: '1', ProductId: 'SVGS', ProductName: 'Saver' };
	const simple = { accountId: '1', productId: 'SVGS', name: 'Saver' };

	it('returns the product', () => {
		const given = { ...common, ProductType: 'PersonalCurrentAccount' };
		expect(simplify('products', given)).toStrictEqual({
			...simple,
			type: 'PersonalCurrentAccount',
		});
	});

	it('returns the other type', () => {
		const OtherProductType = { Name: 'SVGS', Description: 'A savings account' };
		expect(
			simplify('products', { ...common, ProductType: 'Other', OtherProductType }),
		).toStrictEqual({
			...simple,
			type: 'Other',
			otherType: 'SVGS',
			description: 'A savings account',
		});
	});
});

describe('simplify of scheduledPayments', () => {
	it('returns the payment with its payee', () => {
		expect(
			simplify('scheduledPayments', {
				AccountId: '1',
				ScheduledPaymentId: 's-1',
				ScheduledType: 'Execution',
				ScheduledPaymentDateTime: '2026-03-04T00:00:00Z',
				InstructedAmount: amount('99.00'),
				Reference: 'Deposit',
				CreditorAccount: account,
			}),
		).toStrictEqual({
			accountId: '1',
			scheduledPaymentId: 's-1',
			type: 'Execution',
			dateTime: '2026-03-04T00:00:00Z',
			amount: 99,
			currency: 'GBP',
			amountText: '99.00',
			reference: 'Deposit',
			...payee,
		});
	});
});

describe('simplify of standingOrders', () => {
	const common = {
		AccountId: '1',
		StandingOrderId: 'so-1',
		NumberOfPayments: '12',
		FirstPaymentAmount: amount('1.00'),
		NextPaymentDateTime: '2026-03-08T00:00:00Z',
		NextPaymentAmount: amount('2.00'),
		LastPaymentDateTime: '2026-02-08T00:00:00Z',
		LastPaymentAmount: amount('3.00'),
		FinalPaymentAmount: amount('4.00'),
		CreditorAccount: account,
	};
	const simple = {
		accountId: '1',
		standingOrderId: 'so-1',
		reference: 'Rent',
		numberOfPayments: '12',
		firstPaymentDateTime: '2026-01-08T00:00:00Z',
		firstPaymentAmount: 1,
		firstPaymentCurrency: 'GBP',
		firstPaymentAmountText: '1.00',
		nextPaymentDateTime: '2026-03-08T00:00:00Z',
		nextPaymentAmount: 2,
		nextPaymentCurrency: 'GBP',
		nextPaymentAmountText: '2.00',
		lastPaymentDateTime: '2026-02-08T00:00:00Z',
		lastPaymentAmount: 3,
		lastPaymentCurrency: 'GBP',
		lastPaymentAmountText: '3.00',
		finalPaymentDateTime: '2026-12-08T00:00:00Z',
		finalPaymentAmount: 4,
		finalPaymentCurrency: 'GBP',
		finalPaymentAmountText: '4.00',
		...payee,
	};
	const ends = {
		FirstPaymentDateTime: '2026-01-08T00:00:00Z',
		FinalPaymentDateTime: '2026-12-08T00:00:00Z',
	};

	it('returns a short standing order for v3.1', () => {
		expect(
			simplify('standingOrders', {
				...common,
				...ends,
				StandingOrderStatusCode: 'Active',
				Reference: 'Rent',
				Frequency: 'IntrvlMnthDay:01:08',
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'Monthly', pointInTime: '08' });
	});

	it('returns dates, frequency and reference of v4.0', () => {
		expect(
			simplify('standingOrders', {
				...common,
				StandingOrderStatusCode: 'ACTV',
				RemittanceInformation: { Unstructured: ['Rent'] },
				MandateRelatedInformation: { ...ends, Frequency: { Type: 'MNTH', PointInTime: '08' } },
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'Monthly', pointInTime: '08' });
	});

	it.each([
		['EvryDay', { frequency: 'Daily' }],
		['constructor', { frequency: 'constructor' }],
		['EvryWorkgDay', { frequency: 'WorkingDay' }],
		['IntrvlDay:15', { frequency: 'Daily', interval: 15 }],
		['IntrvlWkDay:01:03', { frequency: 'Weekly', pointInTime: '03' }],
		['IntrvlWkDay:02:03', { frequency: 'Fortnightly', pointInTime: '03' }],
		['IntrvlWkDay:03:01', { frequency: 'Weekly', interval: 3, pointInTime: '01' }],
		['WkInMnthDay:02:03', { frequency: 'Monthly', weekInMonth: '02', pointInTime: '03' }],
		['IntrvlMnthDay:06:-01', { frequency: 'HalfYearly', pointInTime: '-01' }],
		['IntrvlMnthDay:24:01', { frequency: 'Monthly', interval: 24, pointInTime: '01' }],
		['QtrDay:ENGLISH', { frequency: 'Quarterly', pointInTime: 'ENGLISH' }],
		['NotKnown', { frequency: 'NotKnown' }],
		['UK.OBIE.HalfYearly', { frequency: 'HalfYearly' }],
		['Sometimes:1', { frequency: 'Sometimes:1' }],
	])('reads the frequency %s as %j', (Frequency, expected) => {
		expect(simplify('standingOrders', { Frequency })).toStrictEqual(expected);
	});

	const structured = [{ CreditorReferenceInformation: { Reference: 'RF18' } }];

	it.each([
		[{ Unstructured: ['Rent', 'March'] }, { reference: 'Rent March' }],
		[{ Structured: structured }, { reference: 'RF18' }],
		[{ Structured: structured, Unstructured: ['Rent'] }, { reference: 'RF18' }],
		[{ Structured: [{ TaxRemittance: 'x' }], Unstructured: ['Rent'] }, { reference: 'Rent' }],
		[{}, {}],
		[undefined, {}],
	])('returns for the remittance %j the reference %j', (RemittanceInformation, expected) => {
		expect(simplify('standingOrders', { RemittanceInformation })).toStrictEqual(expected);
	});
});

describe('simplify of statements', () => {
	const basic = {
		AccountId: '1',
		StatementId: 'st-1',
		StatementReference: '002',
		Type: 'RegularPeriodic',
		StartDateTime: '2026-01-01T00:00:00Z',
		EndDateTime: '2026-02-01T00:00:00Z',
		CreationDateTime: '2026-02-02T00:00:00Z',
	};
	const simple = {
		accountId: '1',
		statementId: 'st-1',
		reference: '002',
		type: 'RegularPeriodic',
		startDateTime: '2026-01-01T00:00:00Z',
		endDateTime: '2026-02-01T00:00:00Z',
		creationDateTime: '2026-02-02T00:00:00Z',
	};

	it('returns the period with its balances, an overdrawn one with a minus', () => {
		const StatementAmount = [
			{ Type: 'UK.OBIE.CreditLimit', CreditDebitIndicator: 'Credit', Amount: amount('500.00') },
			{ Type: 'UK.OBIE.ClosingBalance', CreditDebitIndicator: 'Debit', Amount: amount('7.50') },
			{ Type: 'UK.OBIE.StartingBalance', CreditDebitIndicator: 'Credit', Amount: amount('1.00') },
		];
		expect(simplify('statements', { ...basic, StatementAmount })).toStrictEqual({
			...simple,
			startingBalanceAmount: 1,
			startingBalanceCurrency: 'GBP',
			startingBalanceAmountText: '1.00',
			closingBalanceAmount: -7.5,
			closingBalanceCurrency: 'GBP',
			closingBalanceAmountText: '-7.50',
		});
	});

	it.each([undefined, [], [null], 'x'])('omits balances when they are %j', (given) => {
		expect(simplify('statements', { ...basic, StatementAmount: given })).toStrictEqual(simple);
	});
});
