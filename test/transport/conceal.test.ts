import fc from 'fast-check';

import { OpenBankingError } from '../../lib/errors';
import { reportData } from '../../lib/report/reportData';
import { reportHtml } from '../../lib/report/reportHtml';
import { bankError, readJsonResponse } from '../../lib/responses/body';
import { readErrors, readWarnings } from '../../lib/responses/errorBody';
import type { HttpRequest, HttpResponse } from '../../lib/transport/http';
import { prepareRequest, toHttpResponse } from '../../lib/transport/messages';
import { concealing } from '../../lib/transport/sentSecrets';
import { outcomePage } from '../../nodes/ConsentRedirectTrigger/pages';

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
		method: 'DELETE',
		url: 'https://bank.example/accounts',
		headers: { Authorization: `Bearer ${value}` },
	}),
	'the session at the bank': (value) => ({
		method: 'GET',
		url: 'https://bank.example/accounts',
		headers: { 'TPP-Session-ID': value },
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
	'as HTML with leading zeros': (value) =>
		[...value].map((one) => `&#${`${one.charCodeAt(0)}`.padStart(7, '0')};`).join(''),
	'as HTML in hexadecimal with leading zeros': (value) =>
		Buffer.from(value).toString('hex').replace(/../g, '&#x0000$&;'),
	'in base64': (value) => Buffer.from(value).toString('base64'),
	'in base64url': (value) => Buffer.from(value).toString('base64url'),
	'in base64 with other text': (value) => Buffer.from(`a token=${value}; more`).toString('base64'),
	'in hexadecimal': (value) => Buffer.from(value).toString('hex'),
	'cut off at the end': (value) => value.slice(0, 16),
	'cut off at the start': (value) => value.slice(-16),
	'wrapped in lines': (value) => wrapped(value, 5, '\r\n'),
	'wrapped with spaces': (value) => wrapped(value, 3, ' '),
	'wrapped in lines of HTML': (value) => wrapped(value, 10, '<br/>'),
	'with a tag after every character': (value) => wrapped(value, 1, '<wbr>'),
	'with comments in between': (value) => wrapped(value, 10, '<!-- -->'),
	'with zeros, as in UTF-16': (value) => wrapped(value, 1, '\0'),
	'with escaped zeros': (value) => wrapped(value, 1, '\\u0000'),
	'with characters of no width': (value) => wrapped(value, 4, '\u200d\u2060'),
	'with soft hyphens of HTML': (value) => wrapped(value, 4, '&shy;'),
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
		const shown = JSON.stringify([message, details]);
		expect(leftOf(shown, repeated)).toBeLessThan(12);
		expect(leftOf(shown.replaceAll(' ', ''), secret)).toBeLessThan(12);
	});
});

const anySecret = fc.string({
	unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/='),
	minLength: 16,
	maxLength: 80,
});
const anyPlace = fc.constantFrom(...Object.values(places));

it('Any secret is removed from any text, in any form', () => {
	const form = fc.constantFrom(...Object.values(forms));
	fc.assert(
		fc.property(
			anySecret,
			anyPlace,
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

/** Returns how many characters of a form may stand for one of the secret. */
const charactersOf = (form: string): number =>
	form.startsWith('in base64')
		? 4 / 3
		: Math.max(...[...'a/=~'].map((one) => forms[form]!(one).length));

interface Repetition {
	status?: number;
	headers?: Record<string, string>;
	body?: string;
}

/** Where a response has the secret again. */
const positions: Record<string, (text: string) => Repetition> = {
	'an error code': (text) => ({ status: 400, body: JSON.stringify({ error: text }) }),
	'an error of OBIE': (text) => ({
		status: 400,
		body: JSON.stringify({ Errors: [{ ErrorCode: 'U002', Message: text, Path: text }] }),
	}),
	'an error of the Berlin Group': (text) => ({
		status: 401,
		body: JSON.stringify({ tppMessages: [{ category: 'ERROR', code: 'TOKEN_INVALID', text }] }),
	}),
	'an error of a gateway': (text) => ({
		status: 502,
		body: JSON.stringify({ fault: { faultstring: text } }),
	}),
	'an error page': (text) => ({ status: 500, body: `<html><title>${text}</title>${text}</html>` }),
	'a page in place of JSON': (text) => ({ body: `<p>${text}</p>` }),
	'the content type': (text) => ({ headers: { 'content-type': text }, body: 'x' }),
	'the interaction ID': (text) => ({
		status: 500,
		headers: { 'x-fapi-interaction-id': text },
		body: '{}',
	}),
	'a warning': (text) => ({
		body: JSON.stringify({ tppMessages: [{ category: 'WARNING', code: text, text }] }),
	}),
};

const received = (request: HttpRequest, repetition: Repetition): HttpResponse => {
	const { status = 200, headers = {}, body = '' } = repetition;
	const response = { status, headers, body: Buffer.from(body), clockAhead: 0 };
	return toHttpResponse(prepareRequest(request), { response: response as never }, 1);
};

/** Everything that a node outputs or shows for a response: items, hints, errors, and the page of the trigger. */
function shown(response: HttpResponse): string {
	try {
		const data = readJsonResponse(response, { statuses: [200], operation: 'testing' });
		return JSON.stringify([readWarnings(data, response.conceal), response.interactionId]);
	} catch (error) {
		if (!(error instanceof OpenBankingError)) throw error;
		const { message, details } = error;
		return [
			message,
			JSON.stringify(details),
			outcomePage('failed', texts, details.interactionId).body,
		].join();
	}
}

const texts = { titles: {}, texts: {} };

describe.each(Object.keys(positions))('Any secret in %s', (position) => {
	it('is in no hint, error or page, in any form (LK-06)', () => {
		fc.assert(
			fc.property(
				anySecret,
				anyPlace,
				fc.constantFrom(...Object.keys(forms)),
				(value, put, form) => {
					const repeated = forms[form]!(value);
					const text = shown(received(put(value), positions[position]!(repeated)));
					return leftOf(text, repeated) < 12 * charactersOf(form);
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe.each([
	'as it is',
	'with escaped slashes',
	'with every character escaped',
	'URL-encoded',
	'in base64',
	'in base64url',
	'in base64 with other text',
	'in hexadecimal',
])('A secret that a bank puts among data %s', (form) => {
	/** JSON text, which decodes the escapes. */
	const body = (repeated: string) =>
		`{"Data":{"Account":[{"AccountId":"1","Nickname":"a ${repeated} b","${repeated}":[["${repeated}"]]}]}}`;

	it('is in no item and not in the report of the items', async () => {
		await fc.assert(
			fc.asyncProperty(anySecret, anyPlace, async (value, put) => {
				const repeated = forms[form]!(value);
				const response = received(put(value), { body: body(repeated) });
				const data = readJsonResponse(response, { statuses: [200], operation: 'testing' });
				const { Account } = data.Data as { Account: Array<Record<string, unknown>> };
				const item = {
					...Account[0],
					accountId: '1',
					currency: 'GBP',
					accountName: Account[0]!.Nickname,
				};
				const now = new Date();
				const options = { title: '', now, timeZone: 'UTC', transactionCount: 9 };
				const page = await reportHtml(reportData([item], now), [], options);
				// Escapes of JSON are decoded.
				const plain = repeated.includes('\\') ? value : repeated;
				const isLonger = form === 'in base64 with other text';
				const limit = isLonger ? 12 + repeated.length - (value.length * 4) / 3 : 12;
				return [JSON.stringify(data), page].every((text) => leftOf(text, plain) < limit);
			}),
			{ numRuns: 50 },
		);
	});
});

it('Data without the secret stays as it is', () => {
	const json = { Data: { a: ['x', 'aZ3/', 7, null], '\\u0041': true } };
	const body = JSON.stringify(json).replaceAll('/', '\\/');
	const response = received(places['the access token']!(secret), { body });
	expect(readJsonResponse(response, { statuses: [200], operation: 'testing' })).toEqual(json);
});

it.each([
	'The consent has expired.',
	'grant_type authorization_code is not allowed',
	'{"a":"\\u0041"}',
])('"%s" stays', (text) => {
	expect(concealing(places['the access token']!(secret))(text)).toBe(text);
});
