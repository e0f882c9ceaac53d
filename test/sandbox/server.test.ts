import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { decodeJwt } from 'jose';

import { issueCertificate, subjectOf } from '../../sandbox/directory/certificates';
import { newRsaKey } from '../../sandbox/directory/keys';
import {
	readyLine,
	spawnBank,
	startEmbeddedBank,
	type EmbeddedBank,
	type EmbeddedBankOptions,
} from '../../sandbox/startEmbeddedBank';
import { insideTheBank } from './insideTheBank';
import { authorise as authoriseAtEika, eika } from './eikaTpp';
import {
	api,
	authorise,
	call,
	clientToken,
	exchange,
	postConsent,
	psuToken,
	register,
} from './tpp';

const newHome = () => mkdtempSync(join(tmpdir(), 'sandbox-home-'));
const ended = (child: ReturnType<typeof spawnBank>) =>
	new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

describe('a start', () => {
	it('prints one line, says nothing else, and ends with 0 on SIGTERM and SIGINT', async () => {
		for (const signal of ['SIGTERM', 'SIGINT'] as const) {
			const home = newHome();
			const child = spawnBank(['--port', '0', '--mtls-port', '0', '--home', home]);
			let out = '';
			let err = '';
			child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
			child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
			const ready = await readyLine(child);
			const code = ended(child);
			child.kill(signal);
			expect(await code).toBe(0);
			expect(out).toBe(`${JSON.stringify(ready)}\n`);
			expect(ready).toEqual({
				ready: true,
				address: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
				mtlsAddress: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
				home,
			});
			expect(err).toBe('');
			rmSync(home, { recursive: true });
		}
	});

	it('stops although connections are kept alive: it closes them', async () => {
		const bank = await startEmbeddedBank();
		const agent = new Agent({ keepAlive: true });
		await call(bank, bank.banks.zopa.discovery, { tls: { agent } });
		const [kept] = Object.values(agent.freeSockets).flat() as Socket[];
		expect(kept!.destroyed).toBe(false);
		const closed = once(kept!, 'close');
		expect(await bank.stop()).toBe(0);
		await closed;
	});

	it('says which port is taken', async () => {
		const bank = await startEmbeddedBank();
		const home = newHome();
		const { port } = new URL(bank.address);
		const child = spawnBank(['--port', port, '--mtls-port', '0', '--home', home]);
		const message = await readyLine(child).catch((error: Error) => error.message);
		await bank.stop();
		rmSync(home, { recursive: true });
		expect(message).toContain(`Port ${port} is already in use`);
	});
});

describe('the home directory', () => {
	const files = ['ca.pem', 'tpp/transport.pem', 'tpp/transport.key', 'tpp/signing.key'];
	const start = async (home: string) => {
		const child = spawnBank(['--port', '0', '--mtls-port', '0', '--home', home]);
		await readyLine(child);
		const code = ended(child);
		child.kill();
		await code;
		return Object.fromEntries(files.map((file) => [file, readFileSync(join(home, file), 'utf8')]));
	};

	it('is kept between starts, and created again when a part is missing', async () => {
		const home = newHome();
		const first = await start(home);
		expect(await start(home)).toEqual(first);
		rmSync(join(home, 'tpp/signing.key'));
		const third = await start(home);
		for (const file of files) expect(third[file]).not.toBe(first[file]);
		rmSync(home, { recursive: true });
	});
});

describe('a restart', () => {
	const restarted = async (former: EmbeddedBank, options: EmbeddedBankOptions = {}) => {
		const [port, mtlsPort] = [former.address, former.mtlsAddress].map((url) =>
			Number(new URL(url).port),
		);
		await former.stop();
		return await startEmbeddedBank({
			home: former.home,
			port,
			'mtls-port': mtlsPort,
			...options,
		});
	};

	it('keeps registrations, consents, tokens and the ledger, until it is reset', async () => {
		const home = newHome();
		const first = await startEmbeddedBank({ home });
		const client = await register(first);
		const { code } = await authorise(first, client);
		const token = (await exchange(first, client, code)).json.access_token as string;
		const accounts = await api(first, '/accounts', token);
		const { consentId } = await authoriseAtEika(first);

		const second = await restarted(first);
		const again = await api(second, '/accounts', token);
		expect(again.status).toBe(200);
		expect(again.json.Data).toEqual(accounts.json.Data);
		expect((await second.secrets()).map(({ value }) => value)).toContain(token);
		await authorise(second, client);

		const eikaConsent = await eika(second, `/v1/consents/${consentId}/status`);
		expect(eikaConsent.json).toEqual({ consentStatus: 'valid' });

		const third = await restarted(second, { reset: true });
		expect((await eika(third, `/v1/consents/${consentId}`)).status).toBe(403);
		expect((await api(third, '/accounts', token)).status).toBe(401);
		await third.stop();
		rmSync(home, { recursive: true });
	});

	it('starts with nothing at another address, because registrations contain it', async () => {
		const home = newHome();
		const first = await startEmbeddedBank({ home });
		const token = await clientToken(first, await register(first));
		await first.stop();
		const second = await startEmbeddedBank({ home });
		expect((await postConsent(second, token)).status).toBe(401);
		await second.stop();
		rmSync(home, { recursive: true });
	});

	it('starts with nothing when the file of the memory is not complete', async () => {
		const home = newHome();
		const first = await startEmbeddedBank({ home });
		const token = await clientToken(first, await register(first));
		await first.stop();
		truncateSync(join(home, 'bank/memory.bin'), 100);
		const second = await restarted(first);
		expect((await postConsent(second, token)).status).toBe(401);
		await second.stop();
		rmSync(home, { recursive: true });
	});
});

describe('what a start leaves behind', () => {
	let bank: EmbeddedBank;
	beforeAll(async () => {
		bank = await startEmbeddedBank({ latency: 0 });
	});
	afterAll(() => bank.stop());

	it('is a description of every bank, on disk and at the plain address', async () => {
		const description = JSON.parse(readFileSync(join(bank.home, 'sandbox.json'), 'utf8'));
		const { address, mtlsAddress } = bank;
		const cooperativeBank = (brand: string) => ({
			authorization: `${address}/${brand}/openbanking/coop/oauthRedirect`,
			token: `${mtlsAddress}/${brand}/apis/oauth/v1/oauth2/token`,
			resourceServer: `${mtlsAddress}/${brand}`,
			accountInformation: `${mtlsAddress}/${brand}/apis/retail/open-banking/v3.1/aisp`,
			paymentInitiation: `${mtlsAddress}/${brand}/apis/retail/open-banking/v3.1/pisp`,
			fundsConfirmation: `${mtlsAddress}/${brand}/apis/retail/open-banking/v3.1/cbpii`,
			credential: { clientId: expect.any(String), clientSecret: expect.any(String) },
			psus: ['rora', 'mits', 'ivsa'].map((user) => ({ user, password: user })),
		});
		expect((await call(bank, `${address}/sandbox.json`)).json).toEqual(description);
		expect(Object.keys(description.banks)).toHaveLength(insideTheBank().bankCount);
		expect(description).toEqual({
			address,
			mtlsAddress,
			control: `${address}/control`,
			// Those of Salt Edge and The Co-operative Bank have tests of their own.
			banks: expect.objectContaining({
				zopa: {
					issuer: `${address}/zopa`,
					discovery: `${address}/zopa/.well-known/openid-configuration`,
					authorization: `${address}/zopa/auth`,
					token: `${mtlsAddress}/zopa/token`,
					revocation: `${mtlsAddress}/zopa/token/revocation`,
					jwks: `${address}/zopa/jwks`,
					registration: `${mtlsAddress}/zopa/dynamic-client-registration/v3.2/register`,
					resourceServer: `${mtlsAddress}/zopa`,
					accountInformation: `${mtlsAddress}/zopa/open-banking/v4.0/aisp`,
					paymentInitiation: `${mtlsAddress}/zopa/open-banking/v4.0/pisp`,
					postmanEnvironment: `${mtlsAddress}/zopa/o3/v1.0/postman/environment`,
					psus: ['rora', 'mits', 'ivsa'].map((user) => ({ user, password: user })),
					production: {
						issuer: `${address}/zopa-production`,
						discovery: `${address}/zopa-production/.well-known/openid-configuration`,
						authorization: `${address}/zopa-production/app/consent-access-request`,
						token: `${mtlsAddress}/zopa-production/token`,
						revocation: `${mtlsAddress}/zopa-production/token/revocation`,
						jwks: `${address}/zopa-production/jwks`,
						registration: `${mtlsAddress}/zopa-production/register`,
						resourceServer: `${mtlsAddress}/zopa-production`,
						accountInformation: `${mtlsAddress}/zopa-production/open-banking/v4.0/aisp`,
						paymentInitiation: `${mtlsAddress}/zopa-production/open-banking/v4.0/pisp`,
						app: `${address}/zopa-production/app`,
						credential: { aspspId: expect.stringMatching(/^\w{18}$/) },
						psus: ['rora', 'mits', 'ivsa'].map((user) => ({ user, password: user })),
					},
				},
				monese: {
					issuer: `${address}/monese`,
					discovery: `${address}/monese/.well-known/openid-configuration`,
					authorization: `${address}/monese/auth`,
					token: `${mtlsAddress}/monese/token`,
					revocation: `${mtlsAddress}/monese/token/revocation`,
					jwks: `${address}/monese/jwks`,
					registration: `${mtlsAddress}/monese/v1.0/dynamic-client-registration/v3.1/register`,
					resourceServer: `${mtlsAddress}/monese`,
					accountInformation: `${mtlsAddress}/monese/open-banking/v3.1/aisp`,
					postmanEnvironment: `${mtlsAddress}/monese/ozone/v1.0/postman/environment`,
					psus: ['rora', 'mits', 'ivsa'].map((user) => ({ user, password: `${user}.` })),
				},
				'salt-edge': {
					issuer: `${address}/salt-edge`,
					discovery: `${address}/salt-edge/.well-known/openid-configuration/demobank`,
					authorization: `${address}/salt-edge/demobank/authorize`,
					token: `${mtlsAddress}/salt-edge/api/oidc/demobank/tokens`,
					jwks: `${address}/salt-edge/jwks`,
					registration: `${mtlsAddress}/salt-edge/api/open-banking/v3.1/tpp/register`,
					certificates: `${mtlsAddress}/salt-edge/api/open-banking/v3.1/tpp/certificates`,
					resourceServer: `${mtlsAddress}/salt-edge`,
					accountInformation: `${mtlsAddress}/salt-edge/api/demobank/open-banking/v3.1/aisp`,
					credential: { aspspId: '0dw23dsa13123', providerCode: 'demobank' },
					psus: ['rora', 'mits', 'ivsa'].map((user) => ({ user, password: user })),
				},
				coop: cooperativeBank('coop'),
				smile: cooperativeBank('smile'),
				eika: {
					agreements: `${mtlsAddress}/eika/v1/sandbox/agreements`,
					apiBaseUrl: `${mtlsAddress}/eika`,
					psus: [
						{ user: '13039319955', context: 'private' },
						{ user: '12085592767', context: 'private' },
						{ user: '18129215603', context: 'corporate' },
						{ user: '20079518612', context: 'corporate' },
					],
				},
			}),
		});
	});

	it('is private keys that only their owner can read', () => {
		const keys = [
			'tpp/transport.key',
			'tpp/signing.key',
			'tpp/signing-encrypted.key',
			'bank/ca.key',
		];
		for (const file of keys) {
			expect(statSync(join(bank.home, file)).mode & 0o777).toBe(0o600);
		}
	});

	it('is certificates of one authority, for their purposes', () => {
		const ca = new X509Certificate(bank.ca);
		const transport = new X509Certificate(bank.tpp.transportCertificate);
		const signing = new X509Certificate(bank.tpp.signingCertificate);
		for (const certificate of [transport, signing]) {
			expect(certificate.verify(ca.publicKey)).toBe(true);
			expect(certificate.subject).toContain(`CN=${bank.tpp.organisationId}`);
			expect(certificate.subject).toContain('organizationIdentifier=PSDGB-OB-');
		}
		expect(transport.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
		expect(signing.keyUsage).toBeUndefined();
	});

	it('is a signing key that also comes with the password of the guide', () => {
		const key = readFileSync(join(bank.home, 'tpp/signing-encrypted.key'));
		const opened = createPrivateKey({ key, passphrase: 'secret' });
		expect(opened.equals(createPrivateKey(bank.tpp.signingKey))).toBe(true);
	});

	it('is a software statement of the identifiers in tpp.json', async () => {
		const statement = decodeJwt(bank.tpp.softwareStatement);
		expect(statement).toMatchObject({
			iss: 'OpenBanking Ltd',
			software_id: bank.tpp.softwareId,
			org_id: bank.tpp.organisationId,
			org_name: bank.tpp.organisationName,
			org_status: 'Active',
			software_redirect_uris: bank.tpp.redirectUris,
		});
		expect(bank.tpp.softwareId).toMatch(/^[0-9A-Za-z]{22}$/);
		expect(bank.tpp.organisationId).toMatch(/^[0-9A-Za-z]{18}$/);
	});

	it('is a keystore with the members of the directory’s', async () => {
		const { software_jwks_endpoint } = decodeJwt(bank.tpp.softwareStatement);
		const { json } = await call(bank, software_jwks_endpoint as string);
		expect(json.keys[0]).toEqual({
			kty: 'RSA',
			e: 'AQAB',
			n: expect.any(String),
			kid: bank.tpp.kid,
			use: 'sig',
			x5c: [new X509Certificate(bank.tpp.signingCertificate).raw.toString('base64')],
			x5t: expect.stringMatching(/^[\w-]{27}=$/),
			'x5t#S256': expect.stringMatching(/^[\w-]{43}=$/),
			x5u: expect.stringMatching(/\.pem$/),
		});
		expect(bank.tpp.kid).toMatch(/^[\w-]{27}$/);
	});

	it('is a bank that takes a self-signed client certificate', async () => {
		const key = await newRsaKey();
		const subject = subjectOf('Myself', 'Myself Ltd');
		const cert = issueCertificate({ subject, key, extensions: [], days: 1 }, { subject, key });
		const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
		const own = {
			...bank,
			tpp: { ...bank.tpp, transportCertificate: cert, transportKey: pem },
		};
		const client = await register(own);
		expect(await psuToken(own, client)).toEqual(expect.any(String));
	});
});

describe('control', () => {
	let bank: EmbeddedBank;
	beforeAll(async () => {
		bank = await startEmbeddedBank({ latency: 50 });
	});
	afterAll(() => bank.stop());
	afterEach(() => bank.clearFaults());

	const environment = () => `${bank.banks.zopa.postmanEnvironment}?client_id=x`;
	const path = '/zopa/o3/';

	it('counts requests and handshakes', async () => {
		await bank.resetStatistics();
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		for (let count = 0; count < 3; count += 1) await call(bank, environment(), { tls: { agent } });
		await call(bank, bank.banks.eika.agreements);
		agent.destroy();
		const statistics = await bank.statistics();
		expect(statistics).toMatchObject({
			requests: 4,
			listeners: { mtls: { requests: 4, handshakes: 2 }, plain: { requests: 0 } },
			banks: { zopa: { requests: 3 }, eika: { requests: 1 } },
		});
	});

	it('holds every response of the mTLS listener back', async () => {
		const started = performance.now();
		await call(bank, environment());
		expect(performance.now() - started).toBeGreaterThanOrEqual(49);
	});

	it('makes the next requests fail, so many times', async () => {
		const busy = { status: 503, headers: { 'retry-after': '1' }, body: 'busy' };
		await bank.addFault({ method: 'GET', path, times: 2, response: busy });
		for (const status of [503, 503, 404]) {
			expect(await call(bank, environment())).toMatchObject({ status });
		}
		await bank.addFault({ method: 'POST', path, times: 1, response: busy });
		expect(await call(bank, environment())).toMatchObject({ status: 404 });
	});

	it('resets a connection, and delays a response', async () => {
		await bank.addFault({ path: '/^.*environment$/', times: 1, response: 'reset' });
		await expect(call(bank, environment())).rejects.toThrow(/hang up|ECONNRESET/);
		await bank.addFault({ path, times: 1, response: { delayMs: 300 } });
		const started = performance.now();
		expect(await call(bank, environment())).toMatchObject({ status: 404 });
		expect(performance.now() - started).toBeGreaterThanOrEqual(299);
	});

	it.each([{ lateMs: 300 }, 'lostResponse'] as const)(
		'holds a response of the authorization server back: %j',
		async (response) => {
			const client = await register(bank);
			await bank.addFault({ path: '/^\\/zopa\\/.*token$/', times: 1, response });
			const started = performance.now();
			const token = clientToken(bank, client);
			if (response === 'lostResponse') return await expect(token).rejects.toThrow(/hang up|RESET/);
			expect(await token).toEqual(expect.any(String));
			expect(performance.now() - started).toBeGreaterThanOrEqual(299);
		},
	);

	it('forgets its faults when it is told to', async () => {
		const fault = { path, response: { status: 500 } };
		await bank.addFault({ ...fault, times: 9 });
		await call(bank, environment());
		expect(await bank.pendingFaults()).toEqual([{ ...fault, times: 8 }]);
		await bank.clearFaults();
		expect(await bank.pendingFaults()).toEqual([]);
		expect(await call(bank, environment())).toMatchObject({ status: 404 });
	});

	it('takes a long body for a fault, and for nothing else', async () => {
		const body = JSON.stringify({ padding: 'x'.repeat(1_100_000) });
		await bank.addFault({ path: '/nowhere', times: 1, response: { status: 200, body } });
		for (const name of ['transactions', 'scenarios', 'misbehave']) {
			const url = `${bank.address}/control/${name}`;
			expect(await call(bank, url, { method: 'POST', body })).toMatchObject({ status: 413 });
		}
	});

	it('refuses a fault that it does not understand', async () => {
		const fault = { path, times: 0, response: 'reset' } as const;
		await expect(bank.addFault(fault)).rejects.toThrow('expected');
	});
});
