import type { BankProfile } from '../../../lib/banks/profile';
import { eika } from '../../../lib/banks/eika';
import { listReading, listRequest } from '../../../lib/operations/accountInformation/pagination';
import { simplify } from '../../../lib/operations/accountInformation/simplify';
import {
	bankEntry,
	toCardTransaction,
	toTransaction,
} from '../../../lib/operations/berlinGroup/entries';
import type { ListTarget } from '../../../lib/operations/berlinGroup/lists';
import {
	readConsent,
	startAuthorisationRequest,
} from '../../../lib/operations/berlinGroup/consent';
import { bankError } from '../../../lib/responses/body';
import { isFinal } from '../../../lib/responses/nextStep';
import { aResponse, aTpp, rejection } from '../../support/builders';

const bank: BankProfile = eika;
const tpp = aTpp({ bank });

const transaction = (amount: unknown) => ({
	transactionId: '1',
	transactionAmount: { amount, currency: 'NOK' },
	bookingDate: '2026-11-01',
});

describe('The amount of a simplified transaction', () => {
	it.each<[unknown, number, string]>([
		['-12.30', -12.3, '-12.30'],
		['12.30', 12.3, '12.30'],
		['+12.30', 12.3, '12.30'],
		[-12.3, -12.3, '-12.3'],
		[0, 0, '0'],
		['-0.00', 0, '0.00'],
		['12345678901234567.89', Number('12345678901234567.89'), '12345678901234567.89'],
	])('of %j is %d', (given, amount, amountText) => {
		const row = simplify('transactions', toTransaction(transaction(given), 'booked'));
		expect(row).toMatchObject({ amount, amountText, status: 'Booked', currency: 'NOK' });
	});

	it('is a debit if positive, in a list of a card with debitAccounting', () => {
		const settings = { bookingStatus: 'booked', isDebitPositive: true };
		const card = { ...transaction('5.00'), cardTransactionId: '1' };
		expect(simplify('cardTransactions', toCardTransaction(card, settings))).toMatchObject({
			amount: -5,
		});
	});

	it.each(['twelve', '-twelve'])('is rejected, with the name that the bank has: %s', (amount) => {
		expect(() => simplify('transactions', toTransaction(transaction(amount), 'booked'))).toThrow(
			'has an invalid entry (transactionId 1): transactionAmount.amount is "twelve", which is not a decimal number.',
		);
	});
});

it('An entry keeps what the bank sent, with the name of its list', () => {
	const sent = transaction('1.00');
	expect(bankEntry(toTransaction(sent, 'pending'))).toEqual({ ...sent, bookingStatus: 'pending' });
});

it.each<[object, string]>([
	[{ bookingDate: 'today' }, 'bookingDate is "today", which is not a date and time.'],
	...['--5.00', '-+5.00'].map((amount): [object, string] => [
		{ transactionAmount: { amount, currency: 'NOK' } },
		`transactionAmount.amount is "${amount}", which is not a decimal number.`,
	]),
	[{ creditorName: ['x'] }, 'creditorName is a list, which is not a text.'],
	[{ creditorAccount: { iban: {} } }, 'creditorAccount.iban is an object, which is not a text.'],
	[
		{ remittanceInformationUnstructuredArray: [{}] },
		'remittanceInformationUnstructuredArray is a list, which is not a text.',
	],
])(
	'A page with an invalid entry is read, and the entry names the member: %j',
	(members, problem) => {
		const body = { transactions: { booked: [{ ...transaction('-1.00'), ...members }] } };
		const [entry] = listReading(tpp, 'transactions').readBody!(body).entries!;
		expect(() => simplify('transactions', entry!)).toThrow(`(transactionId 1): ${problem}`);
	},
);

it.each([
	[undefined, '/authorisations'],
	['/sca', '/sca'],
])(
	'The profile says below a consent where its authorisation starts: %s',
	(authorisationsPath, path) => {
		const rules = { standard: 'berlin-group' as const, authorisationsPath };
		const other = aTpp({ bank: { ...bank, accountInformation: rules } });
		const request = { redirectUri: 'https://n8n.example.com/back', psu: {} };
		const { pathname } = new URL(startAuthorisationRequest(other, 'a/b', request).url);
		expect(pathname).toBe(`/v1/consents/a%2Fb${path}`);
	},
);

describe('A request for transactions', () => {
	const urlOf = (target: object) =>
		new URL(listRequest(tpp, 'transactions', { accountId: 'a/b', ...target }).url);

	it('asks for all days that a bank returns without the PSU', () => {
		const { pathname, search } = urlOf({ now: new Date('2026-11-29T12:00:00Z') });
		expect(pathname).toBe('/v1/accounts/a%2Fb/transactions');
		expect(search).toBe('?bookingStatus=both&dateFrom=2026-09-01&limit=499');
	});

	it('has only the days of the filter', () => {
		const filter = {
			fromBookingDateTime: '2026-11-01T10:00:00',
			toBookingDateTime: '2026-11-02T10:00:00',
		};
		expect(urlOf({ filter, bookingStatus: 'booked' }).search).toBe(
			'?bookingStatus=booked&dateFrom=2026-11-01&dateTo=2026-11-02&limit=499',
		);
	});
});

it.each([
	[{ bookingStatus: 'all' }, 'bookingStatus', '"all" is not a booking status.'],
	[{ filter: { fromBookingDateTime: 'x' } }, 'fromBookingDateTime', '"x" is not a date.'],
	[{ filter: { toBookingDateTime: 'x' } }, 'toBookingDateTime', '"x" is not a date.'],
])('A request for transactions with %j names the field', async (target, key, message) => {
	const given = { accountId: '1', ...target } as ListTarget;
	expect(await rejection(() => listRequest(tpp, 'transactions', given))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
	});
});

it('An invalid date of a created consent does not lose its ID', async () => {
	const json = { consentId: 'consent-1', consentStatus: 'received', validUntil: 'soon' };
	const read = () => readConsent(aResponse({ status: 201, json }), 'creating the consent');
	expect(await rejection(read)).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: expect.stringContaining('has the validUntil "soon", which is not a date.'),
		consentId: 'consent-1',
	});
});

describe('A page', () => {
	const read = (body: Record<string, unknown>) => listReading(tpp, 'transactions').readBody!(body);

	it('has the entries of all lists, the link and the warnings', () => {
		const page = read({
			transactions: {
				booked: [transaction('1.00')],
				pending: [transaction('2.00')],
				_links: { next: { href: '/v1/accounts/1/transactions?pageIndex=1' } },
			},
			tppMessages: [{ category: 'WARNING', code: 'BE_QUICK', text: 'Closing soon.' }],
		});
		expect(page.entries?.map(({ Status }) => Status)).toEqual(['booked', 'pending']);
		expect(page.next).toBe('/v1/accounts/1/transactions?pageIndex=1');
		expect(page.warnings).toEqual(['The bank warns: BE_QUICK: Closing soon.']);
	});

	it('may have null for a list without entries, and a text as the link', () => {
		const next = '/v1/accounts/1/transactions?pageIndex=1';
		const booked = [transaction('1.00')];
		const page = read({ transactions: { booked, pending: null, _links: { next } } });
		expect(page.entries).toHaveLength(1);
		expect(page.next).toBe(next);
	});

	it.each([[{}], [{ transactions: [] }], [{ transactions: { booked: ['x'] } }]])(
		'is invalid: %j',
		(body) => {
			expect(read(body).entries).toBeUndefined();
		},
	);
});

describe('An error of the Berlin Group', () => {
	it.each<[string, number, string]>([
		['FORMAT_ERROR', 400, 'fixRequest'],
		['PARAMETER_NOT_CONSISTENT', 400, 'fixRequest'],
		['PARAMETER_NOT_SUPPORTED', 400, 'fixRequest'],
		['SERVICE_INVALID', 405, 'fixRequest'],
		['RESOURCE_UNKNOWN', 404, 'fixRequest'],
		['RESOURCE_UNKNOWN', 403, 'fixRequest'],
		['RESOURCE_EXPIRED', 403, 'fixRequest'],
		['RESOURCE_BLOCKED', 400, 'reconsent'],
		['TIMESTAMP_INVALID', 400, 'fixRequest'],
		['PERIOD_INVALID', 400, 'fixRequest'],
		['SCA_METHOD_UNKNOWN', 400, 'fixRequest'],
		['SCA_INVALID', 400, 'reauthenticate'],
		['CONSENT_UNKNOWN', 403, 'reconsent'],
		['SESSIONS_NOT_SUPPORTED', 400, 'fixRequest'],
		['PAYMENT_FAILED', 400, 'contactBank'],
		['EXECUTION_DATE_INVALID', 400, 'fixRequest'],
		['CERTIFICATE_INVALID', 401, 'fixCredential'],
		['CERTIFICATE_EXPIRED', 401, 'fixCredential'],
		['CERTIFICATE_BLOCKED', 401, 'fixCredential'],
		['CERTIFICATE_REVOKE', 401, 'fixCredential'],
		['CERTIFICATE_MISSING', 401, 'fixCredential'],
		['ROLE_INVALID', 401, 'fixCredential'],
		['SIGNATURE_INVALID', 401, 'fixCredential'],
		['SIGNATURE_MISSING', 401, 'fixCredential'],
		['REQUIRED_KID_MISSING', 401, 'fixCredential'],
		['CORPORATE_ID_INVALID', 401, 'fixRequest'],
		['PSU_CREDENTIALS_INVALID', 401, 'reauthenticate'],
		['CONSENT_INVALID', 401, 'reconsent'],
		['CONSENT_EXPIRED', 401, 'reconsent'],
		['TOKEN_UNKNOWN', 401, 'reauthenticate'],
		['TOKEN_INVALID', 401, 'reauthenticate'],
		['TOKEN_EXPIRED', 401, 'reauthenticate'],
		['SERVICE_BLOCKED', 403, 'contactBank'],
		['PRODUCT_INVALID', 403, 'fixRequest'],
		['PRODUCT_UNKNOWN', 404, 'fixRequest'],
		['REQUESTED_FORMATS_INVALID', 406, 'fixRequest'],
		['STATUS_INVALID', 409, 'reconsent'],
		['ACCESS_EXCEEDED', 429, 'retryLater'],
	])('%s with %d asks to %s', (code, status, tppAction) => {
		const json = {
			tppMessages: [
				{ category: 'WARNING', code: 'SIGNATURE_INVALID' },
				{ category: 'ERROR', code },
			],
		};
		const error = bankError(aResponse({ status, json }), 'reading accounts', { access: 'psu' });
		expect(error).toMatchObject({ tppAction, code: 'OB_ASPSP', details: { errorCodes: [code] } });
	});

	it('is final for the run only if it is ACCESS_EXCEEDED', () => {
		const response = (code: string) =>
			aResponse({ status: 429, json: { tppMessages: [{ category: 'ERROR', code }] } });
		expect(isFinal(response('ACCESS_EXCEEDED'))).toBe(true);
		expect(isFinal(response('TOO_MANY_REQUESTS'))).toBe(false);
	});
});
