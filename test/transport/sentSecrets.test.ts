import { randomBytes } from 'node:crypto';

import { bankError } from '../../lib/responses/body';
import type { HttpRequest } from '../../lib/transport/http';
import { concealingData } from '../../lib/transport/sentSecrets';
import { json } from '../support/tlsServer';
import { aSend, aServer, closeAll } from './sending';

afterEach(closeAll);

const random = () => randomBytes(24).toString('base64url');

/** The message of a bank's error that repeats `secret`. */
async function messageWith(secret: string, request: Partial<HttpRequest>): Promise<string> {
	const responder = json(
		{ error: 'invalid_request', error_description: `The value ${secret} was not issued here` },
		{ status: 400 },
	);
	const server = await aServer([responder]);
	const response = await aSend()({ method: 'POST', url: server.url(), ...request });
	return bankError(response, 'trying').message;
}

const form = (fields: Record<string, string>): Partial<HttpRequest> => ({
	headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
	body: new URLSearchParams(fields).toString(),
});

it("A secret of the request is removed from the bank's error: the access token", async () => {
	const token = random();
	const message = await messageWith(token, { headers: { Authorization: `Bearer ${token}` } });
	expect(message).toContain('The value [secret] was not issued here');
});

it('A secret of the request is removed: the client secret of an Authorization header', async () => {
	const secret = random();
	const basic = Buffer.from(`client:${secret}`).toString('base64');
	const message = await messageWith(secret, { headers: { authorization: `Basic ${basic}` } });
	expect(message).toContain('The value [secret] was not issued here');
});

it('A secret of the request is removed: a client secret with form-encoded characters', async () => {
	const secret = `p+ss/w0rd=${random()}:tail`;
	const pair = `client:${encodeURIComponent(secret)}`;
	const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
	const message = await messageWith(secret, { headers: { authorization } });
	expect(message).toContain('The value [secret] was not issued here');
});

it.each(['code', 'code_verifier', 'refresh_token', 'client_secret', 'client_assertion'])(
	'A secret of the request is removed: the %s of a form',
	async (field) => {
		const secret = random();
		const message = await messageWith(secret, form({ grant_type: 'x', [field]: secret }));
		expect(message).toContain('The value [secret] was not issued here');
	},
);

it.each([
	['as it is', (secret: string) => secret],
	['in base64', (secret: string) => Buffer.from(secret).toString('base64')],
	['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
])(
	'A secret of the request is not accepted as the interaction ID of the bank, %s',
	async (_, encoded) => {
		const secret = random();
		const headers = { 'x-fapi-interaction-id': encoded(secret) };
		const server = await aServer([json({}, { status: 400, headers })]);
		const request = { 'x-fapi-interaction-id': 'ours', Authorization: `Bearer ${secret}` };
		const { interactionId } = await aSend()({ method: 'GET', url: server.url(), headers: request });
		expect(interactionId).toBe('ours');
	},
);

it.each([
	['in hexadecimal with large letters', (bytes: Buffer) => bytes.toString('hex').toUpperCase()],
	[
		'URL-encoded with small letters',
		(bytes: Buffer) => encodeURIComponent(String(bytes)).toLowerCase(),
	],
])('A secret of the request is removed from data %s', (_, encoded) => {
	const secret = 'p+ss/w0rd=of:the/bank';
	const data = { text: encoded(Buffer.from(secret)) };
	const request = { method: 'GET', url: 'https://bank.example' } as const;
	const headers = { Authorization: `Bearer ${secret}` };
	concealingData({ ...request, headers })(data, Buffer.from(JSON.stringify(data)));
	expect(data).toEqual({ text: '[secret]' });
});

it('A value that is not secret stays', async () => {
	const message = await messageWith(
		'authorization_code',
		form({ grant_type: 'authorization_code' }),
	);
	expect(message).toContain('The value authorization_code was not issued here');
});
