import { aCertificate } from '../support/certificates';
import { aTlsIdentity, authority, closedPort, startSilentServer } from '../support/tlsServer';
import { aSend, aServer, closeAll, fakeTimeouts, get, post, rejection, started } from './sending';

afterEach(closeAll);

const once = { attempts: 1 };
const trusting = { caPem: authority.certificatePem };

describe('TLS', () => {
	it('presents the client certificate with every request (TL-01)', async () => {
		const server = await aServer(undefined, { demandClientCertificate: true });
		const send = aSend({ identity: aTlsIdentity('our-tpp') });
		await send(get(server.url()));
		await send(post(server.url()));
		expect(server.requests.map(({ client }) => client)).toEqual(['our-tpp', 'our-tpp']);
	});

	it('is 1.3 where the server supports it', async () => {
		const server = await aServer();
		await aSend()(get(server.url()));
		expect(server.requests[0]?.protocol).toBe('TLSv1.3');
	});

	it('is 1.2 where the server supports nothing newer', async () => {
		const server = await aServer(undefined, { maxVersion: 'TLSv1.2' });
		await aSend()(get(server.url()));
		expect(server.requests[0]?.protocol).toBe('TLSv1.2');
	});

	it('is not used with a server of TLS 1.1 (TL-02)', async () => {
		const server = await aServer(undefined, {
			minVersion: 'TLSv1.1',
			maxVersion: 'TLSv1.1',
			ciphers: 'DEFAULT@SECLEVEL=0',
		});
		const error = await rejection(aSend()(get(server.url())));
		expect(error.message).toMatch(/TLS 1\.2 or newer is required.*PROTOCOL/);
		expect(server.handshakes).toBe(0);
	});

	it.each(['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'])(
		'1.2 is used with the cipher suite %s (TL-03)',
		async (ciphers) => {
			const server = await aServer(undefined, { maxVersion: 'TLSv1.2', ciphers });
			await aSend()(get(server.url()));
			expect(server.requests[0]?.protocol).toBe('TLSv1.2');
		},
	);

	it.each(['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'])(
		'1.2 is not used with the cipher suite %s, which FAPI does not permit (TL-03)',
		async (ciphers) => {
			const server = await aServer(undefined, { maxVersion: 'TLSv1.2', ciphers });
			const error = await rejection(aSend()(post(server.url())));
			expect(error).toMatchObject({ code: 'OB_CONNECTION' });
			expect(error.message).toMatch(/our cipher suites; .*HANDSHAKE_FAILURE/);
			expect(server.requests).toEqual([]);
		},
	);

	it.each(['TLSv1.2', 'TLSv1.3'] as const)(
		'of %s without a client certificate fails with what is missing (TL-07)',
		async (maxVersion) => {
			const server = await aServer(undefined, { maxVersion, demandClientCertificate: true });
			const error = await rejection(aSend({ identity: trusting })(post(server.url())));
			expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'fixCredential' });
			expect(error.message).toContain('the server rejected the transport certificate');
			expect(error.message).not.toMatch(/may have/);
		},
	);
});

describe("the server's certificate", () => {
	it.each([
		['has expired', { notAfter: new Date('2025-02-01') }, 'CERT_HAS_EXPIRED'],
		['is not valid yet', { notBefore: new Date('2044-01-01') }, 'CERT_NOT_YET_VALID'],
		[
			'is for another host',
			{ subject: [['CN', 'other.example']] as [[string, string]] },
			'ERR_TLS_CERT_ALTNAME_INVALID',
		],
		['is self-signed', { issuer: undefined }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
	])(
		'that %s is rejected at the first attempt (TL-05, TL-06)',
		async (_name, certificate, code) => {
			const server = await aServer(undefined, { certificate });
			const error = await rejection(aSend()(get(server.url())));
			expect(error.message).toContain(`(${code})`);
			expect(error.message).not.toContain('attempts');
			expect(server).toMatchObject({ connections: 1, requests: [] });
		},
	);

	it('of an unknown authority is rejected with the field to fill in (TL-21)', async () => {
		const server = await aServer();
		const error = await rejection(aSend({ identity: {} })(get(server.url())));
		expect(error.details.field).toEqual({ in: 'credential', key: 'ca' });
		expect(error.message).toContain(
			"add the bank's root and issuing certificates to the CA certificates",
		);
	});

	it('is rejected when an end entity signed it (TL-12)', async () => {
		const endEntity = aCertificate({ issuer: authority, subject: [['CN', 'no authority']] });
		const server = await aServer(undefined, { certificate: { issuer: endEntity } });
		const identity = { caPem: authority.certificatePem + endEntity.certificatePem };
		expect(await rejection(aSend({ identity })(get(server.url())))).toMatchObject({
			code: 'OB_CONNECTION',
		});
		expect(server.requests).toEqual([]);
	});

	it('is not checked when the credential says so (TL-27)', async () => {
		const server = await aServer(undefined, { certificate: { issuer: undefined } });
		const send = aSend({ identity: { ignoreSslIssues: true } });
		expect((await send(get(server.url()))).status).toBe(200);
	});
});

describe('the credential', () => {
	const { certificatePem, keyPem } = aTlsIdentity();
	it.each([
		['a key of another certificate', { certificatePem, keyPem: aTlsIdentity('other').keyPem }],
		['an invalid certificate', { certificatePem: 'no PEM', keyPem }],
		['an invalid key', { certificatePem, keyPem: 'no PEM' }],
	])(
		'with %s fails before a request is sent, without quoting it (TL-08, TL-09)',
		async (_name, identity) => {
			const server = await aServer();
			const error = await rejection(aSend({ identity })(post(server.url())));
			expect(error).toMatchObject({
				code: 'OB_CONFIGURATION',
				tppAction: 'fixCredential',
				details: { field: { in: 'credential', key: 'transportCertificate' } },
			});
			expect(error.message).toMatch(
				/^The transport certificate, .* cannot be used \(ERR_OSSL_\w+\)\.$/,
			);
			expect(server.connections).toBe(0);
		},
	);
});

describe('A connection fails', () => {
	it('where nothing listens: after a retry, with address and code (NW-01)', async () => {
		const port = closedPort;
		const error = await rejection(
			aSend({ limits: { attempts: 2 } })(get(`https://localhost:${port}/a?b=c`)),
		);
		expect(error).toMatchObject({
			code: 'OB_CONNECTION',
			message: `No response from https://localhost:${port}/a after 2 attempts: the server does not accept connections (ECONNREFUSED).`,
		});
	});

	it('when none of several IP addresses accepts it: with the code instead of an empty message (NW-33)', async () => {
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
			/^No response from https:\/\/many\.example:\d+\/: .* \(ECONNREFUSED\)\.$/,
		);
	});

	it('at an IPv6 address: with the address in brackets', async () => {
		const port = closedPort;
		const error = await rejection(aSend({ limits: once })(get(`https://[::1]:${port}/`)));
		expect(error.message).toMatch(
			/^No response from https:\/\/\[::1\]:\d+\/: the server does not accept/,
		);
	});

	it('for a host name that does not exist (NW-01)', async () => {
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
		expect(error.message).toContain('the host name cannot be resolved (ENOTFOUND)');
	});

	it('after the connect timeout (NW-05)', async () => {
		let connected = () => {};
		const connection = new Promise<void>((resolve) => (connected = resolve));
		const server = await started(startSilentServer(() => connected()));
		fakeTimeouts();
		const send = aSend({ limits: { connect: 50, ...once } });
		const sending = rejection(send(post(`https://localhost:${server.port}/`)));
		await connection;
		jest.advanceTimersByTime(50);
		const error = await sending;
		expect(error.message).toBe(
			`No response from https://localhost:${server.port}/: the server does not accept connections (CONNECT_TIMEOUT). The request was not sent.`,
		);
	});

	it.each(['resetAndDestroy', 'destroy'] as const)(
		'during the handshake (%s): a POST was not sent (TL-24)',
		async (end) => {
			const server = await started(
				startSilentServer((socket) => socket.once('data', () => socket[end]())),
			);
			const error = await rejection(
				aSend({ limits: once })(post(`https://localhost:${server.port}/`)),
			);
			expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'retryLater' });
			expect(error.message).toContain('closed the connection during the TLS handshake');
			expect(error.message).not.toMatch(/may have/);
		},
	);
});
