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
import { aSend, aServer, closeAll, get, post, rejection, started, until } from './sending';

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

describe('a request through HTTPS_PROXY', () => {
	it('has a tunnel in which the bank sees the client certificate', async () => {
		const server = await aServer(undefined, { demandClientCertificate: true });
		const proxy = await aProxy();
		const send = aSend({ identity: aTlsIdentity('our-tpp') });
		expect((await send(get(server.url()))).status).toBe(200);
		expect(server.requests[0]?.client).toBe('our-tpp');
		expect(proxy.targets).toEqual([`localhost:${server.port}`]);
	});

	it('uses the tunnel again', async () => {
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

	it('tells the proxy host and port, and no header of ours', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		await aSend()(get(server.url('/secret?a=b'), { Authorization: 'Bearer secret' }));
		expect(proxy.headers).toEqual([
			{ host: `localhost:${server.port}`, 'proxy-connection': 'Keep-Alive' },
		]);
	});

	it('gives the proxy its name and password, and the bank neither', async () => {
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

	it('checks the address in the bank’s certificate when it has no name', async () => {
		const server = await aServer();
		await aProxy();
		const error = await rejection(aSend()(get(`https://127.0.0.1:${server.port}/`)));
		expect(error.message).toContain('(ERR_TLS_CERT_ALTNAME_INVALID)');
	});

	it('names an IPv6 address to the proxy in brackets', async () => {
		const server = await aServer();
		const proxy = await aProxy({ target: server.port });
		const send = aSend({ identity: { ...aTlsIdentity(), ignoreSslIssues: true } });
		expect((await send(get('https://[2001:db8::1]:8443/'))).status).toBe(200);
		expect(proxy.targets).toEqual(['[2001:db8::1]:8443']);
	});
});

describe('a proxy that opens no tunnel', () => {
	const forged = '{"client_id":"forged"}';
	it.each([201, 204, 302])('but answers %i is not taken for the bank', async (status) => {
		const server = await aServer();
		await aProxy({
			refusal: `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`,
		});
		const error = await rejection(aSend({ limits: { tries: 1 } })(post(server.url())));
		expect(error).toMatchObject({ code: 'OB_CONNECTION' });
		expect(error.message).toContain(`(PROXY_${status})`);
		expect(error.message).not.toContain('may have carried');
	});

	it.each([
		[407, 1, 'refuses the connection (PROXY_407)'],
		[403, 1, 'refuses the connection (PROXY_403)'],
		[503, 2, 'did not connect to it (PROXY_503)'],
	])('but answers %i was asked %i times', async (status, tries, says) => {
		const server = await aServer();
		const proxy = await aProxy({ refusal: `HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n` });
		const error = await rejection(aSend({ limits: { tries: 2 } })(get(server.url())));
		expect(error.message).toContain(`the proxy of this n8n (HTTPS_PROXY) ${says}`);
		expect(proxy.targets).toHaveLength(tries);
	});

	it('and says nothing is left after the connect timeout', async () => {
		const server = await aServer();
		const proxy = await aProxy({ refusal: '' });
		const error = await rejection(aSend({ limits: { connect: 50, tries: 1 } })(post(server.url())));
		expect(error.message).toContain('(PROXY_TIMEOUT)');
		await until(() => proxy.open.size === 0);
	});

	it('because it hangs up is told', async () => {
		const proxy = await started(
			startSilentServer((socket) => socket.once('data', () => socket.end())),
		);
		process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
		const error = await rejection(aSend({ limits: { tries: 1 } })(get('https://bank.example/')));
		expect(error.message).toContain('(PROXY_CLOSED)');
	});

	it('because it is not there is told apart from a bank that is not there', async () => {
		process.env.HTTPS_PROXY = `http://127.0.0.1:${closedPort}`;
		const error = await rejection(aSend({ limits: { tries: 1 } })(get('https://bank.example/')));
		expect(error.message).toContain(
			'the proxy of this n8n (HTTPS_PROXY) did not connect to it (PROXY_ECONNREFUSED)',
		);
	});

	it('because its address is none is told without that address', async () => {
		process.env.HTTPS_PROXY = 'http://user:secret@[';
		expect(await rejection(aSend()(get('https://bank.example/')))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: "This n8n's environment variable HTTPS_PROXY holds no URL.",
		});
	});
});

it('A TLS tunnel whose handshake stalls ends after the connect timeout', async () => {
	const silent = await started(startSilentServer());
	await aProxy();
	const send = aSend({ limits: { connect: 100, tries: 1 } });
	const error = await rejection(send(post(`https://localhost:${silent.port}/`)));
	expect(error.message).toContain('(CONNECT_TIMEOUT)');
	expect(error.message).not.toContain('may have carried');
});

it('A proxy that speaks TLS is never shown the client certificate', async () => {
	const { certificatePem, keyPem } = aCertificate({
		subject: [['CN', 'localhost']],
		issuer: authority,
	});
	const shown: unknown[] = [];
	const proxy = createServer({
		cert: certificatePem,
		key: keyPem,
		// In 1.3 a client that refuses our certificate is gone before it could show its own.
		maxVersion: 'TLSv1.2',
		requestCert: true,
		rejectUnauthorized: false,
	});
	proxy.on('secureConnection', (socket: TLSSocket) => {
		shown.push(socket.getPeerCertificate());
		socket.on('error', () => undefined);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const { port } = proxy.address() as { port: number };
	process.env.HTTPS_PROXY = `https://localhost:${port}`;
	await rejection(aSend({ limits: { tries: 1 } })(get('https://bank.example/')));
	await until(() => shown.length > 0);
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
	])('lets %s past the proxy with %s', (url, noProxy) => {
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

	it('keeps a request away from a proxy that is set', async () => {
		const server = await aServer();
		const proxy = await aProxy();
		process.env.NO_PROXY = 'localhost';
		await aSend()(get(server.url()));
		expect(proxy.targets).toEqual([]);
	});
});
