import { plainText, redact, shownId } from '../../lib/transport/redact';
import { aPrivateKey } from '../support/certificates';

const pem = aPrivateKey('p256').export({ format: 'pem', type: 'pkcs8' }).toString();
const base64 = Buffer.alloc(90, 'key').toString('base64');
const jwt = 'eyJhbGciOiJQUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
const jwe = 'eyJhbGciOiJSU0EtT0FFUCJ9..aXY.Y2lwaGVy.dGFn';

it.each([
	['a PEM key', `key: ${pem} is bad`, 'key: [PEM]  is bad'],
	['a PEM key that is cut off', `key: ${pem.slice(0, 60)}`, 'key: [PEM]'],
	['a PEM key in one line', `key: ${pem.replaceAll('\n', '\\n')}.`, 'key: [PEM]\\n.'],
	['a JWT', `${jwt} has expired`, '[JWT] has expired'],
	['a JWE', `got ${jwe}`, 'got [JWT]'],
	['a JWT whose signature is cut off', jwt.slice(0, 40), '[JWT]'],
	['a bearer token', 'token Bearer abc.DEF-123~x/y+z==', 'token Bearer [token]'],
	['basic credentials', 'authorization: basic dXNlcjpwdw==', 'authorization: basic [token]'],
	[
		'a form',
		'grant_type=x&client_secret=s3cr%65t&scope=a',
		'grant_type=x&client_secret=[secret]&scope=a',
	],
	['JSON', '{"access_token":"ab","expires_in":1}', '{"access_token":[secret],"expires_in":1}'],
	[
		'JSON with a space in the secret',
		'{"password": "two words", "a": 1}',
		'{"password": [secret], "a": 1}',
	],
	['JSON that is cut off', '{"refresh_token":"two wor', '{"refresh_token":[secret]'],
	['a registration token', 'registration_access_token=abc', 'registration_access_token=[secret]'],
	['an assertion', 'client_assertion: abc', 'client_assertion: [secret]'],
	['a passphrase', "passphrase='open'", "passphrase='[secret]'"],
	['an authorization code', '?code=a1b2&state=x', '?code=[secret]&state=x'],
	['an authorization code in JSON', '{"code":"a1b2"}', '{"code":"[secret]"}'],
	['base64 without PEM lines', `got ${base64}`, 'got [secret]'],
	['a long opaque token', `token ${'aB3_'.repeat(12)} unknown`, 'token [secret] unknown'],
])('%s is replaced', (_name, text, redacted) => {
	expect(redact(text)).toBe(redacted);
});

it.each([
	'The consent has expired.',
	'status code: 400',
	'ErrorCode: UK.OBIE.Field.Invalid',
	'error code = 7',
	'interaction 93bac548-d2de-4546-b106-880a5018460d of 2026-03-01T12:00:00+00:00',
	'https://bank.example/open-banking/v4.0/aisp/account-access-consents is wrong',
	'Ugyldig førsteverdi på "Data.Permissions[0]"',
])('"%s" stays unchanged', (text) => {
	expect(redact(text)).toBe(text);
});

it.each([
	['<h1>Access denied</h1>', 'Access denied'],
	['a<br>b <a href="https://x.example">c</a>', 'a b c'],
	['&lt;script&gt;alert(1)&lt;/script&gt; &amp; more', 'alert(1) & more'],
	['&#60;img src=x onerror=alert(1)&#62;', ''],
	[
		'an <img src=x onerror=alert(1) without an end',
		'an ‹img src=x onerror=alert(1) without an end',
	],
	['1 < 2 and 3 > 2', '1 ‹ 2 and 3 › 2'],
])('%s is plain text (F-22)', (html, text) => {
	expect(redact(html)).toBe(text);
});

it('Control characters and line breaks become spaces', () => {
	expect(redact(' a\r\nb\u0000\u001b[31mc\u007f ')).toBe('a b [31mc');
});

it('A text ends after 500 characters', () => {
	expect(redact('a b '.repeat(1_000))).toBe(`${'a b '.repeat(125)}…`);
});

it('A text of a million secrets is cut off', () => {
	for (const part of ['-----BEGIN ', 'eyJ', 'Bearer ', 'code', 'password"', ' ', '\n', 'a']) {
		expect(redact(part.repeat(1_000_000)).length).toBeLessThanOrEqual(501);
	}
});

it.each([
	['<p>The token is <b>invalid</b></p>', ' The token is invalid '],
	['a &lt;script&gt; and 3 < 4', 'a and 3 ‹ 4'],
	['Smith &amp; Sons, &quot;quoted&quot;, &APOS;', 'Smith & Sons, "quoted", \''],
	['&#163;5 and &#xA3;5', '£5 and £5'],
	['&unknwn; stays', '&unknwn; stays'],
	['&#1114112; is no character', '&#1114112; is no character'],
])('%s is shown as "%s"', (html, shown) => {
	expect(plainText(html)).toBe(shown);
});

it('An ID is shown whole although it looks like a token, but not at length', () => {
	const id = 'c0ffee00'.repeat(12);
	expect(shownId(`<i>${id}</i>`)).toBe(id);
	expect(shownId('1'.repeat(1_000_000))).toHaveLength(501);
});
