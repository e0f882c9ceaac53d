import { aCertificate } from '../support/certificates';
import { aTlsIdentity, authority, closedPort, startSilentServer } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, post, rejection, started } from './sending';

afterEach(closeAll);

const once = { tries: 1 };
const trusting = { caPem: authority.certificatePem };

describe('TLS', () => {
	it('shows the client certificate with every request', async () => {
		const server = await aServer(undefined, { demandClientCertificate: true });
		const send = aSend({ identity: aTlsIdentity('our-tpp') });
		await send(get(server.url()));
		await send(post(server.url()));
		expect(server.requests.map(({ client }) => client)).toEqual(['our-tpp', 'our-tpp']);
	});

	it('is 1.3 where the server can', async () => {
		const server = await aServer();
		await aSend()(get(server.url()));
		expect(server.requests[0]?.protocol).toBe('TLSv1.3');
	});

	it('is 1.2 where the server knows nothing newer', async () => {
		const server = await aServer(undefined, { maxVersion: 'TLSv1.2' });
		await aSend()(get(server.url()));
		expect(server.requests[0]?.protocol).toBe('TLSv1.2');
	});

	it('is refused to a server of TLS 1.1', async () => {
		const server = await aServer(undefined, {
			minVersion: 'TLSv1.1',
			maxVersion: 'TLSv1.1',
			ciphers: 'DEFAULT@SECLEVEL=0',
		});
		const error = await rejection(aSend()(get(server.url())));
		expect(error.message).toMatch(/TLS 1\.2 or newer is required.*PROTOCOL/);
		expect(server.handshakes).toBe(0);
	});

	it.each(['TLSv1.2', 'TLSv1.3'] as const)(
		'of %s without a client certificate says what is missing',
		async (maxVersion) => {
			const server = await aServer(undefined, { maxVersion, demandClientCertificate: true });
			const error = await rejection(aSend({ identity: trusting })(post(server.url())));
			expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'fixCredential' });
			expect(error.message).toContain('the server refuses our transport certificate');
			expect(error.message).not.toContain('may have carried');
		},
	);
});

describe("the server's certificate", () => {
	it.each([
		['is out of date', { notAfter: new Date('2025-02-01') }, 'CERT_HAS_EXPIRED'],
		['is not yet in date', { notBefore: new Date('2044-01-01') }, 'CERT_NOT_YET_VALID'],
		[
			'is for another host',
			{ subject: [['CN', 'other.example']] as [[string, string]] },
			'ERR_TLS_CERT_ALTNAME_INVALID',
		],
		['signs itself', { issuer: undefined }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
	])('that %s is refused, at the first try', async (_what, certificate, code) => {
		const server = await aServer(undefined, { certificate });
		const error = await rejection(aSend()(get(server.url())));
		expect(error.message).toContain(`(${code})`);
		expect(error.message).not.toContain('tries');
		expect(server).toMatchObject({ connections: 1, requests: [] });
	});

	it('of an unknown authority is refused with the field to fill in', async () => {
		const server = await aServer();
		const error = await rejection(aSend({ identity: {} })(get(server.url())));
		expect(error.message).toContain('root and issuing certificates into CA Certificates');
	});

	it('is refused when an end entity has signed it', async () => {
		const endEntity = aCertificate({ issuer: authority, subject: [['CN', 'no authority']] });
		const server = await aServer(undefined, { certificate: { issuer: endEntity } });
		const identity = { caPem: authority.certificatePem + endEntity.certificatePem };
		expect(await rejection(aSend({ identity })(get(server.url())))).toMatchObject({
			code: 'OB_CONNECTION',
		});
		expect(server.requests).toEqual([]);
	});

	it('is not looked at when the credential says so', async () => {
		const server = await aServer(undefined, { certificate: { issuer: undefined } });
		const send = aSend({ identity: { ignoreSslIssues: true } });
		expect((await send(get(server.url()))).status).toBe(200);
	});
});

describe('the credential', () => {
	const { certificatePem, keyPem } = aTlsIdentity();
	it.each([
		['a key of another certificate', { certificatePem, keyPem: aTlsIdentity('other').keyPem }],
		['a certificate that is none', { certificatePem: 'no PEM', keyPem }],
		['a key that is none', { certificatePem, keyPem: 'no PEM' }],
	])('with %s fails before anything is sent, without showing it', async (_what, identity) => {
		const server = await aServer();
		const error = await rejection(aSend({ identity })(post(server.url())));
		expect(error).toMatchObject({ code: 'OB_CONFIGURATION', tppAction: 'fixCredential' });
		expect(error.message).toMatch(
			/^The transport certificate, .* do not work together \(ERR_OSSL_\w+\)\.$/,
		);
		expect(server.connections).toBe(0);
	});
});

describe('no connection', () => {
	it('comes about where nothing listens: tried again, then told with host and code', async () => {
		const port = closedPort;
		const error = await rejection(
			aSend({ limits: { tries: 2 } })(get(`https://localhost:${port}/a?b=c`)),
		);
		expect(error).toMatchObject({
			code: 'OB_CONNECTION',
			message: `No answer from https://localhost:${port}/a after 2 tries: it does not accept connections (ECONNREFUSED).`,
		});
	});

	it('comes about when none of several addresses answers: the code is named, not an empty message', async () => {
		const port = closedPort;
		const error = await rejection(
			aSend({
				limits: once,
				egress: {
					assertAllowed: () => Promise.resolve(),
					lookup: (_name, _options, callback) =>
						callback(null, [
							{ address: '127.0.0.1', family: 4 },
							{ address: '127.0.0.2', family: 4 },
						]),
				},
			})(get(`https://many.example:${port}/`)),
		);
		expect(error.message).toMatch(
			/^No answer from https:\/\/many\.example:\d+\/: .* \(ECONNREFUSED\)\.$/,
		);
	});

	it('to an IPv6 address is told with the address in brackets', async () => {
		const port = closedPort;
		const error = await rejection(aSend({ limits: once })(get(`https://[::1]:${port}/`)));
		expect(error.message).toMatch(/^No answer from https:\/\/\[::1\]:\d+\/: it does not accept/);
	});

	it('comes about with a name that does not exist', async () => {
		const error = await rejection(
			aSend({
				limits: once,
				egress: {
					assertAllowed: () => Promise.resolve(),
					lookup: (_name, _options, callback) =>
						callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
				},
			})(get('https://nowhere.example/')),
		);
		expect(error.message).toContain('its name cannot be resolved (ENOTFOUND)');
	});

	it('is waited for longer than the limit, and the connection is closed', async () => {
		const server = await started(startSilentServer());
		const send = aSend({ limits: { connect: 50, ...once } });
		const error = await rejection(send(post(`https://localhost:${server.port}/`)));
		expect(error.message).toBe(
			`No answer from https://localhost:${server.port}/: it does not accept connections (CONNECT_TIMEOUT).`,
		);
	});

	it.each(['resetAndDestroy', 'destroy'] as const)(
		'outlives its handshake (%s): nothing was sent, not even a POST',
		async (end) => {
			const server = await started(
				startSilentServer((socket) => socket.once('data', () => socket[end]())),
			);
			const error = await rejection(
				aSend({ limits: once })(post(`https://localhost:${server.port}/`)),
			);
			expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'retryLater' });
			expect(error.message).toContain('closed the connection while TLS was being agreed on');
			expect(error.message).not.toContain('may have carried');
		},
	);
});
