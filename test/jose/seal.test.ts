import { hkdfSync } from 'node:crypto';

import { base64url, CompactEncrypt, decodeProtectedHeader } from 'jose';
import fc from 'fast-check';

import {
	compactText,
	derive,
	expandText,
	isSealedText,
	open,
	seal,
	type Seal,
} from '../../lib/jose/seal';
import { aSecret, rejection, withOtherUnusedBits } from '../support/builders';

const secret = aSecret();
const aSeal = (changes: Partial<Seal> = {}): Seal => ({
	purpose: 'test',
	secrets: [secret],
	label: 'thing',
	...changes,
});

const content = { accessToken: 'secret-token', name: 'Grüße' };
const altered = {
	code: 'OB_CONFIGURATION',
	message: 'The thing was altered, or belongs to another bank or client.',
	tppAction: 'fixRequest',
};
const notOurs = {
	code: 'OB_CONFIGURATION',
	message: 'The thing is empty, or is not a sealed text of this package. Pass it on unchanged.',
	tppAction: 'fixRequest',
};
const keyGone = {
	code: 'OB_CONFIGURATION',
	message:
		'The thing was sealed with a key that this credential does not have. Choose the credential that it was created with, or enter the previous session secret.',
	field: { in: 'credential', key: 'previousSessionSecret' },
	tppAction: 'fixCredential',
};

/** As the documentation of the format says, by jose and node:crypto alone. */
const key = (purpose = 'test') =>
	new Uint8Array(hkdfSync('sha256', secret, '', `n8n-nodes-open-banking ${purpose}`, 32));

describe('What is sealed', () => {
	it('opens again, whole', async () => {
		expect(await open(await seal(content, aSeal()), aSeal())).toEqual(content);
	});

	it('opens with a former secret', async () => {
		const rotated = aSeal({ secrets: [aSecret(), aSecret(), secret] });
		expect(await open(await seal(content, aSeal()), rotated)).toEqual(content);
	});

	it('is sealed with the first secret', async () => {
		const sealed = await seal(content, aSeal({ secrets: [secret, aSecret()] }));
		expect(await open(sealed, aSeal())).toEqual(content);
	});

	it('is a JWE whose header names algorithm and key, and nothing else', async () => {
		const header = decodeProtectedHeader(await seal(content, aSeal()));
		expect(header).toEqual({
			alg: 'dir',
			enc: 'A256GCM',
			kid: expect.stringMatching(/^[\w-]{8}$/),
		});
	});

	it('has no part in which a member can be read', async () => {
		const parts = (await seal(content, aSeal())).split('.');
		const readable = parts.map((part) => Buffer.from(part, 'base64url').toString('latin1'));
		expect(readable.join()).not.toMatch(/secret-token|accessToken/);
	});

	it('does not open when any of its parts is altered', async () => {
		const sealed = await seal(content, aSeal());
		for (const index of [2, 3, 4]) {
			const parts = sealed.split('.');
			parts[index] = (parts[index]![0] === 'A' ? 'B' : 'A') + parts[index]!.slice(1);
			expect(await rejection(() => open(parts.join('.'), aSeal()))).toEqual(altered);
		}
	});

	it.each<[string, (text: string) => string]>([
		['a space behind', (text) => `${text} `],
		['a line break inside', (text) => text.replace(/.{9}$/, '\n$&')],
		['padding', (text) => text.replace(/\.(?=[^.]*$)/, '==.')],
		['other unused bits at the end', withOtherUnusedBits],
		['the alphabet of base64', (text) => text.replaceAll('-', '+').replaceAll('_', '/')],
	])('does not open with %s: the same text always means the same', async (_, rewritten) => {
		// Until the text has a character that both alphabets write differently.
		let sealed: string;
		do sealed = await seal(content, aSeal());
		while (rewritten(sealed) === sealed);
		expect(await rejection(() => open(rewritten(sealed), aSeal()))).toEqual(altered);
		expect(isSealedText(rewritten(sealed))).toBe(false);
	});

	it('does not open for another purpose, also after it was opened for its own', async () => {
		const sealed = await seal(content, aSeal());
		expect(await open(sealed, aSeal())).toEqual(content);
		expect(await rejection(() => open(sealed, aSeal({ purpose: 'other' })))).toEqual(altered);
	});

	it('does not open with a foreign secret, nor without one', async () => {
		const sealed = await seal(content, aSeal());
		expect(await rejection(() => open(sealed, aSeal({ secrets: [aSecret()] })))).toEqual(keyGone);
		expect(await rejection(() => open(sealed, aSeal({ secrets: [] })))).toEqual(keyGone);
	});

	it('needs a secret', async () => {
		expect(await rejection(() => seal(content, aSeal({ secrets: [] })))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The thing cannot be sealed. Enter a signing key, a transport key or a session secret.',
			field: { in: 'credential', key: 'sessionSecret' },
			tppAction: 'fixCredential',
		});
	});

	it.each(['', 'abc', 'a.b.c', undefined, 7])('is not %j', async (text) => {
		expect(await rejection(() => open(text as string, aSeal()))).toEqual(notOurs);
	});
});

describe('With our kid in its header', () => {
	const kid = async () => decodeProtectedHeader(await seal(content, aSeal())).kid;
	const bytes = new TextEncoder().encode(JSON.stringify(content));

	it('what jose encrypts with the documented key opens', async () => {
		const jwe = await new CompactEncrypt(bytes)
			.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: await kid() })
			.encrypt(key());
		expect(await open(jwe, aSeal())).toEqual(content);
	});

	it('a JWE of another content encryption is refused', async () => {
		const jwe = await new CompactEncrypt(bytes)
			.setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256', kid: await kid() })
			.encrypt(key());
		expect(await rejection(() => open(jwe, aSeal()))).toEqual(altered);
	});

	it('a JWE of another key management is refused', async () => {
		const jwe = await new CompactEncrypt(bytes)
			.setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM', kid: await kid() })
			.encrypt(key());
		expect(await rejection(() => open(jwe, aSeal()))).toEqual(altered);
	});

	it('a JWE that asks for a thousand million rounds of PBKDF2 is rejected before the first one (BB-15)', async () => {
		const header = { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM', p2c: 1e9, p2s: 'c2FsdA' };
		const jwe = `${encoded({ ...header, kid: await kid() })}.a.a.a.a`;
		const deriveBits = jest.spyOn(globalThis.crypto.subtle, 'deriveBits');
		expect(await rejection(() => open(jwe, aSeal()))).toEqual(altered);
		expect(deriveBits).not.toHaveBeenCalled();
		deriveBits.mockRestore();
	});

	it('a JWE that unpacks to a multiple of its size is refused (BB-14)', async () => {
		const large = new TextEncoder().encode(JSON.stringify({ text: ' '.repeat(5_000_000) }));
		const jwe = await new CompactEncrypt(large)
			.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', zip: 'DEF', kid: await kid() })
			.encrypt(key());
		expect(jwe.length).toBeLessThan(20_000);
		expect(await rejection(() => open(jwe, aSeal()))).toEqual(altered);
	});

	it('a JWE whose content is no JSON is refused', async () => {
		const jwe = await new CompactEncrypt(new TextEncoder().encode('{"'))
			.setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: await kid() })
			.encrypt(key());
		expect(await rejection(() => open(jwe, aSeal()))).toEqual(altered);
	});
});

describe('derive', () => {
	it('computes the same again, and another value for each text, label and purpose', async () => {
		const [one, two] = [await seal(content, aSeal()), await seal(content, aSeal())];
		const values = [
			derive(one, 'a', aSeal()),
			derive(two, 'a', aSeal()),
			derive(one, 'b', aSeal()),
			derive(one, 'a', aSeal({ purpose: 'other' })),
		];
		expect(derive(one, 'a', aSeal({ secrets: [aSecret(), secret] }))).toBe(values[0]);
		expect(new Set(values).size).toBe(4);
		expect(values[0]).toMatch(/^[\w-]{43}$/);
	});
});

const encoded = (header: object) => base64url.encode(JSON.stringify(header));

describe('isSealedText', () => {
	it('knows the form of what is sealed here', async () => {
		expect(
			isSealedText(
				await seal({ a: 1 }, { purpose: 'x', secrets: [new Uint8Array(32)], label: 'x' }),
			),
		).toBe(true);
	});

	it.each([null, '', 'guessed', 'a.b.c', 'a.b.c.d.e', 'eyJhbGciOiJub25lIn0....', '__proto__'])(
		'does not know %j',
		(text) => {
			expect(isSealedText(text)).toBe(false);
		},
	);
});

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

it.each([
	[uuid, '~D4-tW9nLRp-hZXCGdyiVDg'],
	[`aac-${uuid}`, 'aac-~D4-tW9nLRp-hZXCGdyiVDg'],
	[uuid.toUpperCase(), uuid.toUpperCase()],
	['client-1', 'client-1'],
	['', ''],
	['~D4-tW9nLRp-hZXCGdyiVDg', '~D4-tW9nLRp-hZXCGdyiVDg~'],
	['secret~', 'secret~~'],
])('compactText writes "%s" as "%s"', (text, compact) => {
	expect(compactText(text)).toBe(compact);
	expect(expandText(compact)).toBe(text);
});

it('expandText returns every text that compactText has shortened', () => {
	const part = fc.oneof(
		fc.string(),
		fc.uuid(),
		fc.constant('~'),
		fc.uuid().map((text) => compactText(text)),
	);
	const texts = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
	fc.assert(fc.property(texts, (text) => expandText(compactText(text)) === text));
});
