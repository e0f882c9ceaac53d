import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { repeatSha1, repeatSha256 } from '../../lib/certificates/repeatDigest';

it.each([
	['sha1', repeatSha1],
	['sha256', repeatSha256],
])('Repeated %s is that of node:crypto, for any digest and number of times', (name, repeat) => {
	const hash = (bytes: Buffer) => createHash(name).update(bytes).digest();
	const { length } = hash(Buffer.alloc(0));
	fc.assert(
		fc.property(
			fc.uint8Array({ minLength: length, maxLength: length }),
			fc.integer({ min: 0, max: 40 }),
			(bytes, times) => {
				const start = Buffer.from(bytes);
				const expected = Array.from({ length: times }).reduce<Buffer>(hash, start);
				expect(repeat(start, times)).toEqual(expected);
			},
		),
	);
});
