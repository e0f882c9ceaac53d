import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	readyLine,
	spawnBank,
	startEmbeddedBank,
	type EmbeddedBank,
} from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { clientCertificate } from './clientCertificates';
import {
	api,
	authorise,
	exchange,
	newConsent,
	permissions,
	postConsent,
	postToken,
	psuTokens,
	type PsuTokens,
} from './cooperativeBankTpp';
import { basic, call, type Reply } from './tpp';

let bank: EmbeddedBank;
let psu: PsuTokens;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 6, transactions: 5000 });
	psu = await psuTokens(bank);
});
afterAll(() => bank.stop());

const errorOf = ({ status, json }: Reply) => [
	status,
	json.Errors[0].ErrorCode as string,
	json.Errors[0].Message as string,
];
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe('tokens', () => {
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };

	it('last 30 minutes, with a refresh token and without an id_token', async () => {
		const { json } = await exchange(bank, await authorise(bank));
		expect(json).toEqual({
			access_token: expect.any(String),
			refresh_token: expect.any(String),
			token_type: 'Bearer',
			expires_in: 1800,
			scope: 'accounts offline',
		});
	});

	it('are refreshed', async () => {
		const { refresh } = await psuTokens(bank);
		const form = { grant_type: 'refresh_token', refresh_token: refresh };
		const { json } = await postToken(bank, form);
		expect(json.expires_in).toBe(1800);
		expect((await api(bank, '/accounts', json.access_token)).status).toBe(200);
	});

	it.each([
		['no', ''],
		['another', 'x'.repeat(43)],
	])('are not given for %s code verifier', async (_, code_verifier) => {
		const { status, json } = await exchange(bank, await authorise(bank), { code_verifier });
		expect([status, json.error]).toEqual([400, 'invalid_grant']);
	});

	it.each(['client_id', 'client_secret', 'client_assertion'])(
		'are not given when %s is in the body',
		async (name) => {
			const { status, json } = await postToken(bank, { ...grant, [name]: 'anything' });
			expect([status, json.error]).toEqual([400, 'invalid_request']);
		},
	);

	it.each(['accounts', 'accounts offline', 'payments', 'fundsconfirmations'])(
		'are given for the scope %s',
		async (scope) => {
			const { status, json } = await postToken(bank, { ...grant, scope });
			expect([status, json.scope]).toEqual([200, scope]);
		},
	);

	it('are not given for a scope that the client is not registered for', async () => {
		const { status, json } = await postToken(bank, { ...grant, scope: 'openid' });
		expect([status, json.error]).toEqual([400, 'invalid_scope']);
	});

	it('are refused to a stranger before the scope is looked at', async () => {
		const authorization = basic({ client_id: 'stranger', client_secret: 'wrong' });
		const form = { ...grant, scope: 'payments' };
		const { status, json } = await postToken(bank, form, { headers: { authorization } });
		expect([status, json.error]).toEqual([401, 'invalid_client']);
	});

	it('are not given for a wrong secret', async () => {
		const { clientId } = bank.banks.coop.credential;
		const authorization = basic({ client_id: clientId, client_secret: 'wrong' });
		const { status, json } = await postToken(bank, grant, { headers: { authorization } });
		expect([status, json.error]).toEqual([401, 'invalid_client']);
	});

	it('are of no use with another certificate', async () => {
		const tls = {
			cert: readFileSync(join(bank.home, 'ca.pem')),
			key: readFileSync(join(bank.home, 'bank/ca.key')),
		};
		expect((await api(bank, '/accounts', psu.access, { tls })).status).toBe(401);
	});
});

describe('a consent', () => {
	it('has a UUID of 36 characters', async () => {
		expect(await newConsent(bank)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	});

	it.each([
		'ReadBeneficiariesBasic',
		'ReadBeneficiariesDetail',
		'ReadOffers',
		'ReadPAN',
		'ReadParty',
		'ReadPartyPSU',
		'ReadProducts',
		'ReadStatementsBasic',
		'ReadStatementsDetail',
	])('is not given for %s', async (permission) => {
		const Data = { Permissions: [...permissions, permission] };
		const [status, code] = errorOf(await postConsent(bank, 'coop', Data));
		expect([status, code]).toEqual([400, 'UK.OBIE.Field.Invalid']);
	});
});

describe('account information', () => {
	it.each(['/accounts', '/balances', '/transactions'])(
		'is there without step-up: %s',
		async (path) => expect((await api(bank, path, psu.access)).status).toBe(200),
	);

	it.each(['beneficiaries', 'offers', 'party', 'products', 'statements'])(
		'has no %s',
		async (path) => expect((await api(bank, `/${path}`, psu.access)).status).toBe(404),
	);
});

describe('step-up', () => {
	const paths = ['direct-debits', 'standing-orders', 'scheduled-payments'];
	const required = (reply: Reply) =>
		expect(errorOf(reply)).toEqual([
			403,
			'UK.OBIE.Reauthenticate',
			expect.stringMatching(/^Reauthenticate: step-up is required/),
		]);
	const oldest = ({ json }: Reply) =>
		(json.Data.Transaction as Array<{ BookingDateTime: string }>)
			.map(({ BookingDateTime }) => BookingDateTime)
			.sort()[0]!;
	const lastPage = async (path: string, token: string) => {
		const { json } = await api(bank, path, token);
		const { pathname, search } = new URL((json.Links.Last ?? json.Links.Self) as string);
		return api(bank, `/${pathname.split('/aisp/')[1]}${search}`, token);
	};

	it('is required for what is sensitive, of one account and of all', async () => {
		const { json } = await api(bank, '/accounts', psu.access);
		const [{ AccountId }] = json.Data.Account;
		for (const path of paths) {
			required(await api(bank, `/${path}`, psu.access));
			required(await api(bank, `/accounts/${AccountId}/${path}`, psu.access));
		}
	});

	it('is required for transactions over 90 days when the range names them', async () => {
		for (const name of ['fromBookingDateTime', 'toBookingDateTime']) {
			required(await api(bank, `/transactions?${name}=${daysAgo(92)}`, psu.access));
			const recent = await api(bank, `/transactions?${name}=${daysAgo(88)}`, psu.access);
			expect(recent.status).toBe(200);
		}
	});

	it('opens all of it for a consent that was authorised before, by authorising it again', async () => {
		const { consentId, access } = await psuTokens(bank);
		const before = oldest(await lastPage('/transactions', access));
		expect(Date.parse(before)).toBeGreaterThan(Date.parse(daysAgo(92)));
		const options = { consentId, overrides: { stepUp: 'require' } };
		const { access: stepped } = await psuTokens(bank, options);
		for (const path of paths) expect((await api(bank, `/${path}`, stepped)).status).toBe(200);
		const range = `/transactions?fromBookingDateTime=${daysAgo(365)}`;
		expect((await api(bank, range, stepped)).status).toBe(200);
		const after = oldest(await lastPage('/transactions', stepped));
		expect(Date.parse(after)).toBeLessThan(Date.parse(daysAgo(92)));
	});
});

describe('an error scenario', () => {
	it('Access token revoked, consent Authorised: re-authentication of the same consent', async () => {
		const { consentId, access, refresh } = await psuTokens(bank);
		await bank.applyScenario({ bank: 'coop', scenario: 'accessRevoked', consentId });
		expect(errorOf(await api(bank, '/accounts', access))).toEqual([
			403,
			'UK.OBIE.Reauthenticate',
			expect.stringMatching(/^Reauthenticate: /),
		]);
		const form = { grant_type: 'refresh_token', refresh_token: refresh };
		expect((await postToken(bank, form)).json.error).toBe('invalid_grant');
		const grant = { grant_type: 'client_credentials', scope: 'accounts' };
		const { json: own } = await postToken(bank, grant);
		const state = await api(bank, `/account-access-consents/${consentId}`, own.access_token);
		expect(state.json.Data.Status).toBe('Authorised');
		const again = await psuTokens(bank, { consentId });
		expect((await api(bank, '/accounts', again.access)).status).toBe(200);
	});

	it.each(['consentRejected', 'consentExpired'] as const)(
		'%s: a new consent, not a new token',
		async (scenario) => {
			const { consentId, access } = await psuTokens(bank);
			await bank.applyScenario({ bank: 'coop', scenario, consentId });
			expect(errorOf(await api(bank, '/accounts', access))).toEqual([
				400,
				'UK.OBIE.Resource.InvalidConsentStatus',
				expect.stringMatching(/^ReConsent: /),
			]);
		},
	);

	it.each([
		['accountClosed', 'AccountPermanentlyUnavailable', 0],
		['accountBarred', 'AccountTemporarilyUnavailable', 1],
	] as const)('%s: its resources are not found, and lists go without it', async (...row) => {
		const [scenario, type, index] = row;
		const ids = async () =>
			(
				(await api(bank, '/accounts', psu.access)).json.Data.Account as Array<{ AccountId: string }>
			).map(({ AccountId }) => AccountId);
		const before = await ids();
		const accountId = before[index === 0 ? 0 : before.length - 1]!;
		await bank.applyScenario({ bank: 'coop', scenario, accountId });
		for (const path of ['', '/balances', '/transactions', '/direct-debits']) {
			expect(errorOf(await api(bank, `/accounts/${accountId}${path}`, psu.access))).toEqual([
				400,
				'UK.OBIE.Resource.NotFound',
				expect.stringMatching(new RegExp(`^${type}: `)),
			]);
		}
		expect(await ids()).toEqual(before.filter((id) => id !== accountId));
	});

	it.each([
		{ bank: 'zopa', scenario: 'accountClosed', accountId: '1' },
		{ bank: 'coop', scenario: 'other', consentId: '' },
		{ bank: 'coop', scenario: 'consentRejected', consentId: 'unknown' },
		{ bank: 'coop', scenario: 'accountClosed' },
	])('is not set up by %j', async (order) => {
		const body = JSON.stringify(order);
		const reply = await call(bank, `${bank.address}/control/scenarios`, { method: 'POST', body });
		expect([reply.status, reply.json.error]).toEqual([400, expect.stringContaining('expected')]);
	});
});

describe('certificates', () => {
	const file = (path: string) => readFileSync(join(bank.home, path), 'utf8');
	const grant = { grant_type: 'client_credentials', scope: 'accounts' };
	const refused = ({ status, headers, text }: Reply) => {
		expect([status, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
		expect(text).toContain('<center>The SSL certificate error</center>');
	};

	it.each(['coop', 'smile'] as const)(
		'are taken when the directory issued them: %s',
		async (brand) =>
			expect(
				(await postToken(bank, grant, { brand, tls: await clientCertificate(bank) })).status,
			).toBe(200),
	);

	it.each<['coop' | 'smile', 'itself' | 'namesake']>([
		['coop', 'itself'],
		['smile', 'itself'],
		['coop', 'namesake'],
		['smile', 'namesake'],
	])('are refused when it did not: at %s, issued by %s', async (brand, issuer) => {
		const tls = await clientCertificate(bank, { issuer });
		refused(await postToken(bank, grant, { brand, tls }));
		refused(await api(bank, '/accounts', psu.access, { brand, tls }));
	});

	it('have at least 90 days left', async () => {
		refused(await postToken(bank, grant, { tls: await clientCertificate(bank, { days: 89 }) }));
		const tls = await clientCertificate(bank, { days: 91 });
		expect((await postToken(bank, grant, { tls })).status).toBe(200);
	});

	it('in the home directory have one with 60 days, of the same key, that is refused here', async () => {
		const cert = file('tpp/transport-expiring.pem');
		const certificate = new X509Certificate(cert);
		expect(certificate.verify(new X509Certificate(bank.ca).publicKey)).toBe(true);
		expect((Date.parse(certificate.validTo) - Date.now()) / 86_400_000).toBeCloseTo(60, 0);
		const tls = { cert, key: bank.tpp.transportKey };
		refused(await postToken(bank, grant, { tls }));
		expect((await call(bank, `${bank.mtlsAddress}/zopa/jwks`, { tls })).status).toBe(200);
	});
});

it('The client is in sandbox.json and in the credential, and stays the same after a restart', async () => {
	const { coop, smile } = bank.banks;
	// The sandbox has one client for both brands (C-16).
	expect(coop.credential).toEqual(smile.credential);
	expect(localCredential(bank, 'coop')).toMatchObject(coop.credential);
	expect(localCredential(bank, 'zopa')).not.toHaveProperty('clientId');
	const home = mkdtempSync(join(tmpdir(), 'sandbox-home-'));
	const start = async () => {
		const child = spawnBank(['--port', '0', '--mtls-port', '0', '--home', home]);
		await readyLine(child);
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill();
		await ended;
		const { banks } = JSON.parse(readFileSync(join(home, 'sandbox.json'), 'utf8'));
		return banks.coop.credential as unknown;
	};
	expect(await start()).toEqual(await start());
	rmSync(home, { recursive: true });
});
