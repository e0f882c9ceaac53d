import { createHash } from 'node:crypto';

import { eika } from '../../../lib/banks/eika';
import { zopa } from '../../../lib/banks/zopa';
import type { ErrorDetails } from '../../../lib/errors';
import type { Agreement } from '../../../lib/operations/testData/agreement';
import {
	readTestData,
	testDataRequest,
	type TestDataCall,
} from '../../../lib/operations/testData/testDataRequest';
import type { Tpp } from '../../../lib/tpp';
import { aResponse, aSigner, aTpp, rejection } from '../../support/builders';

const signer = aSigner();
const tpp = aTpp({ bank: eika, addresses: { resourceServer: 'https://psd2.eika.no/api' }, signer });
const agreement: Agreement = {
	owner: '18129215603',
	name: 'Økonomi',
	engagements: [
		{
			customer: '13039319955',
			account: { iban: 'NO9386011117947' },
			roles: ['VIEW', 'REGISTER'],
			registerLimit: 0,
			approvalLimit: 0,
		},
	],
};
const request = (changed: Tpp = tpp, call: TestDataCall = { kind: 'agreement', body: agreement }) =>
	testDataRequest(changed, call, {
		requestId: '4eba4445-1a4b-47b8-bdd5-4e56ef026b19',
		now: new Date('2026-03-01T12:00:00Z'),
	});

describe('testDataRequest', () => {
	it('posts the agreement once, with every header that Eika requires', () => {
		const body = JSON.stringify(agreement);
		const serial = signer.certificate.serialNumber.replace(/^0+/, '');
		expect(request()).toEqual({
			method: 'POST',
			url: 'https://psd2.eika.no/api/v1/sandbox/agreements',
			headers: {
				'Content-Type': 'application/json',
				Accept: 'application/json',
				'X-Request-ID': '4eba4445-1a4b-47b8-bdd5-4e56ef026b19',
				Date: 'Sun, 01 Mar 2026 12:00:00 GMT',
				Digest: `SHA-256=${createHash('sha256').update(body, 'utf8').digest('base64')}`,
				'TPP-Signature-Certificate': signer.certificate.raw.toString('base64'),
				Signature: expect.stringMatching(
					new RegExp(
						`^keyId="SN=${serial},CA=CN=example-tpp,O=Example TPP,C=GB",algorithm="rsa-sha256",headers="date digest x-request-id",signature="[\\w+/]{342}=="$`,
					),
				),
			},
			body,
			sentOnce: 'agreement',
		});
	});

	it('is the same for the same content, ID and time', () => {
		expect(request()).toEqual(request());
	});

	it.each<[TestDataCall, string]>([
		[{ kind: 'initialize' }, '/initialize'],
		[{ kind: 'customer', body: {} }, '/customers'],
		[{ kind: 'account', body: {} }, '/accounts'],
		[{ kind: 'transactions', parentId: 'a/1', body: [] }, '/accounts/a%2F1/transactions'],
		[{ kind: 'engagement', parentId: 'g', body: {} }, '/agreements/g/engagements'],
	])('builds %j', (call, path) => {
		const { method, url, body, headers, sentOnce } = request(tpp, call);
		expect({ method, url, sentOnce }).toEqual({
			method: 'POST',
			url: `https://psd2.eika.no/api/v1/sandbox${path}`,
			sentOnce: 'testData',
		});
		expect(body).toBe(call.body && JSON.stringify(call.body));
		const hash = createHash('sha256')
			.update(body ?? '')
			.digest('base64');
		expect(headers?.Digest).toBe(`SHA-256=${hash}`);
		expect(headers?.['Content-Type']).toBe(call.body && 'application/json');
	});

	it.each(['transactions', 'engagement'] as const)('rejects %s without an ID', async (kind) => {
		expect(await rejection(() => request(tpp, { kind, body: {} }))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringMatching(/^The (account|agreement) ID is empty\.$/),
		});
	});

	const credential = (key: string) => ({ in: 'credential', key }) as const;
	it.each<[string, Tpp, ErrorDetails['field'], string]>([
		[
			'the bank has no agreements',
			aTpp({ bank: zopa }),
			credential('bank'),
			'Zopa has no sandbox agreements.',
		],
		[
			'there is no signing certificate',
			{ ...tpp, signer: undefined },
			credential('signingCertificate'),
			'There is no signing certificate with its key, and this request must be signed.',
		],
		[
			'the address of the bank is not known',
			{ ...tpp, addresses: {} },
			credential('apiBaseUrl'),
			'The API base URL is missing, and Eika publishes none for this environment.',
		],
		[
			'the signing key is not RSA',
			{ ...tpp, signer: aSigner('p256') },
			credential('signingKey'),
			'The signing key is not an RSA key. This bank accepts only HTTP signatures with RSA (rsa-sha256).',
		],
	])('is rejected when %s', async (_, given, field, message) => {
		expect(await rejection(() => request(given))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field,
			tppAction: 'fixCredential',
		});
	});
});

describe('readTestData', () => {
	const created = { id: 'a-1', name: 'Økonomi', engagements: [], _links: {} };

	it.each([200, 201])('returns the body of a response with status %d unchanged', (status) => {
		expect(readTestData(aResponse({ status, json: created }), 'agreement')).toEqual([created]);
	});

	it.each([{}, { ...created, id: 7 }, { ...created, engagements: undefined }])(
		'rejects %j',
		async (json) => {
			expect(
				await rejection(() => readTestData(aResponse({ status: 201, json }), 'agreement')),
			).toEqual({
				code: 'OB_INVALID_RESPONSE',
				message: "The bank's response when creating the agreement has no id or no engagements.",
				httpStatus: 201,
				interactionId: 'interaction-1',
				tppAction: 'contactBank',
			});
		},
	);

	it('returns an object for each transaction', () => {
		const json = [{ transactionId: 't-1' }, { transactionId: 't-2' }];
		expect(readTestData(aResponse({ status: 201, json }), 'transactions')).toEqual(json);
	});

	it('returns nothing for a reset without a body', () => {
		expect(readTestData(aResponse({ status: 204, text: '' }), 'initialize')).toEqual([]);
	});

	it('rejects an account without an ID', async () => {
		const response = aResponse({ status: 201, json: { iban: 'NO9386011117947' } });
		expect(await rejection(() => readTestData(response, 'account'))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: "The bank's response when creating the account has no accountId.",
		});
	});

	it('reports a signature that the bank rejects, with its words (SG-35)', async () => {
		const tppMessages = [{ category: 'ERROR', code: 'SIGNATURE_INVALID', text: 'No' }];
		const response = aResponse({ status: 401, json: { tppMessages } });
		expect(await rejection(() => readTestData(response, 'agreement'))).toEqual({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 401 when creating the agreement: SIGNATURE_INVALID: No. Check the certificates, the key ID, the software statement and the OAuth client.',
			httpStatus: 401,
			errorCodes: ['SIGNATURE_INVALID'],
			interactionId: 'interaction-1',
			tppAction: 'fixCredential',
		});
	});
});
