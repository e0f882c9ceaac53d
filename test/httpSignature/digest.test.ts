import { digest } from '../../lib/httpSignature/signature';

describe('digest', () => {
	it.each([
		['{"hello": "world"}', 'SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE='],
		['', 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
	])('of %j is the one that draft-cavage and its users print', (body, value) => {
		expect(digest(body, 'SHA-256')).toBe(value);
	});

	it('of a body with letters beyond ASCII is that of its UTF-8 bytes', () => {
		expect(digest('{"name":"Bjørn"}', 'SHA-256')).toBe(
			digest(Buffer.from('{"name":"Bjørn"}', 'utf8'), 'SHA-256'),
		);
	});

	// FIPS 180-4 example "abc".
	it('knows SHA-512', () => {
		const hex =
			'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
			'2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f';
		expect(digest('abc', 'SHA-512')).toBe(`SHA-512=${Buffer.from(hex, 'hex').toString('base64')}`);
	});
});
