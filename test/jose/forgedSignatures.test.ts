import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';

import { compactVerify } from 'jose';

const header = Buffer.from(JSON.stringify({ alg: 'RS256' })).toString('base64url');
const input = `${header}.${Buffer.from('{"sub":"forged"}').toString('base64url')}`;

/** DigestInfo of SHA-256 (RFC 8017 §9.2). */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * Returns a signature that nobody with the key has made: the cube root of a padded digest with anything behind it. A verifier
 * that does not check the end of the padding accepts it (CVE-2022-24772).
 */
function forgedSignature(bytes: number): { signature: Buffer; prefix: Buffer } {
	const digest = createHash('sha256').update(input).digest();
	const padding = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(8, 0xff), Buffer.of(0)]);
	const prefix = Buffer.concat([padding, digestInfo, digest]);
	const least = BigInt(`0x${prefix.toString('hex').padEnd(2 * bytes, '0')}`);
	return { signature: toBytes(cubeRoot(least) + 1n, bytes), prefix };
}

function cubeRoot(cube: bigint): bigint {
	let [low, high] = [0n, 1n << 700n];
	while (high - low > 1n) {
		const middle = (low + high) / 2n;
		if (middle ** 3n <= cube) low = middle;
		else high = middle;
	}
	return low;
}

const toBytes = (number: bigint, length: number) =>
	Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');

it('A signature that is forged for a public exponent of 3 is refused (TL-13)', async () => {
	const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
	const { signature, prefix } = forgedSignature(256);
	const cube = BigInt(`0x${signature.toString('hex')}`) ** 3n;
	expect(toBytes(cube, 256).subarray(0, prefix.length)).toEqual(prefix);
	expect(verify('sha256', Buffer.from(input), publicKey, signature)).toBe(false);
	await expect(
		compactVerify(`${input}.${signature.toString('base64url')}`, publicKey),
	).rejects.toThrow('signature verification failed');
});

/** The order of the group of Ed25519 (RFC 8032 §5.1). */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

it('A second signature of Ed25519 that is computed from a first one is refused (TL-13)', () => {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	const signature = sign(null, Buffer.from(input), privateKey);
	expect(verify(null, Buffer.from(input), publicKey, signature)).toBe(true);
	const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);
	const other = Buffer.concat([signature.subarray(0, 32), toBytes(scalar + order, 32).reverse()]);
	expect(verify(null, Buffer.from(input), publicKey, other)).toBe(false);
});
