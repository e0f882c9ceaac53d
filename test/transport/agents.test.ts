import { inspect } from 'node:util';

import { agentFor, closeConnections } from '../../lib/transport/agents';
import { aTlsIdentity, json, stall } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, rejection, until } from './sending';

afterEach(closeAll);

const identity = aTlsIdentity();
const limits = { connect: 2_000 };
/** Nothing is sent twice because the machine is busy. */
const patient = { connect: 30_000, headers: 30_000, total: 30_000 };
const agentOf = (url: string, of = identity) =>
	agentFor(new URL(url), { identity: of, connectTimeout: limits.connect });

describe('connections', () => {
	it('are used again: one handshake for ten requests one after the other', async () => {
		const server = await aServer();
		const send = aSend();
		for (let item = 0; item < 10; item++) await send(get(server.url()));
		expect(server).toMatchObject({ connections: 1, handshakes: 1 });
	});

	it('are shared by all that have the same identity', async () => {
		const server = await aServer();
		await aSend({ identity: { ...identity } })(get(server.url()));
		await aSend({ identity: { ...identity } })(get(server.url()));
		expect(server.handshakes).toBe(1);
	});

	it('are never shared by two identities', async () => {
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

	it('show a renewed certificate from the next request on', async () => {
		const server = await aServer();
		await aSend({ identity: aTlsIdentity('of-2025') })(get(server.url()));
		await aSend({ identity: aTlsIdentity('of-2026') })(get(server.url()));
		expect(server.requests.map(({ client }) => client)).toEqual(['of-2025', 'of-2026']);
	});

	it('of one who does not check certificates are not used by one who does', async () => {
		const server = await aServer(undefined, { certificate: { issuer: undefined } });
		await aSend({ identity: { ...identity, ignoreSslIssues: true } })(get(server.url()));
		expect((await rejection(aSend()(get(server.url())))).message).toContain('SELF_SIGNED');
	});

	it('are not used again when the server says Connection: close', async () => {
		const server = await aServer([json({}, { headers: { connection: 'close' } })]);
		const send = aSend();
		for (let item = 0; item < 3; item++) await send(get(server.url()));
		expect(server).toMatchObject({ connections: 3, requests: { length: 3 } });
	});

	it('to one host are sixteen at most; further requests wait for their turn', async () => {
		const server = await aServer();
		const send = aSend({ limits: patient });
		await Promise.all(Array.from({ length: 40 }, () => send(get(server.url()))));
		expect(server.requests).toHaveLength(40);
		expect(server.connections).toBeLessThanOrEqual(16);
	});

	it('that idle are closed after 4 s, before the 5 s of many servers', async () => {
		const server = await aServer([json({}, { headers: { 'keep-alive': 'timeout=60' } })]);
		await aSend({ identity })(get(server.url()));
		await until(() => idleOf(server.url()).length > 0);
		expect(idleOf(server.url()).map(({ timeout }) => timeout)).toEqual([4_000]);
	});

	it('that idle are closed earlier when the server says it will', async () => {
		const server = await aServer([json({}, { headers: { 'keep-alive': 'timeout=2' } })]);
		await aSend({ identity })(get(server.url()));
		await until(() => idleOf(server.url()).length > 0);
		expect(idleOf(server.url())[0]?.timeout).toBeLessThanOrEqual(2_000);
	});
});

const idleOf = (url: string) =>
	Object.values(agentOf(url).freeSockets).flatMap((sockets) => sockets ?? []);

describe('the pool', () => {
	it('names no key, no certificate and no authority', async () => {
		const server = await aServer([stall]);
		const agent = agentOf(server.url());
		const sending = rejection(aSend({ identity, limits: { tries: 1 } })(get(server.url())));
		await until(() => Object.keys(agent.sockets).length > 0);
		const names = Object.keys({ ...agent.sockets, ...agent.freeSockets, ...agent.requests }).join();
		expect(names).toMatch(/^localhost:\d+:/);
		expect(names.length).toBeLessThan(60);
		expect(inspect(agent, { depth: 3 })).not.toContain('PRIVATE KEY');
		closeConnections();
		await sending;
	});

	it('holds fifty agents and forgets the one that was used least recently', () => {
		const of = (connectTimeout: number) =>
			agentFor(new URL('https://bank.example/'), { identity: {}, connectTimeout });
		const [first, second] = [of(1), of(2)];
		for (let ordinal = 3; ordinal <= 50; ordinal++) of(ordinal);
		expect(of(1)).toBe(first);
		of(51);
		expect(of(1)).toBe(first);
		expect(of(2)).not.toBe(second);
	});

	it('closes every connection, idle or in use, when it is told to', async () => {
		const server = await aServer([json({}), stall]);
		const send = aSend({ limits: { ...patient, tries: 1 } });
		const sendings = [send(get(server.url())), send(get(server.url()))];
		await Promise.any(sendings);
		await until(() => server.requests.length === 2);
		closeConnections();
		const outcomes = await Promise.allSettled(sendings);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		await server.idle();
	});
});
