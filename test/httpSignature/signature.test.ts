import { verify } from 'node:crypto';

import { sentHeaders, signature, signingString } from '../../lib/httpSignature/signature';
import { rejection, thrownBy } from '../certificates/rejection';
import { aPrivateKey } from '../support/certificates';
import { draftHeaders, draftPublicKey, draftSignatures } from './vectors';

describe('signingString', () => {
	it.each(draftSignatures)('is what the draft signed: $title', ({ names, signature }) => {
		const signed = Buffer.from(signingString(sentHeaders(draftHeaders), names));
		expect(verify('sha256', signed, draftPublicKey, Buffer.from(signature, 'base64'))).toBe(true);
	});

	it('follows the order of the names and ends without a line end', () => {
		const headers = sentHeaders({ Date: 'today', Digest: 'SHA-256=x', 'X-Request-ID': '1' });
		expect(signingString(headers, ['x-request-id', 'date'])).toBe('x-request-id: 1\ndate: today');
	});

	it('rejects a header that the request does not have', () => {
		const act = () => signingString(sentHeaders({ Date: 'today' }), ['date', 'x-request-id']);
		expect(rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			field: undefined,
			message:
				'The bank requires a signature over the header x-request-id, and the request does not have it.',
		});
		expect(thrownBy(act).tppAction).toBe('fixRequest');
	});
});

describe('signature', () => {
	it('writes its parameters in the order that banks print, without spaces', () => {
		const signer = { keyId: 'SN=1,CA=CN=x', privateKey: aPrivateKey() };
		const headers = sentHeaders({ Date: 'today', Digest: 'SHA-256=x' });
		expect(signature(headers, ['date', 'digest'], signer)).toMatch(
			/^keyId="SN=1,CA=CN=x",algorithm="rsa-sha256",headers="date digest",signature="[A-Za-z0-9+/]{342}=="$/,
		);
	});
});
