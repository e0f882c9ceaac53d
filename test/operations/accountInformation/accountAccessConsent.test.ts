import { eika } from '../../../lib/banks/eika';
import {
	createObieConsentRequest,
	deleteObieConsentRequest,
	getObieConsentRequest,
	readObieConsent,
	readObieConsentDeletion,
} from '../../../lib/operations/accountInformation/accountAccessConsent';
import { permissions } from '../../../lib/operations/accountInformation/permissions';
import { accountRequest } from '../../../lib/operations/accountInformation/resources';
import { aBank, aResponse, aTpp, rejection, type ResponseParts } from '../../support/builders';

const tpp = aTpp();
const root = 'https://api.bank.example/open-banking/v4.0/aisp/account-access-consents';
const json = 'application/json';

describe('createConsentRequest', () => {
	it('posts permissions and an empty risk', () => {
		const { body, ...request } = createObieConsentRequest(tpp, {
			permissions: ['ReadAccountsBasic'],
		});
		expect(request).toEqual({
			method: 'POST',
			url: root,
			headers: { 'Content-Type': json, Accept: json },
			sentOnce: 'consent',
		});
		expect(JSON.parse(body!)).toEqual({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
	});

	it('sends dates as they are given', () => {
		const { body } = createObieConsentRequest(tpp, {
			permissions: ['ReadAccountsBasic'],
			expirationDateTime: '2026-06-01T00:00:00+01:00',
			transactionFromDateTime: '2025-01-01T00:00:00.000Z',
			transactionToDateTime: '2026-01-01T00:00:00Z',
		});
		expect(JSON.parse(body!)).toEqual({
			Data: {
				Permissions: ['ReadAccountsBasic'],
				ExpirationDateTime: '2026-06-01T00:00:00+01:00',
				TransactionFromDateTime: '2025-01-01T00:00:00.000Z',
				TransactionToDateTime: '2026-01-01T00:00:00Z',
			},
			Risk: {},
		});
	});

	it.each([
		[[...permissions]],
		[['ReadAccountsBasic']],
		[['ReadAccountsDetail', 'ReadBalances']],
		[['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits']],
		[['ReadAccountsBasic', 'ReadTransactionsDetail', 'ReadTransactionsDebits']],
	])('accepts %j', (chosen) => {
		expect(() => createObieConsentRequest(tpp, { permissions: chosen })).not.toThrow();
	});

	const accounts = 'Add ReadAccountsBasic or ReadAccountsDetail.';
	const transactions =
		'ReadTransactionsBasic or ReadTransactionsDetail must be combined with ReadTransactionsCredits or ReadTransactionsDebits.';
	it.each([
		[[], accounts],
		[['ReadBalances'], accounts],
		[['ReadAccountsBasic', 'ReadTransactionsBasic'], transactions],
		[['ReadAccountsBasic', 'ReadTransactionsDetail'], transactions],
		[['ReadAccountsBasic', 'ReadTransactionsCredits', 'ReadTransactionsDebits'], transactions],
	])('rejects %j', async (chosen, advice) => {
		expect(await rejection(() => createObieConsentRequest(tpp, { permissions: chosen }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `This set of permissions is invalid. ${advice}`,
			field: { in: 'parameters', key: 'permissions' },
			tppAction: 'fixRequest',
		});
	});

	it('is rejected at a bank without account information', async () => {
		const settings = { permissions: ['ReadAccountsBasic'] };
		expect(await rejection(() => createObieConsentRequest(aTpp({ bank: eika }), settings))).toEqual(
			{
				code: 'OB_CONFIGURATION',
				message: 'Eika does not provide the account information API of OBIE. Choose another bank.',
				field: { in: 'credential', key: 'bank' },
				tppAction: 'fixCredential',
			},
		);
	});
});

describe('Requests about a consent', () => {
	it('have its ID in their path', () => {
		expect([getObieConsentRequest(tpp, 'aac-1'), deleteObieConsentRequest(tpp, 'aac-1')]).toEqual([
			{ method: 'GET', url: `${root}/aac-1`, headers: { Accept: json } },
			{ method: 'DELETE', url: `${root}/aac-1`, headers: {}, idempotent: true },
		]);
	});

	it('name the bank where it requires that (B-15)', () => {
		const financialId = '0015800000jfwxXAAQ';
		const bank = aBank({ accountInformation: { version: 'v3.1', financialId } });
		const at = { ...tpp, bank };
		const requests = [
			createObieConsentRequest(at, { permissions: ['ReadAccountsBasic'] }),
			getObieConsentRequest(at, 'aac-1'),
			deleteObieConsentRequest(at, 'aac-1'),
			accountRequest(at, 'accounts'),
		];
		for (const { headers } of requests) {
			expect(headers).toHaveProperty('x-fapi-financial-id', financialId);
		}
	});

	it.each([
		['../accounts', '..%2Faccounts'],
		['a?x=1', 'a%3Fx%3D1'],
		['a#b', 'a%23b'],
	])('keep %s one segment', (consentId, segment) => {
		expect(getObieConsentRequest(tpp, consentId).url).toBe(`${root}/${segment}`);
	});

	it.each([
		['', 'The consent ID is empty.'],
		[' ', 'The consent ID is empty.'],
		[undefined, 'The consent ID is empty.'],
		['.', '"." is not a valid consent ID.'],
		['..', '".." is not a valid consent ID.'],
	])('are rejected for the ID %j', async (consentId, message) => {
		expect(await rejection(() => deleteObieConsentRequest(tpp, consentId as string))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: { in: 'parameters', key: 'consentId' },
			tppAction: 'fixRequest',
		});
	});
});

describe('readConsent', () => {
	const read = (response: ResponseParts) =>
		readObieConsent(aResponse(response), 'creating the consent');
	const Data = { ConsentId: 'aac-1', Status: 'AWAU', Permissions: ['ReadAccountsBasic'] };

	it('returns ID, status and data of the response', () => {
		expect(read({ status: 201, json: { Data, Risk: {}, Links: {}, Meta: {} } })).toEqual({
			consentId: 'aac-1',
			status: 'AwaitingAuthorisation',
			data: Data,
			interactionId: 'interaction-1',
		});
	});

	it.each([
		['AwaitingAuthorisation', 'AwaitingAuthorisation'],
		['AUTH', 'Authorised'],
		['RJCT', 'Rejected'],
		['SomethingNew', 'SomethingNew'],
	])('returns the status %s as %s, and when the consent expires (T-14)', (Status, status) => {
		const data = { ...Data, Status, ExpirationDateTime: '2026-06-01T00:00:00+00:00' };
		expect(read({ json: { Data: data } })).toEqual({
			consentId: 'aac-1',
			status,
			expiresAt: '2026-06-01T00:00:00+00:00',
			data,
			interactionId: 'interaction-1',
		});
	});

	it.each([
		[{}, {}],
		[{ Data: null }, {}],
		[{ Data: { Status: 'AWAU' } }, {}],
		[{ Data: { ConsentId: '', Status: 'AWAU' } }, {}],
		[{ Data: { ConsentId: 'aac-1' } }, { consentId: 'aac-1' }],
		[{ Data: { ConsentId: 'aac-1', Status: '' } }, { consentId: 'aac-1' }],
	])('rejects %j with the details %j', async (body, details) => {
		expect(await rejection(() => read({ status: 201, json: body }))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: "The bank's response when creating the consent has no ConsentId or no Status.",
			httpStatus: 201,
			interactionId: 'interaction-1',
			...details,
			tppAction: 'contactBank',
		});
	});

	it('reports an error of the bank', async () => {
		const Errors = [{ ErrorCode: 'U002', Message: 'Not known', Path: 'Data.Permissions[0]' }];
		expect(await rejection(() => read({ status: 400, json: { Errors } }))).toEqual({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 400 when creating the consent: U002: Data.Permissions[0] Not known. Correct the request.',
			httpStatus: 400,
			errorCodes: ['U002'],
			interactionId: 'interaction-1',
			tppAction: 'fixRequest',
		});
	});
});

describe('readConsentDeletion', () => {
	const errorResponse = (ErrorCode: string) => ({ status: 400, json: { Errors: [{ ErrorCode }] } });

	it.each([
		['204', { status: 204 }],
		['200 without a body', { status: 200 }],
		['200 with a report', { json: { Data: { Status: 'Deleted' } } }],
	])('accepts %s', (_, response) => {
		expect(() => readObieConsentDeletion(aResponse(response))).not.toThrow();
	});

	it.each(['U009', 'U011', 'UK.OBIE.Resource.InvalidConsentStatus', 'UK.OBIE.Resource.NotFound'])(
		'accepts %s: the consent was already deleted',
		(errorCode) => {
			expect(() => readObieConsentDeletion(aResponse(errorResponse(errorCode)))).not.toThrow();
		},
	);

	it.each([
		[
			'another error',
			errorResponse('U002'),
			'OB_ASPSP',
			'The bank responded with 400 when deleting the consent: U002. Correct the request.',
		],
		[
			'a consent of another client',
			{ status: 403 },
			'OB_ASPSP',
			'The bank responded with 403 when deleting the consent. Check the certificates, the key ID, the software statement and the OAuth client.',
		],
		[
			'a deletion that is only accepted',
			{ status: 202 },
			'OB_INVALID_RESPONSE',
			'The bank responded with 202 when deleting the consent. Expected: 200 or 204.',
		],
		[
			'a page of a gateway',
			{ text: '<html>', headers: { 'content-type': 'text/html' } },
			'OB_INVALID_RESPONSE',
			'The bank responded with 200 when deleting the consent, but the response body is a page.',
		],
		[
			'an error with the status of a success',
			{ json: { error: 'server_error' } },
			'OB_ASPSP',
			'The bank responded with 200 when deleting the consent: server_error. Try again later.',
		],
	])('rejects %s', async (_, response, code, message) => {
		expect(await rejection(() => readObieConsentDeletion(aResponse(response)))).toMatchObject({
			code,
			message,
		});
	});
});
