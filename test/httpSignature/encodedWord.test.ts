import { encodedWord } from '../../lib/httpSignature/signature';

describe('encodedWord', () => {
	it('leaves ASCII alone where the bank asks for letters beyond it only', () => {
		expect(encodedWord('keyId="SN=1,CA=CN=x"', 'whenNotAscii')).toBe('keyId="SN=1,CA=CN=x"');
	});

	it.each([
		['whenNotAscii', 'CA=L=Ørsta', '=?utf-8?B?Q0E9TD3DmHJzdGE=?='],
		['whenNotAscii', 'CA=O=a\nb', '=?utf-8?B?Q0E9Tz1hCmI=?='],
		['always', 'CA=L=Oslo', '=?utf-8?B?Q0E9TD1Pc2xv?='],
	] as const)('%s: wraps %j', (when, value, wrapped) => {
		expect(encodedWord(value, when)).toBe(wrapped);
	});

	it('stays one word, however long', () => {
		expect(encodedWord('Ø'.repeat(500), 'whenNotAscii')).toMatch(
			/^=\?utf-8\?B\?[A-Za-z0-9+/=]+\?=$/,
		);
	});
});
