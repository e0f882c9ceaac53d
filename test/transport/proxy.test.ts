import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';

import { agentFor } from '../../lib/transport/agents';
import { aCertificate } from '../support/certificates';
import {
	aTlsIdentity,
	authority,
	closedPort,
	startConnectProxy,
	startSilentServer,
	type ConnectProxyOptions,
} from '../support/tlsServer';
import {
	allClosed,
	aSend,
	aServer,
	closeAll,
	fakeTimeouts,
	get,
	post,
	rejection,
	started,
} from './sending';

const variables = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'];
const before = variables.map((name) => [name, process.env[name]] as const);

beforeEach(() => variables.forEach((name) => delete process.env[name]));
afterEach(closeAll);
afterAll(() => {
	for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
});

async function aProxy(options: ConnectProxyOptions = {}) {
	const proxy = await started(startConnectProxy(options));
	process.env.HTTPS_PROXY = proxy.url;
	return proxy;
}

/** A server that accepts connections and does not respond. `received` resolves when the first bytes arrive. */
async function aSilentServer() {
	let report = () => {};
	const received = new Promise<void>((resolve) => (report = resolve));
	const server = await started(startSilentServer((socket) => socket.once('data', () => report())));
	return { server, received };
}

describe('a request through HTTPS_PROXY', () => {
	it('has a tunnel in which the bank gets the client certificate (TL-25)', async () => {
		const server = await aServer(undefined, { demandClientCertificate: true });
		const proxy = await aProxy();
		const send = aSend({ identity: aTlsIdentity('our-tpp') });
		expect((await send(get(server.url()))).status).toBe(200);
		expect(server.requests[0]?.client).toBe('our-tpp');
		expect(proxy.targets).toEqual([`localhost:${server.port}`]);
	});

	it('reuses the tunnel', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		const send = aSend();
		for (let item = 0; item < 5; item++) await send(get(server.url()));
		expect(proxy.targets).toHaveLength(1);
		expect(server.handshakes).toBe(1);
	});

	it('never shares a tunnel with another identity', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		for (const name of ['tpp-a', 'tpp-b'])
			await aSend({ identity: aTlsIdentity(name) })(get(server.url()));
		expect(server.requests.map(({ client }) => client)).toEqual(['tpp-a', 'tpp-b']);
		expect(proxy.targets).toHaveLength(2);
	});

	it('gives the proxy the host and port, and none of our headers', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		await aSend()(get(server.url('/secret?a=b'), { Authorization: 'Bearer secret' }));
		expect(proxy.headers).toEqual([
			{ host: `localhost:${server.port}`, 'proxy-connection': 'Keep-Alive' },
		]);
	});

	it('gives only the proxy the user name and password of HTTPS_PROXY (LK-19)', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		process.env.HTTPS_PROXY = proxy.url.replace('//', '//user:p%40ss@');
		await aSend()(get(server.url()));
		const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
		expect(proxy.headers[0]).toMatchObject({ 'proxy-authorization': basic });
		expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
	});

	it('checks the name in the bank’s certificate', async () => {
		const server = await aServer();
		await aProxy({ target: server.port });
		const error = await rejection(aSend()(get('https://bank.example/')));
		expect(error.message).toContain('(ERR_TLS_CERT_ALTNAME_INVALID)');
		expect(server.requests).toEqual([]);
	});

	it('checks the IP address in the bank’s certificate', async () => {
		const server = await aServer();
		await aProxy();
		const error = await rejection(aSend()(get(`https://127.0.0.1:${server.port}/`)));
		expect(error.message).toContain('(ERR_TLS_CERT_ALTNAME_INVALID)');
	});

	it('gives the proxy an IPv6 address in brackets', async () => {
		const server = await aServer();
		const proxy = await aProxy({ target: server.port });
		const send = aSend({ identity: { ...aTlsIdentity(), ignoreSslIssues: true } });
		expect((await send(get('https://[2001:db8::1]:8443/'))).status).toBe(200);
		expect(proxy.targets).toEqual(['[2001:db8::1]:8443']);
	});
});

describe('a proxy that opens no tunnel', () => {
	const forged = '{"client_id":"forged"}';
	it.each([201, 204, 302])('but responds with %i is not mistaken for the bank', async (status) => {
		const server = await aServer();
		await aProxy({
			refusal: `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`,
		});
		const error = await rejection(aSend({ limits: { attempts: 1 } })(post(server.url())));
		expect(error).toMatchObject({ code: 'OB_CONNECTION' });
		expect(error.message).toContain(`(PROXY_${status})`);
		expect(error.message).not.toMatch(/may have/);
	});

	it.each([
		[407, 1, 'refused the connection (PROXY_407)'],
		[403, 1, 'refused the connection (PROXY_403)'],
		[503, 2, 'did not connect to the server (PROXY_503)'],
	])('but responds with %i gets %i requests', async (status, attempts, message) => {
		const server = await aServer();
		const proxy = await aProxy({ refusal: `HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n` });
		const error = await rejection(aSend({ limits: { attempts: 2 } })(get(server.url())));
		expect(error.message).toContain(`the proxy (HTTPS_PROXY) ${message}`);
		expect(proxy.targets).toHaveLength(attempts);
	});

	it('and does not respond is disconnected after the connect timeout', async () => {
		const { server: proxy, received } = await aSilentServer();
		process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
		fakeTimeouts();
		const send = aSend({ limits: { connect: 50, attempts: 1 } });
		const sending = rejection(send(post('https://bank.example/')));
		await received;
		jest.advanceTimersByTime(50);
		expect((await sending).message).toContain('(PROXY_TIMEOUT)');
		await allClosed(proxy.open);
	});

	it('because it closes the connection is reported', async () => {
		const proxy = await started(
			startSilentServer((socket) => socket.once('data', () => socket.end())),
		);
		process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
		const error = await rejection(aSend({ limits: { attempts: 1 } })(get('https://bank.example/')));
		expect(error.message).toContain('(PROXY_CLOSED)');
	});

	it('because nothing listens is distinguished from a bank where nothing listens', async () => {
		process.env.HTTPS_PROXY = `http://127.0.0.1:${closedPort}`;
		const error = await rejection(aSend({ limits: { attempts: 1 } })(get('https://bank.example/')));
		expect(error.message).toContain(
			'the proxy (HTTPS_PROXY) did not connect to the server (PROXY_ECONNREFUSED)',
		);
	});

	it('because its address is invalid is reported without that address', async () => {
		process.env.HTTPS_PROXY = 'http://user:secret@[';
		expect(await rejection(aSend()(get('https://bank.example/')))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: 'The environment variable HTTPS_PROXY of this machine is not a valid URL.',
		});
	});
});

it('A TLS tunnel whose handshake stalls ends after the connect timeout', async () => {
	const { server: silent, received } = await aSilentServer();
	await aProxy();
	fakeTimeouts();
	const send = aSend({ limits: { connect: 100, attempts: 1 } });
	const sending = rejection(send(post(`https://localhost:${silent.port}/`)));
	await received;
	jest.advanceTimersByTime(100);
	const error = await sending;
	expect(error.message).toContain('(CONNECT_TIMEOUT)');
	expect(error.message).not.toMatch(/may have/);
});

it('A proxy with TLS never gets the client certificate', async () => {
	const { certificatePem, keyPem } = aCertificate({
		subject: [['CN', 'localhost']],
		issuer: authority,
	});
	const shown: unknown[] = [];
	let handshakeDone = () => {};
	const handshake = new Promise<void>((resolve) => (handshakeDone = resolve));
	const proxy = createServer({
		cert: certificatePem,
		key: keyPem,
		// With TLS 1.3, a client that rejects our certificate disconnects before it presents its own.
		maxVersion: 'TLSv1.2',
		requestCert: true,
		rejectUnauthorized: false,
	});
	proxy.on('secureConnection', (socket: TLSSocket) => {
		shown.push(socket.getPeerCertificate());
		socket.on('error', () => undefined);
		handshakeDone();
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const { port } = proxy.address() as { port: number };
	process.env.HTTPS_PROXY = `https://localhost:${port}`;
	await rejection(aSend({ limits: { attempts: 1 } })(get('https://bank.example/')));
	await handshake;
	expect(shown).toEqual([{}]);
	await new Promise((resolve) => proxy.close(resolve));
});

describe('NO_PROXY', () => {
	const isDirect = (url: string, noProxy: string) => {
		process.env.HTTPS_PROXY = 'http://proxy.example:3128';
		process.env.NO_PROXY = noProxy;
		const agent = agentFor(new URL(url), { identity: {}, connectTimeout: 1 });
		return !('proxy' in agent);
	};

	it.each([
		['https://bank.example/', 'bank.example'],
		['https://bank.example./', 'bank.example'],
		['https://localhost.:8443/', 'localhost'],
		['https://api.bank.example/', '.bank.example'],
		['https://api.bank.example/', '*.bank.example'],
		['https://bank.example:8443/', 'bank.example:8443'],
		['https://[::1]/', '[::1]'],
		['https://BANK.example/', 'other.example, Bank.Example'],
		['https://bank.example/', '*'],
	])('sends %s directly with %s', (url, noProxy) => {
		expect(isDirect(url, noProxy)).toBe(true);
	});

	it.each([
		['https://bank.example/', ''],
		['https://notbank.example/', 'bank.example'],
		['https://bank.example.evil/', 'bank.example'],
		['https://bank.example/', 'bank.example:8443'],
	])('sends %s through the proxy with %j', (url, noProxy) => {
		expect(isDirect(url, noProxy)).toBe(false);
	});

	it('keeps a request away from a configured proxy (TL-25)', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		process.env.NO_PROXY = 'localhost';
		await aSend()(get(server.url()));
		expect(proxy.targets).toEqual([]);
	});
});
