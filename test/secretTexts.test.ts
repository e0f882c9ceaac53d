import { randomBytes } from 'node:crypto';

import fc from 'fast-check';

import {
	AspspError,
	ConfigurationError,
	credentialError,
	InvalidResponseError,
	parameterError,
} from '../lib/errors';
import { aCertificate } from './support/certificates';

const { keyPem } = aCertificate();
const bytes = (length: number) => Buffer.from(randomBytes(length));
const jwt = ['{"alg":"PS256"}', '{"iss":"us"}', bytes(256).toString('latin1')]
	.map((part) => Buffer.from(part, 'latin1').toString('base64url'))
	.join('.');

describe('An error about an entered text does not quote', () => {
	it.each([
		['a private key', keyPem, '"[PEM]"'],
		['a private key with spaces in place of line ends', keyPem.replaceAll('\n', ' '), '"[PEM]"'],
		['a private key that lost its end', keyPem.slice(0, 300), '"[PEM]"'],
		['a JWT', jwt, '"[JWT]"'],
		['an encrypted JWT', 'eyJhbGciOiJkaXIifQ..x-_1.x.y', '"[JWT]"'],
		['an opaque token', bytes(32).toString('base64url'), '"[a text of 43 characters]"'],
		['a token without digits', 'abcdEFGH-'.repeat(5), '"[a text of 45 characters]"'],
		[
			'a token that begins at the end of the quote',
			`${'word '.repeat(93)}${'x7'.repeat(26)}`,
			`"${'word '.repeat(93)}[a text of 52 characters]"`,
		],
		['a token in hexadecimal', bytes(32).toString('hex'), '"[a text of 64 characters]"'],
		['a token with its scheme', `Bearer ${'x7'.repeat(40)}`, '"Bearer [a text of 80 characters]"'],
		['base64 of a file', bytes(3_000).toString('base64'), '"[a text of 4000 characters]"'],
	])('%s', (_, secret, quoted) => {
		const { message } = parameterError(`"${secret}" is not a date.`, 'date');
		expect(message).toBe(`${quoted} is not a date.`);
		expect(credentialError(`"${secret}" is wrong.`, 'issuer').message).toBe(`${quoted} is wrong.`);
		expect(new ConfigurationError(message).with('Do this.', {}).message).toBe(
			`${quoted} is not a date. Do this.`,
		);
	});

	it('a secret beside any other text, quotes included', () => {
		const around = fc.string({
			unit: fc.constantFrom('"', 'a', ' ', '=', ':', '\n', '{', '.'),
			maxLength: 30,
		});
		const secrets = fc.constantFrom(jwt, keyPem, bytes(60).toString('base64url'));
		fc.assert(
			fc.property(around, secrets, around, (before, secret, after) => {
				const { message } = parameterError(`"${before}${secret}${after}" is wrong.`, 'text');
				const parts = secret.match(/[\w+/-]{30}/g) ?? [];
				expect(parts.filter((part) => message.includes(part))).toEqual([]);
			}),
		);
	});
});

describe('An error still quotes', () => {
	it.each([
		'not a date',
		'https://tpp.example/callback?a=0123456789012345678901234567890123456789',
		'aac-fee2d8eb-ce1b-4f1e-af7f-dc8f576d53dc',
		'authorization_response_iss_parameter_supported',
		'NO9386011117947',
		'2026-01-31T00:00:00.000+01:00',
		'PSDGB-FCA-795791',
	])('%s', (text) => {
		const message = `"${text}" is wrong.`;
		expect(parameterError(message, 'text').message).toBe(message);
	});

	it('an ID of the bank in its own errors', () => {
		const id = bytes(32).toString('hex');
		for (const error of [new AspspError(id), new InvalidResponseError(id)]) {
			expect(error.message).toBe(id);
		}
	});
});

it('An error is bounded, also if the entered text contains quotes', () => {
	const text = '"a'.repeat(5_000_000);
	expect(parameterError(`"${text}" is wrong.`, 'text').message.length).toBeLessThan(25_002);
});
