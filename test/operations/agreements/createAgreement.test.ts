import { createHash } from 'node:crypto';

import { eika } from '../../../lib/banks/eika';
import { zopa } from '../../../lib/banks/zopa';
import type { Agreement } from '../../../lib/operations/agreements/agreement';
import {
	createAgreementRequest,
	readAgreement,
} from '../../../lib/operations/agreements/createAgreement';
import type { Tpp } from '../../../lib/tpp';
import { anAnswer, aSigner, aTpp, rejection } from '../../support/builders';

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
const request = (given: Tpp = tpp) =>
	createAgreementRequest(given, agreement, {
		requestId: '4eba4445-1a4b-47b8-bdd5-4e56ef026b19',
		now: new Date('2026-03-01T12:00:00Z'),
	});

describe('createAgreementRequest', () => {
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
			idempotent: false,
		});
	});

	it('is the same for the same content, id and time', () => {
		expect(request()).toEqual(request());
	});

	it.each<[string, Tpp, string, string]>([
		['the bank has no agreements', aTpp({ bank: zopa }), 'Bank', 'Zopa has no sandbox agreements.'],
		[
			'there is no signing certificate',
			{ ...tpp, signer: undefined },
			'Signing Certificate',
			'The credential holds no signing certificate and key, and this request is signed with them.',
		],
		[
			'the address of the bank is not known',
			{ ...tpp, addresses: {} },
			'API Base URL',
			'API Base URL is empty, and Eika publishes no address for this environment.',
		],
		[
			'the signing key is not RSA',
			{ ...tpp, signer: aSigner('p256') },
			'Signing Key',
			'Signing Key is not an RSA key. This bank takes HTTP signatures by RSA certificates only (rsa-sha256).',
		],
	])('is refused when %s', async (_, given, field, message) => {
		expect(await rejection(() => request(given))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field,
			tppAction: 'fixCredential',
		});
	});
});

describe('readAgreement', () => {
	const answer = { id: 'a-1', name: 'Økonomi', engagements: [], _links: {} };

	it.each([200, 201])('takes the answer of %d as it came', (status) => {
		expect(readAgreement(anAnswer({ status, json: answer }))).toEqual(answer);
	});

	it.each([{}, { ...answer, id: 7 }, { ...answer, engagements: undefined }])(
		'refuses %j',
		async (json) => {
			expect(await rejection(() => readAgreement(anAnswer({ status: 201, json })))).toEqual({
				code: 'OB_INVALID_RESPONSE',
				message: "The bank's answer holds no agreement with id and engagements.",
				httpStatus: 201,
				interactionId: 'interaction-1',
				tppAction: 'contactBank',
			});
		},
	);

	it('reports a signature that the bank does not take', async () => {
		const tppMessages = [{ category: 'ERROR', code: 'SIGNATURE_INVALID', text: 'No' }];
		const refusal = anAnswer({ status: 401, json: { tppMessages } });
		expect(await rejection(() => readAgreement(refusal))).toEqual({
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
