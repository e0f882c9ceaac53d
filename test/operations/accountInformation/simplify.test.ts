import { simplify } from '../../../lib/operations/accountInformation/simplify';
import { rejection } from '../../support/builders';

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
	])('returns the same shape for %s', (_, account) => {
		expect(simplify.accounts(account)).toStrictEqual(simple);
	});

	it.each([undefined, [], [null], 'x'])('omits absent members, with Account %j', (given) => {
		expect(simplify.accounts({ AccountId: '1', Account: given })).toStrictEqual({ accountId: '1' });
	});
});

describe('simplify.balances', () => {
	it('returns account, type, amount, currency and time', () => {
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
			amount: 0.1,
			currency: 'GBP',
			amountText: '0.10',
			dateTime: '2026-03-01T12:00:00+00:00',
		});
	});
});

describe('simplify.transactions', () => {
	it('returns a short transaction', () => {
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
			amount: -12.5,
			currency: 'GBP',
			amountText: '-12.50',
			description: 'Coffee',
			reference: 'ref',
			merchant: 'Cafe',
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
		['Other', '1.00', 1, '1.00'],
		[undefined, '-1.00', -1, '-1.00'],
	])(
		'reads the amount of a %s of %j as the number %d (T-11, T-13)',
		(CreditDebitIndicator, Amount, amount, amountText) => {
			const transaction = { CreditDebitIndicator, Amount: { Amount, Currency: 'GBP' } };
			expect(simplify.transactions(transaction)).toStrictEqual({
				amount,
				currency: 'GBP',
				amountText,
			});
		},
	);

	it.each([
		['NaN', 'The amount "NaN" is not a decimal number.'],
		['1,000.00', 'The amount "1,000.00" is not a decimal number.'],
		['', 'The amount "" is not a decimal number.'],
		['1e3', 'The amount "1e3" is not a decimal number.'],
		[{ Value: '1.00' }, 'The amount is not a text.'],
	])('rejects the amount %j (T-11)', async (Amount, message) => {
		const transaction = { CreditDebitIndicator: 'Debit', Amount: { Amount, Currency: 'GBP' } };
		expect(await rejection(() => simplify.transactions(transaction))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
	});

	it.each([undefined, null, '10.00'])('has no amount when the bank sends %j', (Amount) => {
		expect(simplify.transactions({ CreditDebitIndicator: 'Debit', Amount })).toStrictEqual({});
	});
});

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

describe('simplify.beneficiaries', () => {
	const basic = { AccountId: '1', BeneficiaryId: 'b-1', BeneficiaryType: 'Trusted' };
	const simple = { accountId: '1', beneficiaryId: 'b-1', type: 'Trusted' };

	it('returns the payee with account and reference', () => {
		const given = { ...basic, Reference: 'Invoice 1', CreditorAccount: account };
		expect(simplify.beneficiaries(given)).toStrictEqual({
			...simple,
			reference: 'Invoice 1',
			...payee,
		});
	});

	it('omits the payee’s account without the permission to read it', () => {
		expect(simplify.beneficiaries(basic)).toStrictEqual(simple);
	});
});

describe('simplify.directDebits', () => {
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
			simplify.directDebits({
				...common,
				DirectDebitStatusCode: 'Active',
				MandateIdentification: 'MANDATE-1',
				Frequency: 'UK.OBIE.Monthly',
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'UK.OBIE.Monthly' });
	});

	it('returns mandate and frequency of v4.0', () => {
		expect(
			simplify.directDebits({
				...common,
				DirectDebitStatusCode: 'ACTV',
				MandateRelatedInformation: {
					MandateIdentification: 'MANDATE-1',
					Frequency: { Type: 'MNTH', CountPerPeriod: 2 },
				},
			}),
		).toStrictEqual({ ...simple, status: 'ACTV', frequency: 'MNTH', countPerPeriod: 2 });
	});

	it('omits a missing previous payment', () => {
		expect(simplify.directDebits({ AccountId: '1', Name: 'A' })).toStrictEqual({
			accountId: '1',
			name: 'A',
		});
	});
});

describe('simplify.offers', () => {
	it('returns the offer with its amount and its fee', () => {
		expect(
			simplify.offers({
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

describe('simplify.parties', () => {
	it('returns the party with its first address', () => {
		expect(
			simplify.parties({
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
		expect(simplify.parties({ PartyId: 'p-1', Address })).toStrictEqual({ partyId: 'p-1' });
	});
});

describe('simplify.products', () => {
	const common = { AccountId: '1', ProductId: 'SVGS', ProductName: 'Saver' };
	const simple = { accountId: '1', productId: 'SVGS', name: 'Saver' };

	it('returns the product', () => {
		const given = { ...common, ProductType: 'PersonalCurrentAccount' };
		expect(simplify.products(given)).toStrictEqual({ ...simple, type: 'PersonalCurrentAccount' });
	});

	it('returns the other type', () => {
		const OtherProductType = { Name: 'SVGS', Description: 'A savings account' };
		expect(simplify.products({ ...common, ProductType: 'Other', OtherProductType })).toStrictEqual({
			...simple,
			type: 'Other',
			otherType: 'SVGS',
			description: 'A savings account',
		});
	});
});

describe('simplify.scheduledPayments', () => {
	it('returns the payment with its payee', () => {
		expect(
			simplify.scheduledPayments({
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

describe('simplify.standingOrders', () => {
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
			simplify.standingOrders({
				...common,
				...ends,
				StandingOrderStatusCode: 'Active',
				Reference: 'Rent',
				Frequency: 'IntrvlMnthDay:01:08',
			}),
		).toStrictEqual({ ...simple, status: 'Active', frequency: 'IntrvlMnthDay:01:08' });
	});

	it('returns dates, frequency and reference of v4.0', () => {
		expect(
			simplify.standingOrders({
				...common,
				StandingOrderStatusCode: 'ACTV',
				RemittanceInformation: { Unstructured: ['Rent'] },
				MandateRelatedInformation: { ...ends, Frequency: { Type: 'MNTH', PointInTime: '08' } },
			}),
		).toStrictEqual({ ...simple, status: 'ACTV', frequency: 'MNTH', pointInTime: '08' });
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
		expect(simplify.standingOrders({ RemittanceInformation })).toStrictEqual(expected);
	});
});

describe('simplify.statements', () => {
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
		expect(simplify.statements({ ...basic, StatementAmount })).toStrictEqual({
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
		expect(simplify.statements({ ...basic, StatementAmount: given })).toStrictEqual(simple);
	});
});
