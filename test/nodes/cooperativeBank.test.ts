import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ICredentialsDecrypted, ICredentialTestFunctions, IDataObject } from 'n8n-workflow';

import { shortHash } from '../../lib/hash';
import { testCredential } from '../../nodes/shared/credentialTest';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { clockAt } from '../oauth/testBank';
import { runStep, stepError, stepItems } from '../support/journey';
import { hintsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 3, transactions: 600 });
});
afterAll(async () => {
	await bank.stop();
});

/** Returns a cursor as if its run had been this number of days before. */
function earlier(cursor: string, days: number): string {
	const [version = '', head = '', ...accounts] = cursor.split('.');
	const moved = accounts.map((account) => {
		const state = Buffer.from(account.slice(8), 'base64url');
		for (const at of [1, 3]) state.writeUInt16BE(state.readUInt16BE(at) - days, at);
		return account.slice(0, 8) + state.toString('base64url');
	});
	const content = [head.slice(8), ...moved].join('.');
	return `${version}.${shortHash(version, content)}${content}`;
}

const minutesLeft = (date: unknown) => Math.round((Date.parse(String(date)) - Date.now()) / 60_000);

describe.each(['coop', 'smile'] as const)('At %s', (brand) => {
	let credential: IDataObject;
	beforeAll(() => {
		credential = localCredential(bank, brand);
	});

	const step = async (type: string, parameters: IDataObject = {}) =>
		await stepItems(bank, { type, parameters }, { credential });

	const permissions = [
		'ReadAccountsDetail',
		'ReadBalances',
		'ReadDirectDebits',
		'ReadScheduledPaymentsDetail',
		'ReadStandingOrdersDetail',
		'ReadTransactionsCredits',
		'ReadTransactionsDebits',
		'ReadTransactionsDetail',
	];

	/** Of the PSU, who comes back to us from the address. */
	async function sessionOf(authorizationUrl: unknown): Promise<IDataObject> {
		const redirectResponse = await psuApproves(String(authorizationUrl), {
			user: 'rora',
			ca: bank.ca,
		});
		const [session] = await step('getToken', { redirectResponse });
		return session!;
	}

	async function consentAndSession() {
		const [consent] = await step('createConsent', { permissions });
		return { consent: consent!, session: await sessionOf(consent!.authorizationUrl) };
	}

	/** What an item on the error output says. */
	async function refusal(parameters: IDataObject): Promise<IDataObject> {
		const run = await runStep(
			bank,
			{ type: 'getAccounts', parameters, onError: 'continueRegularOutput' },
			{ credential },
		);
		return jsonOf(run, 'Step')[0]!;
	}

	it('both expiries stand beside the session as plain dates', async () => {
		const { session } = await consentAndSession();
		expect(minutesLeft(session.expiresAt)).toBe(30);
		expect(minutesLeft(session.refreshTokenExpiresAt)).toBe(30 * 24 * 60);
	});

	it('a session is refreshed and still has both', async () => {
		const { session } = await consentAndSession();
		const [renewed] = await step('getToken', { operation: 'refresh', session: session.session });
		expect(minutesLeft(renewed!.expiresAt)).toBe(30);
		expect(minutesLeft(renewed!.refreshTokenExpiresAt)).toBeGreaterThan(29 * 24 * 60);
		expect(await step('getAccounts', { session: renewed!.session })).toHaveLength(3);
	});

	describe('step-up', () => {
		const old = { options: { fromBookingDateTime: '2020-01-01T00:00:00' } };

		it.each([
			['directDebits', {}, 'direct debits'],
			['scheduledPayments', {}, 'scheduled payments'],
			['standingOrders', {}, 'standing orders'],
			['transactions', old, 'transactions older than 90 days'],
		])('is what %s want, and the error says how', async (operation, more, called) => {
			const { consent, session } = await consentAndSession();
			const parameters = { operation, session: session.session, returnAll: true, ...more };
			const { error, details } = await refusal(parameters);
			expect(details).toMatchObject({ httpStatus: 403, tppAction: 'reauthenticate' });
			expect(error).toContain(`provides ${called} only after step-up`);
			expect(error).toContain('Get Authorisation URL');

			const [address] = await step('createConsent', {
				operation: 'getAuthorisationUrl',
				consentId: consent.consentId,
				options: { stepUp: true },
			});
			const { session: lifted } = await sessionOf(address!.authorizationUrl);
			const items = await step('getAccounts', { ...parameters, session: lifted });
			expect(items[0]).toHaveProperty('accountId');
		});

		it('is not what the transactions of the last days want', async () => {
			const { session } = await consentAndSession();
			const items = await step('getAccounts', {
				operation: 'transactions',
				session: session.session,
			});
			expect(items[0]).toHaveProperty('bookingDateTime');
		});

		it('is named by a hint of Only New if the previous run was before the days without it', async () => {
			const { session } = await consentAndSession();
			const poll = async (cursor: string) => {
				const settings = { operation: 'transactions', onlyNew: true, cursor };
				const parameters = { ...settings, session: session.session };
				return await runStep(bank, { type: 'getAccounts', parameters }, { credential });
			};
			const cursor = String(jsonOf(await poll(''), 'Step', 2)[0]?.cursor);
			const hints = hintsOf(await poll(earlier(cursor, 100)), 'Step').join();
			expect(hints).toMatch(
				/^The previous run was on \S+, and the bank .* since \S+\. Only New leaves out/,
			);
			expect(hintsOf(await poll(earlier(cursor, 80)), 'Step')).toEqual([]);
		});
	});

	describe('of the five error scenarios', () => {
		it.each([
			['accessRevoked', 403, 'UK.OBIE.Reauthenticate', 'Reauthenticate', 'reauthenticate'],
			['consentRejected', 400, 'UK.OBIE.Resource.InvalidConsentStatus', 'ReConsent', 'reconsent'],
			['consentExpired', 400, 'UK.OBIE.Resource.InvalidConsentStatus', 'ReConsent', 'reconsent'],
		] as const)('%s is told', async (scenario, httpStatus, code, errorType, tppAction) => {
			const { consent, session } = await consentAndSession();
			await bank.applyScenario({ bank: brand, scenario, consentId: String(consent.consentId) });
			const { details } = await refusal({ session: session.session });
			expect(details).toMatchObject({
				code: 'OB_ASPSP',
				httpStatus,
				errorCodes: [code],
				errorType,
				tppAction,
				interactionId: expect.any(String),
			});
		});

		it('consentExpired is told as well when the access token has expired before', async () => {
			const { consent, session } = await consentAndSession();
			await bank.applyScenario({
				bank: brand,
				scenario: 'consentExpired',
				consentId: String(consent.consentId),
			});
			clockAt(Date.now() + 31 * 60 * 1000);
			const { details } = await refusal({ session: session.session });
			expect(details).toMatchObject({
				httpStatus: 400,
				errorCodes: ['UK.OBIE.Resource.InvalidConsentStatus'],
				tppAction: 'reconsent',
			});
		});
		afterEach(() => jest.useRealTimers());

		it.each([
			['accountClosed', 'AccountPermanentlyUnavailable', 'reconsent', /Create a new consent/],
			['accountBarred', 'AccountTemporarilyUnavailable', 'contactBank', /has to contact the bank/],
		] as const)('%s is told', async (scenario, errorType, tppAction, advice) => {
			const { session } = await consentAndSession();
			const [account] = await step('getAccounts', { session: session.session });
			const accountId = String(account!.accountId);
			await bank.applyScenario({ bank: brand, scenario, accountId });
			const { error, details } = await refusal({
				operation: 'balances',
				accountSelection: 'one',
				accountId,
				session: session.session,
			});
			expect(details).toMatchObject({
				accountId,
				httpStatus: 400,
				errorCodes: ['UK.OBIE.Resource.NotFound'],
				errorType,
				tppAction,
			});
			expect(error).toMatch(advice);
		});
	});

	it('a consent of a permission that the bank does not offer is not asked for', async () => {
		const [consent] = await step('createConsent', {
			permissions: ['ReadAccountsDetail', 'ReadProducts', 'ReadPartyPSU'],
		});
		expect(consent!.data).toMatchObject({ Permissions: ['ReadAccountsDetail'] });
	});

	it('clients are not registered by a call', async () => {
		const error = await stepError(bank, { type: 'dcrRegister' }, { credential });
		expect(error.message).toMatch(/has no dynamic client registration/);
	});

	describe('a certificate of 60 days', () => {
		const expiring = () => ({
			...credential,
			transportCertificate: readFileSync(join(bank.home, 'tpp/transport-expiring.pem'), 'utf8'),
		});
		const warning =
			/^The transport certificate expires in (59|60) days, and .* requires 90 days or more/;

		it('fails the test of the credential', async () => {
			const data = expiring() as unknown as ICredentialsDecrypted['data'];
			const { status, message } = await testCredential.call(
				{} as ICredentialTestFunctions,
				{ data } as ICredentialsDecrypted,
			);
			expect(status).toBe('Error');
			expect(message.replace(/^Certificates: /, '')).toMatch(warning);
		});

		it('is warned of by a node that uses it, and refused by the bank', async () => {
			const run = await runStep(
				bank,
				{ type: 'createConsent', onError: 'continueRegularOutput' },
				{ credential: expiring() },
			);
			expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
				expect.objectContaining({ message: expect.stringMatching(warning) }),
			]);
			expect(jsonOf(run, 'Step')[0]).toMatchObject({
				error: expect.stringMatching(/does not expire too soon\.$/),
				details: { httpStatus: 400, tppAction: 'fixCredential' },
			});
		});
	});

	it('the credential is tested without a discovery document', async () => {
		const data = credential as unknown as ICredentialsDecrypted['data'];
		const { status, message } = await testCredential.call(
			{} as ICredentialTestFunctions,
			{ data } as ICredentialsDecrypted,
		);
		expect({ status, message }).toEqual({
			status: 'OK',
			message: expect.stringMatching(/The bank's API accepts the connection/),
		});
	});
});
