import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { runStep, stepError, stepItems } from '../support/journey';
import { itemsOf } from '../support/workflow';

/** Salt Edge responds with `code` only, so the id_token beside the tokens is the first one that confirms the consent. */
let bank: EmbeddedBank;
let credential: IDataObject;
let registration: IDataObject;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	credential = localCredential(bank, 'salt-edge');
	const [item] = await stepItems(bank, { type: 'dcrRegister' }, { credential });
	registration = item!;
});
afterAll(async () => {
	await bank.stop();
});

const misbehaviour = 'RV-35';
const reason = /The id_token belongs to another access token \(at_hash\)/;

/** The redirect of a PSU who approved, at a bank that then issues tokens with an invalid id_token. */
async function invalidRedirect(): Promise<string> {
	const input = [{ registration: registration.registration }];
	const [consent] = await stepItems(bank, { type: 'createConsent' }, { credential, input });
	const psu = { user: 'rora', ca: bank.ca };
	const redirectResponse = await psuApproves(String(consent!.authorizationUrl), psu);
	await bank.misbehave('salt-edge', misbehaviour);
	return redirectResponse;
}

/** The item of Get Token with tokens that must not be used. */
async function invalidSession(): Promise<IDataObject> {
	const input = [{ redirectResponse: await invalidRedirect() }];
	const [item] = await stepItems(bank, { type: 'getToken' }, { credential, input });
	await bank.clearMisbehaviour();
	return item!;
}

const isFailure = {
	outcome: 'failed',
	error: expect.stringMatching(reason),
	details: expect.objectContaining({ code: 'OB_INVALID_RESPONSE', tppAction: 'reauthenticate' }),
};

describe('Tokens with an invalid id_token (F-25)', () => {
	it('make Get Token → Exchange Authorization Code output a failure that has the sealed session', async () => {
		expect(await invalidSession()).toMatchObject({
			...isFailure,
			session: expect.stringMatching(/^eyJ/),
			warning: expect.stringMatching(reason),
		});
	});

	it('lead to the error output with the sealed session, if the node continues there', async () => {
		const input = [{ redirectResponse: await invalidRedirect() }];
		const step = { type: 'getToken', onError: 'continueErrorOutput' } as const;
		const run = await runStep(bank, step, { credential, input });
		await bank.clearMisbehaviour();
		expect(itemsOf(run, 'Step', 0)).toEqual([]);
		const [{ json }] = itemsOf(run, 'Step', 1) as [{ json: IDataObject }];
		expect(json).toMatchObject({
			error: expect.stringMatching(reason),
			details: expect.objectContaining({ session: expect.stringMatching(/^eyJ/) }),
		});
	});

	it('make Get Token → Parse Redirect output the outcome failed with the sealed session', async () => {
		const redirectParameters = await invalidRedirect();
		const parameters = { operation: 'parseRedirect', redirectParameters };
		const [item] = await stepItems(bank, { type: 'getToken', parameters }, { credential });
		await bank.clearMisbehaviour();
		expect(item).toMatchObject({ ...isFailure, session: expect.stringMatching(/^eyJ/) });
	});

	it('are not used by Get Accounts, which does not refresh them either', async () => {
		const { session } = await invalidSession();
		await bank.resetStatistics();
		const error = await stepError(
			bank,
			{ type: 'getAccounts' },
			{ credential, input: [{ session }] },
		);
		expect(error.message).toMatch(/^The tokens of this session must not be used: .*at_hash/);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('are not used by the HTTP Request node', async () => {
		const { session } = await invalidSession();
		const request = {
			url: `${bank.mtlsAddress}/salt-edge/accounts`,
			headers: { Authorization: `Bearer ${String(session)}` },
		};
		const send = new OpenBankingApi().authenticate(
			credential as ICredentialDataDecryptedObject,
			request,
		);
		await expect(send).rejects.toThrow(/The tokens of this session must not be used/);
	});

	it('become usable when the operator refreshes the session', async () => {
		const { session } = await invalidSession();
		const parameters = { operation: 'refresh' };
		const input = [{ session }];
		const [item] = await stepItems(bank, { type: 'getToken', parameters }, { credential, input });
		expect(item).not.toHaveProperty('warning');
		expect(
			await stepItems(bank, { type: 'getAccounts' }, { credential, input: [item!] }),
		).toHaveLength(2);
	});

	it('stay unusable when the refresh brings an invalid id_token as well', async () => {
		const { session } = await invalidSession();
		await bank.misbehave('salt-edge', 'foreign-key');
		const parameters = { operation: 'refresh' };
		const input = [{ session }];
		const [item] = await stepItems(bank, { type: 'getToken', parameters }, { credential, input });
		await bank.clearMisbehaviour();
		expect(item).toMatchObject({
			...isFailure,
			error: expect.stringMatching(/has an invalid signature/),
			session: expect.stringMatching(/^eyJ/),
		});
	});
});

describe('A session of client credentials', () => {
	const clientSession = async () => {
		const parameters = { operation: 'clientCredentials' };
		const input = [{ registration: registration.registration }];
		const [item] = await stepItems(bank, { type: 'getToken', parameters }, { credential, input });
		return item!;
	};

	it('is refused by Get Accounts before a request is sent (F-26)', async () => {
		const { session } = await clientSession();
		await bank.resetStatistics();
		const error = await stepError(
			bank,
			{ type: 'getAccounts' },
			{ credential, input: [{ session }] },
		);
		expect(error.message).toBe(
			'The session comes from Get Token → Get Client Credentials Token and belongs to no consent, so it gives no access to accounts. No request was sent. Use the session that Get Token → Exchange Authorization Code or the Consent Redirect Trigger outputs. Check "Session".',
		);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('is not refreshed, and no PSU is sent to the bank for it (F-26)', async () => {
		const { session } = await clientSession();
		const step = { type: 'getToken', parameters: { operation: 'refresh' } };
		const error = await stepError(bank, step, { credential, input: [{ session }] });
		expect(error.message).toMatch(/belongs to the client itself, .* Request a new one\./);
		expect(error.context.details).toMatchObject({ tppAction: 'fixRequest' });
	});
});
