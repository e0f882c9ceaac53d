import fc from 'fast-check';

import { readErrors } from '../../lib/responses/errorBody';
import { bankError } from '../../lib/responses/bankError';
import type { HttpRequest } from '../../lib/transport/http';
import { concealing } from '../../lib/transport/sentSecrets';

const secret = 'aZ3/kQ+9_xY-7vT=mN2pL5wR8sD1';

const form = (fields: Record<string, string>): HttpRequest => ({
	method: 'POST',
	url: 'https://bank.example/token',
	headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
	body: new URLSearchParams(fields).toString(),
});

/** Where a request has a secret. */
const places: Record<string, (value: string) => HttpRequest> = {
	'the access token': (value) => ({
		method: 'GET',
		url: 'https://bank.example/accounts',
		headers: { Authorization: `Bearer ${value}` },
	}),
	'the client secret of the header': (value) => ({
		...form({ grant_type: 'x' }),
		headers: {
			Authorization: `Basic ${Buffer.from(`client:${encodeURIComponent(value)}`).toString('base64')}`,
			'Content-Type': 'application/x-www-form-urlencoded',
		},
	}),
	...Object.fromEntries(
		['code', 'code_verifier', 'refresh_token', 'token', 'client_secret', 'client_assertion'].map(
			(name) => [`the ${name} of the form`, (value: string) => form({ [name]: value })],
		),
	),
};

const unicode = (text: string) =>
	[...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const wrapped = (text: string, width: number, separator: string) =>
	text.replace(new RegExp(`.{${width}}`, 'g'), `$&${separator}`);

/** How a bank may repeat it. */
const forms: Record<string, (value: string) => string> = {
	'as it is': (value) => value,
	'in upper case': (value) => value.toUpperCase(),
	'in lower case': (value) => value.toLowerCase(),
	'with escaped slashes': (value) => value.replaceAll('/', '\\/'),
	'with an escaped equals sign': (value) => value.replaceAll('=', '\\u003d'),
	'with every character escaped': unicode,
	'URL-encoded': encodeURIComponent,
	'URL-encoded twice': (value) => encodeURIComponent(encodeURIComponent(value)),
	'with every byte URL-encoded': (value) =>
		Buffer.from(value).toString('hex').replace(/../g, '%$&'),
	'as HTML': (value) => value.replace(/[^\w]/g, (one) => `&#${one.charCodeAt(0)};`),
	'in base64': (value) => Buffer.from(value).toString('base64'),
	'in base64url': (value) => Buffer.from(value).toString('base64url'),
	'in base64 with other text': (value) => Buffer.from(`a token=${value}; more`).toString('base64'),
	'in hexadecimal': (value) => Buffer.from(value).toString('hex'),
	'cut off at the end': (value) => value.slice(0, 16),
	'cut off at the start': (value) => value.slice(-16),
	'wrapped in lines': (value) => wrapped(value, 5, '\r\n'),
	'wrapped with spaces': (value) => wrapped(value, 3, ' '),
};

/** Returns the longest part of the secret that is left, in the form in which it was repeated. */
function leftOf(text: string, repeated: string): number {
	for (let length = repeated.length; length > 0; length--) {
		for (let start = 0; start + length <= repeated.length; start++) {
			if (text.includes(repeated.slice(start, start + length))) return length;
		}
	}
	return 0;
}

describe.each(Object.keys(places))('%s is not quoted', (place) => {
	it.each(Object.keys(forms))('%s (F-05)', (name) => {
		const repeated = forms[name]!(secret);
		const conceal = concealing(places[place]!(secret));
		const body = JSON.stringify({
			error: repeated,
			error_description: `The value ${repeated} is bad`,
		});
		const response = {
			status: 400,
			headers: {},
			body: Buffer.from(body),
			interactionId: 'id',
			conceal,
		};
		const { message, details } = bankError(response, 'testing');
		const { error_description: description } = JSON.parse(body) as Record<string, string>;
		expect(conceal(description!)).toContain('[secret]');
		expect(leftOf(JSON.stringify([message, details]), repeated)).toBeLessThan(12);
	});
});

it('Any secret is removed from any text, in any form', () => {
	const anySecret = fc.string({
		unit: fc.constantFrom(
			...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=',
		),
		minLength: 16,
		maxLength: 80,
	});
	const place = fc.constantFrom(...Object.values(places));
	const form = fc.constantFrom(...Object.values(forms));
	fc.assert(
		fc.property(
			anySecret,
			place,
			form,
			fc.string(),
			fc.string(),
			(value, put, repeat, before, after) => {
				const repeated = repeat(value);
				const text = concealing(put(value))(`${before} ${repeated} ${after}`);
				const body = Buffer.from(JSON.stringify({ error: text }));
				const quoted = readErrors(body, concealing(put(value))).errorCodes.join(' ');
				return !text.includes(repeated) && !quoted.includes(value);
			},
		),
		{ numRuns: 300 },
	);
});

it.each([
	'The consent has expired.',
	'grant_type authorization_code is not allowed',
	'{"a":"\\u0041"}',
])('"%s" stays', (text) => {
	expect(concealing(places['the access token']!(secret))(text)).toBe(text);
});
