import { inspect } from 'node:util';
import { serialize } from 'node:v8';

import { stringify } from 'flatted';

import { OpenBankingError } from '../../lib/errors';
import { readJsonResponse } from '../../lib/responses/body';
import type { HttpResponse } from '../../lib/transport/http';
import {
	aTlsIdentity,
	closedPort,
	dropBody,
	gzipBomb,
	json,
	raw,
	reset,
	stall,
	stallBody,
	type Respond,
} from '../support/tlsServer';
import { aSend, aServer, closeAll, fakeTimeouts, rejection, reported } from './sending';

afterEach(closeAll);

const identity = aTlsIdentity();
const keyLine = identity.keyPem!.split('\n')[1]!;
const secrets = ['secret-token', 'secret-body', 'secret-query', 'PRIVATE KEY', keyLine];

/** Every form in which n8n or a log may store an error. */
function everyForm(error: Error): string {
	const own = Object.fromEntries(
		Object.getOwnPropertyNames(error).map((name) => [name, Reflect.get(error, name) as unknown]),
	);
	return [
		String(error),
		error.stack,
		inspect(error, { depth: 20, showHidden: true, getters: true }),
		inspect(error.cause, { depth: 20 }),
		JSON.stringify(error),
		JSON.stringify(own),
		JSON.stringify({ ...error }),
		stringify(error),
		stringify(own),
		serialize(own).toString('latin1'),
	].join('\n');
}

const request = (url: string) =>
	({
		method: 'POST',
		url: `${url}?a=secret-query`,
		headers: { Authorization: 'Bearer secret-token' },
		body: 'client_assertion=secret-body',
	}) as const;

function expectNoSecret(error: Error) {
	expect(error).toBeInstanceOf(OpenBankingError);
	const forms = everyForm(error);
	for (const secret of secrets) expect(forms).not.toContain(secret);
	expect(forms).not.toMatch(/axios|ClientRequest|TLSSocket|httpsAgent/i);
	expect(error.cause).toBeUndefined();
}

const echo: Respond = (response, { headers, body }) => {
	const text = `${headers.authorization} ${body}`;
	json({ error: 'invalid_request', error_description: text }, { status: 400 })(response, {
		headers: {},
	} as never);
};

describe('An error holds no key, token, body, query or axios object (LK-01, LK-02, LK-03, LK-25)', () => {
	it.each([
		['the connection is reset', reset],
		['the body breaks off', dropBody],
		['the response is too large', gzipBomb(1_000_000)],
		['the response is not HTTP', raw('secret-body\r\n\r\n')],
	])('when %s', async (_name, responder) => {
		const server = await aServer([responder]);
		const send = aSend({ identity, limits: { bytes: 1_000 } });
		expectNoSecret(await rejection(send(request(server.url('/')))));
	});

	it.each([
		['no headers arrive', stall],
		['the body stalls', stallBody],
	])('when %s', async (_name, stalling) => {
		const { respond, sent } = reported(stalling);
		const server = await aServer([respond]);
		fakeTimeouts();
		const send = aSend({ identity, limits: { headers: 100, total: 200 } });
		const sending = rejection(send(request(server.url('/'))));
		await sent;
		jest.advanceTimersByTime(200);
		expectNoSecret(await sending);
	});

	it('when nothing listens', async () => {
		const send = aSend({ identity, limits: { attempts: 1 } });
		expectNoSecret(await rejection(send(request(`https://localhost:${closedPort}/`))));
	});

	it('when TLS fails', async () => {
		const server = await aServer(undefined, { certificate: { issuer: undefined } });
		expectNoSecret(await rejection(aSend({ identity })(request(server.url('/')))));
	});

	it('when the key does not belong to the certificate (LK-09)', async () => {
		const mixed = { ...identity, certificatePem: aTlsIdentity('other').certificatePem };
		const server = await aServer();
		expectNoSecret(await rejection(aSend({ identity: mixed })(request(server.url('/')))));
	});

	it('when the execution is canceled', async () => {
		const cancel = new AbortController();
		const server = await aServer([() => cancel.abort(new Error('secret-token'))]);
		const send = aSend({ identity, signal: cancel.signal });
		expectNoSecret(await rejection(send(request(server.url('/')))));
	});

	it('when the address or a header cannot be sent', async () => {
		expectNoSecret(await rejection(aSend({ identity })(request('http://bank.example/'))));
		const headers = { Authorization: 'Bearer secret-token\r\n' };
		const bad = { ...request('https://bank.example/'), headers };
		expectNoSecret(await rejection(aSend({ identity })(bad)));
	});

	it('when the bank repeats the request in its error (LK-06)', async () => {
		const server = await aServer([echo]);
		const response = await aSend({ identity })(request(server.url('/')));
		expectNoSecret(await rejection(read(response)));
	});

	it('when the bank responds with a page instead of JSON', async () => {
		const server = await aServer([
			raw('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>secret-body</p>'),
		]);
		const response = await aSend({ identity })(request(server.url('/')));
		expectNoSecret(await rejection(read(response)));
	});
});

const read = (response: HttpResponse) =>
	Promise.resolve().then(() =>
		readJsonResponse(response, { statuses: [200], operation: 'testing' }),
	);
