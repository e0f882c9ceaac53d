import type { IDataObject } from 'n8n-workflow';

import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import {
	consent,
	fromInput,
	register,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const type = 'getToken';

/** Returns the URL that rora's browser is redirected to, with its registration and consent. */
async function redirected(psu: typeof psuApproves, parameters = {}) {
	const registration = await register(bank);
	const { authorizationUrl, consentId } = await consent(bank, registration, parameters);
	const redirectResponse = await psu(String(authorizationUrl), { user: 'rora', ca: bank.ca });
	return { registration, consentId, redirectResponse };
}

const exchange = (redirectResponse: string, registration?: IDataObject) => ({
	type,
	parameters: {
		operation: 'authorizationCode',
		redirectResponse,
		...(registration && fromInput(registration)),
	},
});

describe('Exchange Authorization Code', () => {
	it('reads the response from the fragment', async () => {
		const { registration, consentId, redirectResponse } = await redirected(psuApproves);
		expect(redirectResponse).toMatch(/#.*id_token=/);
		const [item] = await stepItems(bank, exchange(redirectResponse, registration));
		expect(item).toMatchObject({ bank: 'zopa', consentId, session: expect.stringMatching(/^eyJ/) });
	});

	it('reads the response from the query for response type code', async () => {
		const { registration, consentId, redirectResponse } = await redirected(psuApproves, {
			options: { responseType: 'code' },
		});
		expect(redirectResponse).toMatch(/\?.*code=/);
		const [item] = await stepItems(bank, exchange(redirectResponse, registration));
		expect(item).toMatchObject({ consentId });
	});

	it('keeps the tokens sealed when an expression gives the text "false", and rejects other texts', async () => {
		const { registration, redirectResponse } = await redirected(psuApproves);
		const withOption = (outputTokens: string) => {
			const { parameters, ...step } = exchange(redirectResponse, registration);
			return { ...step, parameters: { ...parameters, options: { outputTokens } } };
		};
		const [item] = await stepItems(bank, withOption('={{ "false" }}'));
		expect(item).not.toHaveProperty('accessToken');
		const { parameters } = withOption('={{ "maybe" }}');
		const error = await stepError(bank, {
			type,
			parameters: { ...parameters, operation: 'clientCredentials' },
		});
		expect(error.message).toBe(
			'"maybe" is neither true nor false. Check "Output Tokens as Plain Text".',
		);
	});

	it('reads an address that an email has wrapped', async () => {
		const { registration, consentId, redirectResponse } = await redirected(psuApproves);
		const wrapped = redirectResponse.replace(/.{70}/g, '$&\r\n    ');
		const [item] = await stepItems(bank, exchange(wrapped, registration));
		expect(item).toMatchObject({ consentId });
	});

	it('takes the bare fragment', async () => {
		const { registration, redirectResponse } = await redirected(psuApproves);
		const [, fragment] = redirectResponse.split('#');
		const [item] = await stepItems(bank, exchange(`#${fragment}`, registration));
		expect(item).toHaveProperty('session');
	});

	it('says that an empty response is empty, and what to enter (C-05)', async () => {
		const error = await stepError(bank, { type });
		expect(error.message).toBe(
			'The redirect response is empty. Enter the complete URL that the bank redirected the PSU to, with everything after ? or #. Check "Redirect Response".',
		);
	});

	it("finds the response in the field of the examples' forms by default (C-06)", async () => {
		const { redirectResponse } = await redirected(psuApproves);
		const input = [{ 'Redirect Response': redirectResponse }];
		const [item] = await stepItems(bank, { type }, { input });
		expect(item).toHaveProperty('session');
	});

	it('says when the session ends, and that it can be renewed (C-09)', async () => {
		const { redirectResponse } = await redirected(psuApproves);
		const [item] = await stepItems(bank, exchange(redirectResponse));
		expect(item).toMatchObject({ isRenewable: true });
		expect(item).not.toHaveProperty('hint');
	});

	it('says at once that a session cannot be renewed, and what to do (C-09)', async () => {
		const { redirectResponse } = await redirected(psuApproves);
		await bank.misbehave('zopa', 'no-refresh_token');
		const [item] = await stepItems(bank, exchange(redirectResponse));
		await bank.clearMisbehaviour();
		expect(item).toMatchObject({
			isRenewable: false,
			sessionEndsAt: item!.expiresAt,
			hint: `The bank issued no refresh token, so this session ends at ${String(item!.expiresAt)}. Then the PSU must sign in again: get a URL with Create Consent → Get Authorisation URL. If the bank supports refresh tokens, register the client with DCR Register → Claims → Grant Types: refresh_token.`,
		});
	});

	it('uses tokens without an id_token if the one beside the code was validated (B-26)', async () => {
		const { redirectResponse } = await redirected(psuApproves);
		await bank.misbehave('zopa', 'no-id_token-with-tokens');
		const [item] = await stepItems(bank, exchange(redirectResponse));
		await bank.clearMisbehaviour();
		expect(item).toMatchObject({ hint: expect.stringMatching(/^The bank sent no id_token/) });
		expect(await stepItems(bank, { type: 'getAccounts' }, { input: [item!] })).toHaveLength(4);
	});

	it('shows the tokens when asked to', async () => {
		const { registration, redirectResponse } = await redirected(psuApproves);
		const step = exchange(redirectResponse, registration);
		const [item] = await stepItems(bank, {
			...step,
			parameters: { ...step.parameters, options: { outputTokens: true } },
		});
		expect(item).toHaveProperty('accessToken', expect.any(String));
	});

	it('says that the PSU refused', async () => {
		const { registration, redirectResponse } = await redirected(psuRefuses);
		const error = await stepError(bank, exchange(redirectResponse, registration));
		expect(error.message).toMatch(/refused the authorisation: access_denied/);
		expect(error.description).toMatch(/^Create a new consent/);
	});

	it('refuses a code that comes with another state, and asks the bank for nothing', async () => {
		const { registration, redirectResponse } = await redirected(psuApproves);
		const other = await redirected(psuApproves);
		const state = new URLSearchParams(other.redirectResponse.split('#')[1]).get('state')!;
		const mixed = new URL(redirectResponse);
		const parameters = new URLSearchParams(mixed.hash.slice(1));
		parameters.set('state', state);
		mixed.hash = parameters.toString();
		await bank.resetStatistics();
		const chosen = await stepError(bank, exchange(mixed.href, registration));
		expect(chosen.message).toMatch(
			/"[\w-]+" started this authorisation, but the client "[\w-]+" is selected/,
		);
		const automatic = await stepError(bank, exchange(mixed.href));
		expect(automatic.message).toMatch(/another consent/);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('refuses a code of another consent before the bank sees it', async () => {
		const registration = await register(bank);
		const approve = async () => {
			const { authorizationUrl } = await consent(bank, registration);
			return await psuApproves(String(authorizationUrl), { user: 'rora', ca: bank.ca });
		};
		const [first, second] = [new URL(await approve()), new URL(await approve())];
		const parameters = new URLSearchParams(first.hash.slice(1));
		parameters.set('state', new URLSearchParams(second.hash.slice(1)).get('state')!);
		first.hash = parameters.toString();
		await bank.resetStatistics();
		const error = await stepError(bank, exchange(first.href, registration));
		expect(error.message).toMatch(/another consent/);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('is refused while n8n is set to retry the node', async () => {
		const registration = await register(bank);
		const error = await stepError(bank, {
			...exchange('#code=x', registration),
			retryOnFail: true,
		});
		expect(error.message).toMatch(/^Exchange Authorization Code must be sent once/);
	});

	it('rejects the same response the second time, before the bank sees it', async () => {
		const { registration, redirectResponse } = await redirected(psuApproves);
		await stepItems(bank, exchange(redirectResponse, registration));
		const error = await stepError(bank, exchange(redirectResponse, registration));
		expect(error.message).toMatch(/was already exchanged/);
	});

	it('asks for the whole address when it gets a bare code', async () => {
		const registration = await register(bank);
		const error = await stepError(bank, exchange('Wq3x9', registration));
		expect(error.message).toMatch(/Enter the complete URL/);
	});
});

describe('Refresh', () => {
	it('outputs new tokens for the same consent', async () => {
		const registration = await register(bank, withRefreshToken);
		const first = await session(bank, registration);
		const [renewed] = await stepItems(bank, {
			type,
			parameters: { operation: 'refresh', session: first.session, ...fromInput(registration) },
		});
		expect(renewed).toMatchObject({ consentId: first.consentId, bank: 'zopa' });
		expect(renewed?.session).not.toBe(first.session);
	});

	it('of a later item that fails does not cost the sessions before it', async () => {
		const registration = await register(bank, withRefreshToken);
		const first = await session(bank, registration);
		const items = await stepItems(
			bank,
			{ type, parameters: { operation: 'refresh', ...fromInput(registration) } },
			{ input: [{ session: first.session }, { session: 'garbage' }] },
		);
		expect(items).toEqual([
			expect.objectContaining({ consentId: first.consentId, session: expect.any(String) }),
			{ error: expect.any(String), details: expect.objectContaining({ code: 'OB_CONFIGURATION' }) },
		]);
	});

	it('says that a session without refresh token needs the PSU', async () => {
		// The embedded banks on Ozone's platform give every client refresh tokens.
		const credential = localCredential(bank, 'salt-edge');
		const claims = { grantTypes: ['authorization_code', 'client_credentials'] };
		const registration = await register(bank, claims, credential);
		const { session: sealed } = await session(bank, registration, {}, credential);
		const parameters = { operation: 'refresh', session: sealed, ...fromInput(registration) };
		const error = await stepError(bank, { type, parameters }, { credential });
		expect(error.message).toMatch(/no refresh token.*Send the PSU through authorisation again/);
	});
});

describe('Revoke', () => {
	it('ends the tokens of the session at the bank', async () => {
		const registration = await register(bank, withRefreshToken);
		const { session: sealed, consentId } = await session(bank, registration);
		const parameters = { session: sealed, ...fromInput(registration) };
		expect(
			await stepItems(bank, { type, parameters: { operation: 'revoke', ...parameters } }),
		).toEqual([{ revoked: true, bank: 'zopa', consentId }]);
		const error = await stepError(bank, {
			type,
			parameters: { operation: 'refresh', ...parameters },
		});
		expect(error.message).toMatch(/invalid_grant/);
	});
});

describe('Get Client Credentials Token', () => {
	it('outputs a session without a consent', async () => {
		const registration = await register(bank);
		const [item] = await stepItems(bank, {
			type,
			parameters: { operation: 'clientCredentials', ...fromInput(registration) },
		});
		expect(item).toEqual({
			session: expect.any(String),
			bank: 'zopa',
			scope: 'accounts',
			expiresAt: expect.any(String),
			isRenewable: false,
			sessionEndsAt: expect.any(String),
			interactionId: expect.any(String),
		});
	});

	it('authenticates with a signed assertion when the client is registered so', async () => {
		const registration = await register(bank, { tokenEndpointAuthMethod: 'private_key_jwt' });
		const [item] = await stepItems(bank, {
			type,
			parameters: { operation: 'clientCredentials', ...fromInput(registration) },
		});
		expect(item).toHaveProperty('session');
	});

	it('says that the client is missing', async () => {
		const error = await stepError(bank, { type, parameters: { operation: 'clientCredentials' } });
		expect(error.message).toMatch(/There is no OAuth client. The input has no .* Run DCR Register/);
	});
});

describe('Parse Redirect', () => {
	let registration: IDataObject;
	beforeAll(async () => {
		registration = await register(bank);
	});

	const parse = async (redirectParameters: unknown) => {
		const [item] = await stepItems(bank, {
			type: 'getToken',
			parameters: {
				operation: 'parseRedirect',
				redirectParameters: redirectParameters as string,
				...fromInput(registration),
			},
		});
		return item!;
	};
	const fragment = async () => {
		const { authorizationUrl } = await consent(bank, registration);
		const url = await psuApproves(String(authorizationUrl), { user: 'rora', ca: bank.ca });
		return url.split('#')[1]!;
	};

	it.each([
		['a fragment', (text: string) => text],
		['a complete address', (text: string) => `https://n8n.example.com/cb#${text}`],
		[
			'the object that a Webhook node makes of it',
			(text: string) => Object.fromEntries(new URLSearchParams(text)),
		],
	])('makes a session of %s', async (_, given) => {
		expect(await parse(given(await fragment()))).toMatchObject({
			outcome: 'authorised',
			bank: 'zopa',
			session: expect.stringMatching(/^eyJ/),
		});
	});

	it('makes an item of a failure', async () => {
		expect(await parse('error=access_denied&state=guessed')).toMatchObject({
			outcome: 'failed',
			error: expect.stringMatching(/missing, has expired, or belongs to another credential/),
			details: { code: 'OB_INVALID_RESPONSE' },
		});
	});

	it('distinguishes a repeated response from a failed one', async () => {
		const given = await fragment();
		await parse(given);
		expect(await parse(given)).toMatchObject({ outcome: 'repeated' });
	});

	it.each([5, null, {}, ' '])('does not read %j', async (given) => {
		const error = await stepError(bank, {
			type: 'getToken',
			parameters: {
				operation: 'parseRedirect',
				redirectParameters: given as never,
				...fromInput(registration),
			},
		});
		expect(error.message).toMatch(
			/^The redirect parameters are empty.*Check "Redirect Parameters"\.$/,
		);
	});

	it('does not read a parameter that came twice', async () => {
		const error = await stepError(bank, {
			type: 'getToken',
			parameters: {
				operation: 'parseRedirect',
				redirectParameters: { code: ['a', 'b'] } as never,
				...fromInput(registration),
			},
		});
		expect(error.message).toMatch(/or one of them is not text/);
	});
});
