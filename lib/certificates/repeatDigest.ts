/**
 * Hashes a digest of SHA-1 again and again, and returns the last digest (FIPS 180-4 §6.1.2).
 *
 * A digest fits in one block. For so few bytes, a call into OpenSSL takes 30 times as long as this function. The rounds are
 * written out because a loop over an array of words takes three times as long. The function may use nothing from outside: its
 * source also runs in a worker.
 */
// prettier-ignore
export function repeatSha1(digest: Buffer, times: number): Buffer {
	let h0 = digest.readInt32BE(0);
	let h1 = digest.readInt32BE(4);
	let h2 = digest.readInt32BE(8);
	let h3 = digest.readInt32BE(12);
	let h4 = digest.readInt32BE(16);
	for (let time = 0; time < times; time++) {
		// The digest, and the padding of §5.1.1: a bit and the length of the digest in bits.
		let w0 = h0, w1 = h1, w2 = h2, w3 = h3, w4 = h4, w5 = 0x80000000 | 0, w6 = 0, w7 = 0;
		let w8 = 0, w9 = 0, w10 = 0, w11 = 0, w12 = 0, w13 = 0, w14 = 0, w15 = 160, m = 0;
		let a = 0x67452301, b = 0xefcdab89 | 0, c = 0x98badcfe | 0, d = 0x10325476, e = 0xc3d2e1f0 | 0;
		e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w0) | 0; b = (b << 30) | (b >>> 2);
		d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w1) | 0; a = (a << 30) | (a >>> 2);
		c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w2) | 0; e = (e << 30) | (e >>> 2);
		b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w3) | 0; d = (d << 30) | (d >>> 2);
		a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w4) | 0; c = (c << 30) | (c >>> 2);
		e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w5) | 0; b = (b << 30) | (b >>> 2);
		d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w6) | 0; a = (a << 30) | (a >>> 2);
		c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w7) | 0; e = (e << 30) | (e >>> 2);
		b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w8) | 0; d = (d << 30) | (d >>> 2);
		a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w9) | 0; c = (c << 30) | (c >>> 2);
		e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w10) | 0; b = (b << 30) | (b >>> 2);
		d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w11) | 0; a = (a << 30) | (a >>> 2);
		c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w12) | 0; e = (e << 30) | (e >>> 2);
		b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w13) | 0; d = (d << 30) | (d >>> 2);
		a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w14) | 0; c = (c << 30) | (c >>> 2);
		e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + 0x5a827999 + w15) | 0; b = (b << 30) | (b >>> 2);
		m = w13 ^ w8 ^ w2 ^ w0; w0 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + 0x5a827999 + w0) | 0; a = (a << 30) | (a >>> 2);
		m = w14 ^ w9 ^ w3 ^ w1; w1 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + 0x5a827999 + w1) | 0; e = (e << 30) | (e >>> 2);
		m = w15 ^ w10 ^ w4 ^ w2; w2 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + 0x5a827999 + w2) | 0; d = (d << 30) | (d >>> 2);
		m = w0 ^ w11 ^ w5 ^ w3; w3 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + 0x5a827999 + w3) | 0; c = (c << 30) | (c >>> 2);
		m = w1 ^ w12 ^ w6 ^ w4; w4 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w4) | 0; b = (b << 30) | (b >>> 2);
		m = w2 ^ w13 ^ w7 ^ w5; w5 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w5) | 0; a = (a << 30) | (a >>> 2);
		m = w3 ^ w14 ^ w8 ^ w6; w6 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w6) | 0; e = (e << 30) | (e >>> 2);
		m = w4 ^ w15 ^ w9 ^ w7; w7 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w7) | 0; d = (d << 30) | (d >>> 2);
		m = w5 ^ w0 ^ w10 ^ w8; w8 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w8) | 0; c = (c << 30) | (c >>> 2);
		m = w6 ^ w1 ^ w11 ^ w9; w9 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w9) | 0; b = (b << 30) | (b >>> 2);
		m = w7 ^ w2 ^ w12 ^ w10; w10 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w10) | 0; a = (a << 30) | (a >>> 2);
		m = w8 ^ w3 ^ w13 ^ w11; w11 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w11) | 0; e = (e << 30) | (e >>> 2);
		m = w9 ^ w4 ^ w14 ^ w12; w12 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w12) | 0; d = (d << 30) | (d >>> 2);
		m = w10 ^ w5 ^ w15 ^ w13; w13 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w13) | 0; c = (c << 30) | (c >>> 2);
		m = w11 ^ w6 ^ w0 ^ w14; w14 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w14) | 0; b = (b << 30) | (b >>> 2);
		m = w12 ^ w7 ^ w1 ^ w15; w15 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w15) | 0; a = (a << 30) | (a >>> 2);
		m = w13 ^ w8 ^ w2 ^ w0; w0 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w0) | 0; e = (e << 30) | (e >>> 2);
		m = w14 ^ w9 ^ w3 ^ w1; w1 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w1) | 0; d = (d << 30) | (d >>> 2);
		m = w15 ^ w10 ^ w4 ^ w2; w2 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w2) | 0; c = (c << 30) | (c >>> 2);
		m = w0 ^ w11 ^ w5 ^ w3; w3 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9eba1 + w3) | 0; b = (b << 30) | (b >>> 2);
		m = w1 ^ w12 ^ w6 ^ w4; w4 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0x6ed9eba1 + w4) | 0; a = (a << 30) | (a >>> 2);
		m = w2 ^ w13 ^ w7 ^ w5; w5 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0x6ed9eba1 + w5) | 0; e = (e << 30) | (e >>> 2);
		m = w3 ^ w14 ^ w8 ^ w6; w6 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0x6ed9eba1 + w6) | 0; d = (d << 30) | (d >>> 2);
		m = w4 ^ w15 ^ w9 ^ w7; w7 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0x6ed9eba1 + w7) | 0; c = (c << 30) | (c >>> 2);
		m = w5 ^ w0 ^ w10 ^ w8; w8 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + 0x8f1bbcdc + w8) | 0; b = (b << 30) | (b >>> 2);
		m = w6 ^ w1 ^ w11 ^ w9; w9 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) + 0x8f1bbcdc + w9) | 0; a = (a << 30) | (a >>> 2);
		m = w7 ^ w2 ^ w12 ^ w10; w10 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) + 0x8f1bbcdc + w10) | 0; e = (e << 30) | (e >>> 2);
		m = w8 ^ w3 ^ w13 ^ w11; w11 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) + 0x8f1bbcdc + w11) | 0; d = (d << 30) | (d >>> 2);
		m = w9 ^ w4 ^ w14 ^ w12; w12 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) + 0x8f1bbcdc + w12) | 0; c = (c << 30) | (c >>> 2);
		m = w10 ^ w5 ^ w15 ^ w13; w13 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + 0x8f1bbcdc + w13) | 0; b = (b << 30) | (b >>> 2);
		m = w11 ^ w6 ^ w0 ^ w14; w14 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) + 0x8f1bbcdc + w14) | 0; a = (a << 30) | (a >>> 2);
		m = w12 ^ w7 ^ w1 ^ w15; w15 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) + 0x8f1bbcdc + w15) | 0; e = (e << 30) | (e >>> 2);
		m = w13 ^ w8 ^ w2 ^ w0; w0 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) + 0x8f1bbcdc + w0) | 0; d = (d << 30) | (d >>> 2);
		m = w14 ^ w9 ^ w3 ^ w1; w1 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) + 0x8f1bbcdc + w1) | 0; c = (c << 30) | (c >>> 2);
		m = w15 ^ w10 ^ w4 ^ w2; w2 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + 0x8f1bbcdc + w2) | 0; b = (b << 30) | (b >>> 2);
		m = w0 ^ w11 ^ w5 ^ w3; w3 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) + 0x8f1bbcdc + w3) | 0; a = (a << 30) | (a >>> 2);
		m = w1 ^ w12 ^ w6 ^ w4; w4 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) + 0x8f1bbcdc + w4) | 0; e = (e << 30) | (e >>> 2);
		m = w2 ^ w13 ^ w7 ^ w5; w5 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) + 0x8f1bbcdc + w5) | 0; d = (d << 30) | (d >>> 2);
		m = w3 ^ w14 ^ w8 ^ w6; w6 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) + 0x8f1bbcdc + w6) | 0; c = (c << 30) | (c >>> 2);
		m = w4 ^ w15 ^ w9 ^ w7; w7 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + 0x8f1bbcdc + w7) | 0; b = (b << 30) | (b >>> 2);
		m = w5 ^ w0 ^ w10 ^ w8; w8 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) + 0x8f1bbcdc + w8) | 0; a = (a << 30) | (a >>> 2);
		m = w6 ^ w1 ^ w11 ^ w9; w9 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) + 0x8f1bbcdc + w9) | 0; e = (e << 30) | (e >>> 2);
		m = w7 ^ w2 ^ w12 ^ w10; w10 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) + 0x8f1bbcdc + w10) | 0; d = (d << 30) | (d >>> 2);
		m = w8 ^ w3 ^ w13 ^ w11; w11 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) + 0x8f1bbcdc + w11) | 0; c = (c << 30) | (c >>> 2);
		m = w9 ^ w4 ^ w14 ^ w12; w12 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0xca62c1d6 + w12) | 0; b = (b << 30) | (b >>> 2);
		m = w10 ^ w5 ^ w15 ^ w13; w13 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0xca62c1d6 + w13) | 0; a = (a << 30) | (a >>> 2);
		m = w11 ^ w6 ^ w0 ^ w14; w14 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0xca62c1d6 + w14) | 0; e = (e << 30) | (e >>> 2);
		m = w12 ^ w7 ^ w1 ^ w15; w15 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0xca62c1d6 + w15) | 0; d = (d << 30) | (d >>> 2);
		m = w13 ^ w8 ^ w2 ^ w0; w0 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0xca62c1d6 + w0) | 0; c = (c << 30) | (c >>> 2);
		m = w14 ^ w9 ^ w3 ^ w1; w1 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0xca62c1d6 + w1) | 0; b = (b << 30) | (b >>> 2);
		m = w15 ^ w10 ^ w4 ^ w2; w2 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0xca62c1d6 + w2) | 0; a = (a << 30) | (a >>> 2);
		m = w0 ^ w11 ^ w5 ^ w3; w3 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0xca62c1d6 + w3) | 0; e = (e << 30) | (e >>> 2);
		m = w1 ^ w12 ^ w6 ^ w4; w4 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0xca62c1d6 + w4) | 0; d = (d << 30) | (d >>> 2);
		m = w2 ^ w13 ^ w7 ^ w5; w5 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0xca62c1d6 + w5) | 0; c = (c << 30) | (c >>> 2);
		m = w3 ^ w14 ^ w8 ^ w6; w6 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0xca62c1d6 + w6) | 0; b = (b << 30) | (b >>> 2);
		m = w4 ^ w15 ^ w9 ^ w7; w7 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0xca62c1d6 + w7) | 0; a = (a << 30) | (a >>> 2);
		m = w5 ^ w0 ^ w10 ^ w8; w8 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0xca62c1d6 + w8) | 0; e = (e << 30) | (e >>> 2);
		m = w6 ^ w1 ^ w11 ^ w9; w9 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0xca62c1d6 + w9) | 0; d = (d << 30) | (d >>> 2);
		m = w7 ^ w2 ^ w12 ^ w10; w10 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0xca62c1d6 + w10) | 0; c = (c << 30) | (c >>> 2);
		m = w8 ^ w3 ^ w13 ^ w11; w11 = (m << 1) | (m >>> 31); e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0xca62c1d6 + w11) | 0; b = (b << 30) | (b >>> 2);
		m = w9 ^ w4 ^ w14 ^ w12; w12 = (m << 1) | (m >>> 31); d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + 0xca62c1d6 + w12) | 0; a = (a << 30) | (a >>> 2);
		m = w10 ^ w5 ^ w15 ^ w13; w13 = (m << 1) | (m >>> 31); c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + 0xca62c1d6 + w13) | 0; e = (e << 30) | (e >>> 2);
		m = w11 ^ w6 ^ w0 ^ w14; w14 = (m << 1) | (m >>> 31); b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + 0xca62c1d6 + w14) | 0; d = (d << 30) | (d >>> 2);
		m = w12 ^ w7 ^ w1 ^ w15; w15 = (m << 1) | (m >>> 31); a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + 0xca62c1d6 + w15) | 0; c = (c << 30) | (c >>> 2);
		h0 = (a + 0x67452301) | 0;
		h1 = (b + 0xefcdab89) | 0;
		h2 = (c + 0x98badcfe) | 0;
		h3 = (d + 0x10325476) | 0;
		h4 = (e + 0xc3d2e1f0) | 0;
	}
	const last = Buffer.alloc(20);
	[h0, h1, h2, h3, h4].forEach((word, index) => last.writeInt32BE(word, 4 * index));
	return last;
}

/**
 * Hashes a digest of SHA-256 again and again, and returns the last digest (FIPS 180-4 §6.2.2).
 *
 * A digest fits in one block. For so few bytes, a call of node:crypto takes twice as long as this function. The function may
 * use nothing from outside: its source also runs in a worker.
 */
export function repeatSha256(digest: Buffer, times: number): Buffer {
	// §4.2.2 and §5.3.3: the first 32 bits of the fractional parts of the cube and square roots of the first primes.
	const primes: number[] = [];
	for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
	const constants = Int32Array.from(primes, (prime) => (Math.cbrt(prime) % 1) * 2 ** 32);
	const initial = Int32Array.from(primes.slice(0, 8), (prime) => (Math.sqrt(prime) % 1) * 2 ** 32);

	const state = Int32Array.from(initial, (_, index) => digest.readInt32BE(4 * index));
	const w = new Int32Array(64);
	for (let time = 0; time < times; time++) {
		w.set(state);
		// The padding of §5.1.1: a bit, and the length of the digest in bits.
		w[8] = 0x80000000;
		w[15] = 256;
		for (let t = 16; t < 64; t++) {
			const x = w[t - 15]!;
			const y = w[t - 2]!;
			const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
			const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
			w[t] = (s1 + w[t - 7]! + s0 + w[t - 16]!) | 0;
		}
		let a = initial[0]!;
		let b = initial[1]!;
		let c = initial[2]!;
		let d = initial[3]!;
		let e = initial[4]!;
		let f = initial[5]!;
		let g = initial[6]!;
		let h = initial[7]!;
		for (let t = 0; t < 64; t++) {
			const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
			const t1 = (h + sum1 + (g ^ (e & (f ^ g))) + constants[t]! + w[t]!) | 0;
			const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
			const t2 = (sum0 + ((a & b) | (c & (a | b)))) | 0;
			h = g;
			g = f;
			f = e;
			e = (d + t1) | 0;
			d = c;
			c = b;
			b = a;
			a = (t1 + t2) | 0;
		}
		state[0] = a + initial[0]!;
		state[1] = b + initial[1]!;
		state[2] = c + initial[2]!;
		state[3] = d + initial[3]!;
		state[4] = e + initial[4]!;
		state[5] = f + initial[5]!;
		state[6] = g + initial[6]!;
		state[7] = h + initial[7]!;
	}
	const last = Buffer.alloc(32);
	state.forEach((word, index) => last.writeInt32BE(word, 4 * index));
	return last;
}
