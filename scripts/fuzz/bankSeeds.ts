import { generateKeyPairSync } from 'node:crypto';

import { secretNamed } from './target';

const accessToken = secretNamed('issued access token');
const refreshToken = secretNamed('issued refresh token');
const clientSecret = secretNamed('client secret');
/** Secrets in the bodies below. */
export const secrets = [accessToken, refreshToken, clientSecret];

const amount = (Amount: string) => ({ Amount, Currency: 'GBP' });
const time = '2026-05-20T10:00:00+01:00';
const party = {
	PartyId: 'p1',
	Name: 'Ada',
	FullLegalName: 'Ada Lovelace',
	EmailAddress: 'a@b.example',
};

/** An entry of every list of OBIE, with the members of v3.1 and v4.0. */
const entries: Record<string, object> = {
	Account: {
		...{
			AccountId: 'account-1',
			Currency: 'GBP',
			AccountType: 'Personal',
			AccountSubType: 'CurrentAccount',
		},
		...{
			AccountCategory: 'Personal',
			AccountTypeCode: 'CACC',
			Nickname: 'Bills',
			Description: 'Main',
		},
		Account: [
			{
				SchemeName: 'UK.OBIE.SortCodeAccountNumber',
				Identification: '80200110203345',
				Name: 'Ada',
			},
		],
		Servicer: { SchemeName: 'UK.OBIE.BICFI', Identification: 'ZOPAGB22' },
		...{ OpeningDate: time, Status: 'Enabled', SwitchStatus: 'UK.CASS.NotSwitched' },
	},
	Balance: {
		...{
			AccountId: 'account-1',
			CreditDebitIndicator: 'Credit',
			Type: 'InterimAvailable',
			DateTime: time,
		},
		Amount: amount('1230.00'),
		CreditLine: [{ Included: true, Amount: amount('1000.00'), Type: 'Pre-Agreed' }],
	},
	Beneficiary: {
		BeneficiaryId: 'b1',
		Reference: 'Rent',
		CreditorAccount: { SchemeName: 'IBAN', Identification: 'x' },
	},
	DirectDebit: {
		...{
			DirectDebitId: 'd1',
			Name: 'Gas',
			DirectDebitStatusCode: 'Active',
			PreviousPaymentDateTime: time,
		},
		...{ Frequency: 'UK.OBIE.Monthly', PreviousPaymentAmount: amount('57.00') },
	},
	Offer: {
		OfferId: 'o1',
		OfferType: 'LimitIncrease',
		Description: 'More',
		Amount: amount('10000.00'),
		Rate: '1.5',
	},
	Party: {
		...party,
		Address: [{ AddressType: 'Business', AddressLine: ['1'], PostCode: 'N1', Country: 'GB' }],
	},
	Product: {
		AccountId: 'account-1',
		ProductId: 'p1',
		ProductType: 'PersonalCurrentAccount',
		ProductName: '321',
	},
	ScheduledPayment: {
		ScheduledPaymentId: 's1',
		ScheduledType: 'Execution',
		InstructedAmount: amount('10.00'),
	},
	StandingOrder: {
		...{
			StandingOrderId: 's2',
			Frequency: 'EvryWorkgDay',
			NextPaymentDateTime: time,
			StandingOrderStatusCode: 'Active',
		},
		...{
			FirstPaymentAmount: amount('1.00'),
			MandateRelatedInformation: { Frequency: { Type: 'MNTH', CountPerPeriod: 1 } },
		},
	},
	Statement: {
		...{
			StatementId: 't1',
			Type: 'RegularPeriodic',
			StartDateTime: time,
			EndDateTime: time,
			CreationDateTime: time,
		},
		StatementAmount: [
			{ CreditDebitIndicator: 'Credit', Type: 'ClosingBalance', Amount: amount('1.00') },
		],
	},
	Transaction: {
		...{
			AccountId: 'account-1',
			TransactionId: 't-1',
			CreditDebitIndicator: 'Debit',
			Status: 'Booked',
		},
		...{
			BookingDateTime: time,
			ValueDateTime: time,
			TransactionInformation: 'Coffee',
			Amount: amount('3.20'),
		},
		Balance: { Amount: amount('10.00'), CreditDebitIndicator: 'Credit', Type: 'InterimBooked' },
		MerchantDetails: { MerchantName: 'Café', MerchantCategoryCode: '5812' },
		BankTransactionCode: { Code: 'PMNT', SubCode: 'CCRD' },
	},
};

const objects = new Set(['Party']);

/** A response for every list: some in two pages, transactions also pending and without an ID. */
export const lists: unknown[] = Object.entries(entries).flatMap(([member, entry]) => {
	const page = (value: unknown) => ({
		Data: { [member]: value },
		Links: { Self: '/x' },
		Meta: { TotalPages: 1 },
	});
	const pages = {
		Data: { [member]: [entry, entry] },
		Links: { Next: 'https://api.bank.example/accounts?page=2' },
	};
	return [page([entry]), pages, ...(objects.has(member) ? [page(entry)] : [])];
});

const { Transaction } = entries;
lists.push({
	Data: {
		Transaction: [{ ...Transaction, Status: 'PDNG', TransactionId: undefined }, Transaction, {}],
	},
	Meta: { FirstAvailableDateTime: time },
});

export const tokens: unknown[] = [
	{
		access_token: accessToken,
		token_type: 'Bearer',
		expires_in: 300,
		scope: 'accounts',
		refresh_token: refreshToken,
	},
	{ access_token: accessToken, token_type: 'bearer' },
];

export const discovery = (issuer: string) => ({
	...{
		issuer,
		authorization_endpoint: `${issuer}/auth`,
		token_endpoint: `${issuer}/token`,
		jwks_uri: `${issuer}/jwks`,
	},
	...{
		mtls_endpoint_aliases: { token_endpoint: `${issuer}/mtls/token` },
		response_types_supported: ['code'],
	},
	token_endpoint_auth_methods_supported: ['private_key_jwt'],
});

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const keySet = {
	keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' }],
};

export const registration = {
	status: 201,
	body: {
		...{ client_id: 'client-1', client_secret: clientSecret, client_id_issued_at: 1_760_000_000 },
		...{ token_endpoint_auth_method: 'private_key_jwt', id_token_signed_response_alg: 'PS256' },
		...{ redirect_uris: ['https://tpp.example/callback'], grant_types: ['authorization_code'] },
		jwks: { keys: [{ kty: 'oct', k: clientSecret }] },
	},
};

export const consent = {
	status: 201,
	body: {
		Data: {
			...{ ConsentId: 'consent-1', Status: 'AwaitingAuthorisation', CreationDateTime: time },
			...{
				Permissions: ['ReadAccountsDetail'],
				ExpirationDateTime: time,
				StatusUpdateDateTime: time,
			},
		},
		Risk: {},
	},
};

const euros = { currency: 'EUR', amount: '-12.50' };

/** Lists, a consent and the start of its authorisation, as the Berlin Group's standard has them. */
export const berlinGroup: unknown[] = [
	{
		accounts: [
			{
				...{ resourceId: 'account-1', iban: 'NO9386011117947', currency: 'NOK', name: 'Drift' },
				...{ cashAccountType: 'CACC', status: 'enabled', usage: 'ORGA', ownerName: 'Ada' },
			},
		],
	},
	{
		balances: [{ balanceAmount: euros, balanceType: 'interimBooked', lastChangeDateTime: time }],
	},
	{
		transactions: {
			booked: [
				{
					...{ transactionId: 't-1', bookingDate: '2026-05-20', valueDate: '2026-05-20' },
					...{ transactionAmount: euros, creditorName: 'Café', entryReference: 'e-1' },
					...{ creditorAccount: { iban: 'NO9386011117947' } },
					remittanceInformationUnstructured: 'Coffee',
				},
			],
			pending: [{ transactionAmount: euros, bookingDate: '2026-05-21' }],
			_links: { next: { href: 'https://api.bank.example/next' } },
		},
	},
	{
		cardTransactions: {
			booked: [{ cardTransactionId: 'c-1', transactionAmount: euros, bookingDate: '2026-05-20' }],
		},
		debitAccounting: true,
	},
	{
		...{ consentId: 'consent-1', consentStatus: 'valid', validUntil: '2026-08-01' },
		...{ frequencyPerDay: 4, access: { allPsd2: 'allAccounts' } },
		_links: { scaRedirect: { href: 'https://bank.example/sca' } },
	},
];

export const agreement = {
	status: 201,
	body: { id: 'a1', engagements: [{ type: 'ACCOUNT', id: 'e1' }] },
};

/** Errors of OBIE, Berlin Group, OAuth, RFC 9457, Salt Edge and gateways, which repeat the token of the request. */
export function errors(token: string): unknown[] {
	const bodies: unknown[] = [
		{
			Code: '400',
			Id: 'x',
			Errors: [{ ErrorCode: 'U002', Message: `Token ${token} expired`, Path: 'Data' }],
		},
		{ tppMessages: [{ category: 'ERROR', code: 'TOKEN_INVALID', text: token, path: 'x' }] },
		{
			error: 'invalid_grant',
			error_description: `The token ${encodeURIComponent(token)} is revoked`,
		},
		{
			type: 'about:blank',
			title: 'Bad',
			status: 400,
			detail: Buffer.from(token).toString('base64'),
		},
		{ error_class: 'ConsentExpired', error_message: token, request: { token } },
		{ fault: { faultstring: 'Invalid token', detail: { errorcode: 'keymanagement.invalid' } } },
		{ httpCode: '401', httpMessage: 'Unauthorized', moreInformation: token },
		`<html><title>400 The SSL certificate error</title><p>${token}</p></html>`,
	];
	return bodies.map((body, index) => ({
		status: 400 + index,
		body,
		headers: { 'retry-after': '30' },
	}));
}
