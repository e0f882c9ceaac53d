import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { repeatSha1 } from '../../lib/certificates/repeatSha1';

const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest();

it('Repeated SHA-1 is the SHA-1 of node:crypto, for any digest and number of times', () => {
	fc.assert(
		fc.property(
			fc.uint8Array({ minLength: 20, maxLength: 20 }),
			fc.integer({ min: 0, max: 40 }),
			(bytes, times) => {
				const start = Buffer.from(bytes);
				const expected = Array.from({ length: times }).reduce<Buffer>(sha1, start);
				expect(repeatSha1(start, times)).toEqual(expected);
			},
		),
	);
});
