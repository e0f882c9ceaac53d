import { coop } from '../../../lib/banks/cooperativeBank';
import {
	confirmFundsRequest,
	createFundsConsentRequest,
	deleteFundsConsentRequest,
	getFundsConsentRequest,
	readFundsConfirmation,
	type FundsConsentSettings,
	type FundsQuestion,
} from '../../../lib/operations/payments/fundsConfirmation';
import { requireFundsConfirmation } from '../../../lib/requirements';
import { aBank, aResponse, aTpp, rejection } from '../../support/builders';

const bank = aBank({ fundsConfirmation: { version: 'v4.0' } });
const tpp = aTpp({ bank });
const url = 'https://api.bank.example/open-banking/v4.0/cbpii';
const account = '04-00-04 12345678';

it('A consent has the members of the standard, and is created once', () => {
	const settings = { account, name: 'Rora Ramsey', expirationDateTime: '2027-03-01T00:00:00Z' };
	expect(createFundsConsentRequest(tpp, settings)).toEqual({
		method: 'POST',
		url: `${url}/funds-confirmation-consents`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: '{"Data":{"ExpirationDateTime":"2027-03-01T00:00:00Z","DebtorAccount":{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"04000412345678","Name":"Rora Ramsey"}}}',
		sentOnce: 'consent',
	});
	const iban = createFundsConsentRequest(tpp, { account: 'GB33 BUKB 2020 1555 5555 55' });
	expect(JSON.parse(iban.body!)).toEqual({
		Data: {
			DebtorAccount: {
				SchemeName: 'UK.OBIE.IBAN',
				Identification: 'GB33BUKB20201555555555',
			},
		},
	});
});

it('A consent is read and deleted by its ID', () => {
	expect(getFundsConsentRequest(tpp, 'a/b')).toMatchObject({
		method: 'GET',
		url: `${url}/funds-confirmation-consents/a%2Fb`,
	});
	expect(deleteFundsConsentRequest(tpp, 'c1')).toMatchObject({
		method: 'DELETE',
		url: `${url}/funds-confirmation-consents/c1`,
		idempotent: true,
	});
});

it('The API of The Co-operative Bank is below its own path', () => {
	const { url: consents } = getFundsConsentRequest(aTpp({ bank: coop }), 'c1');
	expect(consents).toContain('/apis/retail/open-banking/v3.1/cbpii/funds-confirmation-consents/c1');
});

const question: FundsQuestion = {
	consentId: 'c1',
	reference: ' ORDER-1042 ',
	amount: '12.5',
	currency: 'gbp',
};

it('A question has the exact amount, and may be sent again', () => {
	expect(confirmFundsRequest(tpp, question)).toEqual({
		method: 'POST',
		url: `${url}/funds-confirmations`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: '{"Data":{"ConsentId":"c1","Reference":"ORDER-1042","InstructedAmount":{"Amount":"12.50","Currency":"GBP"}}}',
		idempotent: true,
	});
});

it.each([
	['EUR', '0.01', '0.01'],
	['JPY', '1200', '1200'],
	['KWD', '1.5', '1.500'],
	// ISO 4217 has two and three decimals; ICU 78 of Node.js has none for both.
	['HUF', '1234.5', '1234.50'],
	['IQD', '1.5', '1.500'],
	['GBP', '9999999999999.99', '9999999999999.99'],
])('In %s, %s is sent as %s', (currency, amount, Amount) => {
	const { body } = confirmFundsRequest(tpp, { ...question, currency, amount });
	expect(JSON.parse(body!)).toMatchObject({ Data: { InstructedAmount: { Amount } } });
});

it.each<[string, Partial<FundsQuestion>, string]>([
	['reference', { reference: ' ' }, 'The reference is empty.'],
	['reference', { reference: 'x'.repeat(36) }, 'is invalid. Use up to 35 characters'],
	['reference', { reference: 'A\nB' }, 'The reference "A\nB" is invalid.'],
	['currency', { currency: 'POUND' }, '"POUND" is not a currency.'],
	['currency', { currency: '' }, '"" is not a currency.'],
	['amount', { amount: '1.005' }, 'at most 2 decimals, such as 12.50.'],
	['amount', { amount: '1.5', currency: 'JPY' }, 'greater than zero without decimals.'],
	['amount', { amount: '0' }, '"0" is not an amount in GBP.'],
])('A question names the field %s before a request (%#)', async (key, changes, message) => {
	expect(await rejection(() => confirmFundsRequest(tpp, { ...question, ...changes }))).toEqual({
		code: 'OB_CONFIGURATION',
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
		tppAction: 'fixRequest',
	});
});

it.each<[string, Partial<FundsConsentSettings>, string]>([
	['account', { account: '123' }, 'The account of the PSU is invalid.'],
	['account', { account: 'GB34BUKB20201555555555' }, 'The IBAN of the PSU is invalid'],
	['accountName', { name: 'x'.repeat(351) }, 'has more than 350 characters.'],
	['accountName', { name: 'A\udc00' }, 'another character that cannot be shown.'],
])('A consent names the field %s before a request (%#)', async (key, changes, message) => {
	const create = () => createFundsConsentRequest(tpp, { account, ...changes });
	expect(await rejection(create)).toMatchObject({
		message: expect.stringContaining(message),
		field: { in: 'parameters', key },
	});
});

it('A bank without the API is named before a request', async () => {
	expect(await rejection(() => requireFundsConfirmation(aTpp({ bank: aBank() })))).toMatchObject({
		message: 'Test Bank has no API for the confirmation of funds. No request was sent.',
		field: { in: 'parameters', key: 'operation' },
	});
});

const confirmed = (changes: object = {}) => ({
	Data: {
		FundsConfirmationId: 'f1',
		ConsentId: 'c1',
		CreationDateTime: '2027-02-26T10:00:00Z',
		FundsAvailable: false,
		Reference: 'ORDER-1042',
		InstructedAmount: { Amount: '12.50000', Currency: 'GBP' },
		...changes,
	},
});

const read = (json: object) => readFundsConfirmation(aResponse({ status: 201, json }), question);

it.each([true, false])('The response %s is read', (FundsAvailable) => {
	expect(read(confirmed({ FundsAvailable }))).toMatchObject({
		fundsAvailable: FundsAvailable,
		fundsConfirmationId: 'f1',
		reference: 'ORDER-1042',
		checkedAt: '2027-02-26T10:00:00Z',
		currency: 'GBP',
	});
});

it.each<[string, object]>([
	['does not say whether the account has enough money', { Data: {} }],
	['does not say whether the account has enough money', {}],
	['does not say whether the account has enough money', confirmed({ FundsAvailable: 'true' })],
	['does not say whether the account has enough money', confirmed({ InstructedAmount: {} })],
	['concerns another consent', confirmed({ ConsentId: 'c2' })],
	['concerns another amount', confirmed({ InstructedAmount: { Amount: '1.25', Currency: 'GBP' } })],
	[
		'concerns another amount',
		confirmed({ InstructedAmount: { Amount: '12.50', Currency: 'EUR' } }),
	],
	[
		'concerns another amount',
		confirmed({ InstructedAmount: { Amount: '12,50', Currency: 'GBP' } }),
	],
])('A response that %s is refused (%#)', async (message, json) => {
	expect(await rejection(() => read(json))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: expect.stringContaining(message),
	});
});
