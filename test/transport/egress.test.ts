import type { LookupFunction } from 'node:net';

import { ConfigurationError } from '../../lib/errors';
import { startConnectProxy } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, post, rejection, started } from './sending';

afterEach(async () => {
	delete process.env.HTTPS_PROXY;
	await closeAll();
});

const allowed = () => Promise.resolve();
const forbidden = (url: URL) => Promise.reject(new ConfigurationError(`not to ${url.hostname}`));

/** As n8n's: its error has no code. */
const refusing: LookupFunction = (_name, _options, callback) =>
	callback(new Error('restricted address 127.0.0.1'), []);
const resolving: LookupFunction = (_name, _options, callback) =>
	callback(null, [{ address: '127.0.0.1', family: 4 }]);

it.each(['https://127.0.0.1/', 'https://[::1]/', 'https://10.0.0.1/', 'https://intern.example/'])(
	'The node does not connect to an address that the policy forbids, such as %s (DS-18)',
	async (url) => {
		const server = await aServer();
		const send = aSend({ egress: { assertAllowed: forbidden } });
		const target = url.replace(/\/$/, `:${server.port}/`);
		expect(await rejection(send(get(target)))).toMatchObject({ code: 'OB_CONFIGURATION' });
		expect(server.connections).toBe(0);
	},
);

it('The policy is applied to every request, also over a pooled connection', async () => {
	const server = await aServer();
	const requested: string[] = [];
	const assertAllowed = (url: URL) => (requested.push(url.href), allowed());
	const send = aSend({ egress: { assertAllowed } });
	await send(get(server.url('/a')));
	await send(get(server.url('/b')));
	expect(requested).toEqual([server.url('/a'), server.url('/b')]);
	expect(server.connections).toBe(1);
});

it('A name that resolves to a forbidden address at connection time is rejected at the first attempt (NW-32)', async () => {
	const server = await aServer();
	const send = aSend({ egress: { assertAllowed: allowed, lookup: refusing } });
	const error = await rejection(send(post(server.url())));
	expect(error).toMatchObject({
		code: 'OB_CONNECTION',
		tppAction: 'fixCredential',
		details: { suggestion: 'allowAddress' },
	});
	expect(error.message).toBe(
		`No response from ${server.url()}: the network policy does not allow connections to its IP address (EGRESS_REFUSED). The request was not sent.`,
	);
	expect(server.connections).toBe(0);
});

it('Only the policy resolves names', async () => {
	const server = await aServer();
	const send = aSend({
		identity: { ignoreSslIssues: true },
		egress: { assertAllowed: allowed, lookup: resolving },
	});
	expect((await send(get(`https://only-here.example:${server.port}/`))).status).toBe(200);
});

it('A connection made without the policy is not reused with it', async () => {
	const server = await aServer();
	await aSend()(get(server.url()));
	const send = aSend({ egress: { assertAllowed: allowed, lookup: refusing } });
	expect((await rejection(send(get(server.url())))).message).toContain('EGRESS_REFUSED');
});

it('With a proxy, which resolves names itself, the policy is applied before the request', async () => {
	const proxy = await started(startConnectProxy());
	const server = await aServer();
	process.env.HTTPS_PROXY = proxy.url;
	const through = aSend({ egress: { assertAllowed: allowed, lookup: refusing } });
	expect((await through(get(server.url()))).status).toBe(200);
	const send = aSend({ egress: { assertAllowed: forbidden } });
	expect(await rejection(send(get(server.url())))).toMatchObject({ code: 'OB_CONFIGURATION' });
	expect(proxy.targets).toHaveLength(1);
});
