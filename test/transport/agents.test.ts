import { once } from 'node:events';
import { inspect } from 'node:util';

import { agentFor, closeConnections } from '../../lib/transport/agents';
import { aTlsIdentity, json, stall } from '../support/tlsServer';
import { aSend, aServer, closeAll, connectTimeout, get, rejection, reported } from './sending';

afterEach(closeAll);

const identity = aTlsIdentity();
const agentOf = (url: string, of = identity) =>
	agentFor(new URL(url), { identity: of, connectTimeout });

describe('connections', () => {
	it('are reused: ten requests in sequence need one handshake', async () => {
		const server = await aServer();
		const send = aSend();
		for (let item = 0; item < 10; item++) await send(get(server.url()));
		expect(server).toMatchObject({ connections: 1, handshakes: 1 });
	});

	it('are shared by requests with the same identity', async () => {
		const server = await aServer();
		await aSend({ identity: { ...identity } })(get(server.url()));
		await aSend({ identity: { ...identity } })(get(server.url()));
		expect(server.handshakes).toBe(1);
	});

	it('are never shared by two identities (QW-25)', async () => {
		const server = await aServer();
		const sends = ['tpp-a', 'tpp-b'].map((name) => aSend({ identity: aTlsIdentity(name) }));
		for (const send of [...sends, ...sends]) await send(get(server.url()));
		expect(server.requests.map(({ client, connection }) => [client, connection])).toEqual([
			['tpp-a', 1],
			['tpp-b', 2],
			['tpp-a', 1],
			['tpp-b', 2],
		]);
	});

	it('use a renewed certificate from the next request on (TL-23)', async () => {
		const server = await aServer();
		await aSend({ identity: aTlsIdentity('of-2025') })(get(server.url()));
		await aSend({ identity: aTlsIdentity('of-2026') })(get(server.url()));
		expect(server.requests.map(({ client }) => client)).toEqual(['of-2025', 'of-2026']);
	});

	it('without checks of the server certificate are not reused with checks', async () => {
		const server = await aServer(undefined, { certificate: { issuer: undefined } });
		await aSend({ identity: { ...identity, ignoreSslIssues: true } })(get(server.url()));
		expect((await rejection(aSend()(get(server.url())))).message).toContain('SELF_SIGNED');
	});

	it('to one host name are not reused for another name of the same server', async () => {
		const server = await aServer();
		await aSend()(get(server.url()));
		const byAddress = get(server.url().replace('localhost', '127.0.0.1'));
		expect((await rejection(aSend()(byAddress))).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
		expect(server).toMatchObject({ connections: 2, requests: { length: 1 } });
	});

	it('are not reused after Connection: close (NW-24)', async () => {
		const server = await aServer([json({}, { headers: { connection: 'close' } })]);
		const send = aSend();
		for (let item = 0; item < 3; item++) await send(get(server.url()));
		expect(server).toMatchObject({ connections: 3, requests: { length: 3 } });
	});

	it('to one host are sixteen at most; further requests wait', async () => {
		const server = await aServer();
		const send = aSend();
		await Promise.all(Array.from({ length: 40 }, () => send(get(server.url()))));
		expect(server.requests).toHaveLength(40);
		expect(server.connections).toBeLessThanOrEqual(16);
	});

	it('that are idle close after 4 s, before the 5 s of many servers (NW-23)', async () => {
		const server = await aServer([json({}, { headers: { 'keep-alive': 'timeout=60' } })]);
		const idle = once(agentOf(server.url()), 'free');
		await aSend({ identity })(get(server.url()));
		await idle;
		expect(idleOf(server.url()).map(({ timeout }) => timeout)).toEqual([4_000]);
	});

	it('that are idle close earlier when the server announces it', async () => {
		const server = await aServer([json({}, { headers: { 'keep-alive': 'timeout=2' } })]);
		const idle = once(agentOf(server.url()), 'free');
		await aSend({ identity })(get(server.url()));
		await idle;
		expect(idleOf(server.url())[0]?.timeout).toBeLessThanOrEqual(2_000);
	});
});

const idleOf = (url: string) =>
	Object.values(agentOf(url).freeSockets).flatMap((sockets) => sockets ?? []);

describe('the pool', () => {
	it('has no key, certificate or authority in its names', async () => {
		const { respond, sent } = reported(stall);
		const server = await aServer([respond]);
		const agent = agentOf(server.url());
		const sending = rejection(aSend({ identity, limits: { attempts: 1 } })(get(server.url())));
		await sent;
		expect(Object.keys(agent.sockets)).toHaveLength(1);
		const names = Object.keys({ ...agent.sockets, ...agent.freeSockets, ...agent.requests }).join();
		expect(names).toMatch(/^localhost:\d+$/);
		expect(names.length).toBeLessThan(60);
		expect(inspect(agent, { depth: 3 })).not.toContain('PRIVATE KEY');
		closeConnections();
		await sending;
	});

	it('holds fifty agents and drops the least recently used one', () => {
		const of = (timeout: number) =>
			agentFor(new URL('https://bank.example/'), { identity: {}, connectTimeout: timeout });
		const [first, second] = [of(1), of(2)];
		for (let ordinal = 3; ordinal <= 50; ordinal++) of(ordinal);
		expect(of(1)).toBe(first);
		of(51);
		expect(of(1)).toBe(first);
		expect(of(2)).not.toBe(second);
	});

	it('closes every connection, idle or in use', async () => {
		const { respond, sent } = reported(stall);
		const server = await aServer([json({}), respond]);
		const send = aSend({ limits: { attempts: 1 } });
		const sendings = [send(get(server.url())), send(get(server.url()))];
		await Promise.any(sendings);
		await sent;
		closeConnections();
		const outcomes = await Promise.allSettled(sendings);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		await server.idle();
	});
});
