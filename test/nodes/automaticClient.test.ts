import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import {
	consent,
	fromInput,
	register,
	runStep,
	session,
	stepError,
	stepItems,
	withRefreshToken,
} from '../support/journey';
import { jsonOf } from '../support/workflow';

/** The field *Client* is *Automatic* by default. Steps without `parameters` have default settings. */
let bank: EmbeddedBank;
let registration: IDataObject;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	registration = await register(bank, withRefreshToken);
});
afterAll(async () => {
	await bank.stop();
});

const approve = async ({ authorizationUrl }: IDataObject) =>
	await psuApproves(String(authorizationUrl), { user: 'rora', ca: bank.ca });

const clientIdOf = ({ clientId }: IDataObject) => String(clientId);

describe('Automatic finds the client', () => {
	const operation = (name: string) => ({ operation: name });

	it.each(['get', 'getAuthorisationUrl', 'delete'])(
		'of a consent in the item of Create Consent, for %s',
		async (name) => {
			const { consentId, registration: sealed, state } = await consent(bank, registration);
			const step = { type: 'createConsent', parameters: operation(name) };
			const inputs = [
				{ consentId, registration: sealed },
				{ consentId, state },
			];
			// A consent can be deleted once.
			for (const input of name === 'delete' ? inputs.slice(0, 1) : inputs) {
				const [item] = await stepItems(bank, step, { input: [input] });
				expect(item).toMatchObject({ consentId });
			}
		},
	);

	it('of a session in the item, for Create Consent', async () => {
		const { consentId, session: sealed } = await session(bank, registration);
		const step = { type: 'createConsent', parameters: operation('getAuthorisationUrl') };
		const [item] = await stepItems(bank, step, { input: [{ consentId, session: sealed }] });
		const url = new URL(String(item!.authorizationUrl));
		expect(url.searchParams.get('client_id')).toBe(clientIdOf(registration));
	});

	it.each(['refresh', 'revoke'])('sealed in a session, for %s (C-08)', async (name) => {
		const { session: sealed, consentId } = await session(bank, registration);
		const step = { type: 'getToken', parameters: operation(name) };
		const [item] = await stepItems(bank, step, { input: [{ session: sealed }] });
		expect(item).toMatchObject({ consentId });
	});

	it('sealed in a session, for the refresh of Get Accounts (C-08)', async () => {
		const { session: sealed } = await session(bank, registration);
		await bank.addFault({ path: '/zopa/open-banking', times: 1, response: { status: 401 } });
		const run = await runStep(bank, { type: 'getAccounts' }, { input: [{ session: sealed }] });
		expect(jsonOf(run, 'Step')).toHaveLength(2);
		expect(jsonOf(run, 'Step', 1)).toEqual([
			expect.objectContaining({ session: expect.not.stringMatching(String(sealed)) }),
		]);
	});

	it.each(['get', 'update', 'delete'])(
		'in the input, for the operation %s of DCR Register',
		async (name) => {
			const { clientId, registration: sealed } = await register(bank, { scope: `openid accounts` });
			const step = { type: 'dcrRegister', parameters: operation(name) };
			const [item] = await stepItems(bank, step, { input: [{ registration: sealed }] });
			expect(item).toMatchObject({ clientId });
		},
	);

	it('of the session, when the registration in the input is of another client', async () => {
		const { session: sealed } = await session(bank, registration);
		const { registration: other } = await register(bank);
		const step = { type: 'getToken', parameters: operation('refresh') };
		const input = [{ session: sealed, registration: other }];
		expect(await stepItems(bank, step, { input })).toEqual([
			expect.objectContaining({ session: expect.any(String) }),
		]);
	});

	it('in the credential, when nothing in the input names one', async () => {
		const { clientId, clientSecret } = await registerWithSecret();
		const step = { type: 'createConsent' };
		const [item] = await stepItems(bank, step, { credential: { clientId, clientSecret } });
		expect(item).not.toHaveProperty('registration');
		expect(new URL(String(item!.authorizationUrl)).searchParams.get('client_id')).toBe(clientId);
	});

	it('in the credential, when a member of that name has another meaning', async () => {
		const { clientId, clientSecret } = await registerWithSecret();
		const [item] = await stepItems(
			bank,
			{ type: 'createConsent' },
			{
				credential: { clientId, clientSecret },
				input: [{ registration: 'AB12 CDE', session: 7, state: 'Norway' }],
			},
		);
		expect(item).toHaveProperty('consentId');
	});

	it('in the input, when the credential has its ID without the secret (C-07)', async () => {
		const { clientId, registration: sealed } = registration;
		const [item] = await stepItems(
			bank,
			{ type: 'createConsent' },
			{ credential: { clientId }, input: [{ registration: sealed }] },
		);
		expect(item).toHaveProperty('consentId');
	});
});

const registerWithSecret = async () => {
	const parameters = { options: { outputClientSecret: true, registerAgain: true } };
	const [item] = await stepItems(bank, { type: 'dcrRegister', parameters });
	return item!;
};

describe('Automatic says', () => {
	it('where it has looked when there is no client (C-04)', async () => {
		const error = await stepError(bank, { type: 'createConsent' });
		expect(error.message).toBe(
			'There is no OAuth client. The input has no registration, no session or state names a client, and the credential has no client ID. Run DCR Register and pass on its output, or enter the client ID in the credential. Check "Client ID" in the credential.',
		);
	});

	it('where the secret can be when it is in neither place (C-07)', async () => {
		const { clientId } = registration;
		const error = await stepError(bank, { type: 'createConsent' }, { credential: { clientId } });
		expect(error.message).toBe(
			'The client secret is missing, and the client authenticates with one. Enter it in the credential; DCR Register → Register Client outputs it with the option Output Secret as Plain Text. Or remove the client ID from the credential and pass on the registration, which contains the secret. Check "Client Secret" in the credential.',
		);
	});

	it('that the registration in the input is of another bank', async () => {
		const { registration: sealed } = registration;
		const error = await stepError(
			bank,
			{ type: 'createConsent' },
			{ credential: { bank: 'monese' }, input: [{ registration: sealed }] },
		);
		expect(error.message).toMatch(
			/^The registration belongs to the bank "zopa", the credential to "monese"/,
		);
	});
});

it.each(['credential', 'input'])(
	'The stored value %s of the field Client still selects that client',
	async (client) => {
		const { clientId, clientSecret } = await registerWithSecret();
		const parameters = { client, registration: registration.registration };
		const [item] = await stepItems(
			bank,
			{ type: 'createConsent', parameters },
			{ credential: { clientId, clientSecret } },
		);
		const selected = { credential: clientId, input: registration.clientId }[client];
		expect(new URL(String(item!.authorizationUrl)).searchParams.get('client_id')).toBe(selected);
	},
);

it('A code is exchanged by the client that asked for it, whatever the input says', async () => {
	const redirectResponse = await approve(await consent(bank, registration));
	const other = await register(bank, { scope: 'openid accounts payments' });
	const input = [{ redirectResponse, registration: other.registration }];
	const [item] = await stepItems(bank, { type: 'getToken' }, { input });
	const step = { type: 'getAccounts', parameters: fromInput(registration) };
	expect(await stepItems(bank, step, { input: [item!] })).toHaveLength(2);
});
