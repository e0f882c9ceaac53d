import { decodeJwt } from 'jose';
import type { IDataObject } from 'n8n-workflow';

import { openRegistration } from '../../lib/operations/registration/registration';
import { toTpp } from '../../nodes/shared/credential';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aSoftwareStatement } from '../support/builders';
import { fromInput, register, runStep, stepError, stepItems } from '../support/journey';
import { hintsOf, itemsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const type = 'dcrRegister';
const again = { type, parameters: { options: { registerAgain: true } } };

describe('Register', () => {
	it('returns the sealed registration, and public members as plain text', async () => {
		const item = await register(bank);
		expect(item).toEqual({
			registration: expect.stringMatching(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/),
			bank: 'zopa',
			softwareId: bank.tpp.softwareId,
			clientId: expect.any(String),
			issuedAt: expect.stringMatching(/^20\d\d-/),
			tokenEndpointAuthMethod: 'client_secret_basic',
			scope: expect.stringContaining('accounts'),
			metadata: expect.objectContaining({ client_id: item.clientId, application_type: 'web' }),
			interactionId: expect.any(String),
		});
		expect(item.metadata).not.toHaveProperty('client_secret');
		expect(item.metadata).not.toHaveProperty('software_statement');
	});

	it('returns in a new node what workflows use, and everything with Simplify off (U-12)', async () => {
		const options = { registerAgain: true };
		const simple = { type, typeVersion: 1.1, parameters: { options } };
		const [item] = await stepItems(bank, simple);
		expect(item).toEqual({
			clientId: expect.any(String),
			bank: 'zopa',
			issuedAt: expect.stringMatching(/^20\d\d-/),
			scope: expect.stringContaining('accounts'),
			redirectUris: expect.arrayContaining([expect.stringMatching(/^https:/)]),
			grantTypes: ['authorization_code', 'client_credentials'],
			responseTypes: expect.arrayContaining(['code id_token']),
			tokenEndpointAuthMethod: 'client_secret_basic',
			registration: expect.stringMatching(/^eyJ/),
			interactionId: expect.any(String),
		});
		const raw = { ...simple, parameters: { options, simplify: false } };
		expect(await stepItems(bank, raw)).toMatchObject([{ metadata: { application_type: 'web' } }]);
		const get = { type, typeVersion: 1.1, parameters: { operation: 'get', client: 'automatic' } };
		const [found] = await stepItems(bank, get, { input: [item!] });
		expect(Object.keys(found!).sort()).toEqual(Object.keys(item!).sort());
	});

	it('returns the client secret if that is set', async () => {
		const [item] = await stepItems(bank, {
			type,
			parameters: { options: { outputClientSecret: true } },
		});
		expect(item?.clientSecret).toEqual(expect.any(String));
	});

	it('returns the registration of the input without a request', async () => {
		const registration = await register(bank);
		await bank.resetStatistics();
		const [item] = await stepItems(bank, { type }, { input: [registration] });
		expect(item).toMatchObject({ clientId: registration.clientId, alreadyRegistered: true });
		const { banks } = await bank.statistics();
		expect(banks.zopa?.requests ?? 0).toBe(0);
	});

	it('returns the registration of an earlier execution without a request (C-11)', async () => {
		const first = await register(bank);
		await bank.resetStatistics();
		const run = await runStep(bank, { type });
		expect(jsonOf(run, 'Step')).toMatchObject([
			{ clientId: first.clientId, alreadyRegistered: true, registration: expect.any(String) },
		]);
		expect(hintsOf(run, 'Step')).toEqual([
			`A registration for this bank already exists, "${String(first.clientId)}". No request was sent. To change it, use the operation Update Registration. To have a second client, turn on Register Again.`,
		]);
		expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
	});

	it('is sent once by executions that run at the same time (C-11, DC-26)', async () => {
		const credential = { sessionSecret: 'a secret for executions at the same time' };
		await bank.resetStatistics();
		const both = await Promise.all([1, 2].map(() => stepItems(bank, { type }, { credential })));
		const [[one], [other]] = both as [[IDataObject], [IDataObject]];
		expect(one.clientId).toBe(other.clientId);
		expect([one, other].filter(({ alreadyRegistered }) => alreadyRegistered)).toHaveLength(1);
		expect((await bank.statistics()).banks.zopa?.requests).toBe(1);
	});

	it('is sent again after the bank has refused it', async () => {
		const credential = { sessionSecret: 'a secret for a registration that is refused' };
		const path = '/zopa/dynamic-client-registration';
		const response = { status: 400, body: '{"error":"invalid_software_statement"}' };
		await bank.addFault({ method: 'POST', path, times: 1, response });
		const error = await stepError(bank, { type }, { credential });
		expect(error.message).toMatch(/invalid_software_statement/);
		const [item] = await stepItems(bank, { type }, { credential });
		expect(item).not.toHaveProperty('alreadyRegistered');
	});

	it('registers again after the operation Delete Registration', async () => {
		const first = await register(bank);
		await stepItems(bank, { type, parameters: { operation: 'delete', ...fromInput(first) } });
		const [second] = await stepItems(bank, { type });
		expect(second).not.toHaveProperty('alreadyRegistered');
		expect(second!.clientId).not.toBe(first.clientId);
	});

	it('is not found by another credential of the same software', async () => {
		const first = await register(bank);
		const credential = { sessionSecret: 'a secret of another credential' };
		const [item] = await stepItems(bank, { type }, { credential });
		expect(item!.clientId).not.toBe(first.clientId);
	});

	it('names both clients when a second one was registered (C-11)', async () => {
		const first = await register(bank);
		const run = await runStep(bank, { type, parameters: { options: { registerAgain: true } } });
		const [second] = jsonOf(run, 'Step');
		expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
			expect.objectContaining({
				message: `The bank has registered a second client, "${String(second!.clientId)}". An earlier execution registered "${String(first.clientId)}" in the last 24 hours. To use one client, pass the stored registration on to this node, and delete the other client with the operation Delete Registration.`,
			}),
		]);
	});

	it('registers again if that is set', async () => {
		const registration = await register(bank);
		const [item] = await stepItems(
			bank,
			{ type, parameters: { options: { registerAgain: true } } },
			{ input: [registration] },
		);
		expect(item?.clientId).not.toBe(registration.clientId);
	});

	it('fails if the credential has a client', async () => {
		const error = await stepError(bank, { type }, { credential: { clientId: 'known' } });
		expect(error.message).toMatch(
			/already has the client "known".*Register Again\. Check "Client ID" in the credential\.$/,
		);
	});

	it('is sent once if the bank resets the connection, with advice (DC-18)', async () => {
		await bank.addFault({
			path: '/zopa/dynamic-client-registration',
			times: 1,
			response: 'reset',
		});
		const error = await stepError(bank, again);
		expect(error.message).toMatch(/The bank may have registered the client/);
		await bank.clearFaults();
	});

	it('is rejected while n8n is set to retry the node (QW-01, QW-02)', async () => {
		await bank.resetStatistics();
		const error = await stepError(bank, { type, retryOnFail: true });
		expect(error.message).toBe(
			'Register Client must be sent once. Turn off "Retry On Fail" in the settings of this node.',
		);
		await runStep(bank, { type, retryOnFail: true, onError: 'continueRegularOutput' });
		expect((await bank.statistics()).requests).toBe(0);
	});

	it('keeps the registrations before an item that fails', async () => {
		const run = await runStep(
			bank,
			{
				type,
				parameters: {
					claims: { scope: '={{ $json.scope }}' },
					options: { registerAgain: true },
				},
			},
			{ input: [{ scope: 'openid accounts' }, { scope: 'openid nonsense' }, {}] },
		);
		const items = itemsOf(run, 'Step');
		expect(items).toEqual([
			{
				json: expect.objectContaining({ registration: expect.any(String) }),
				pairedItem: { item: 0 },
			},
			{
				json: {
					error: expect.stringMatching(/invalid_client_metadata/),
					details: expect.objectContaining({ code: 'OB_ASPSP', httpStatus: 400 }),
				},
				pairedItem: { item: 1 },
			},
		]);
		const hints = run.data.resultData.runData.Step?.[0]?.hints ?? [];
		// Another test may have registered a client in this process.
		expect(hints.filter(({ message }) => !message.includes('second client'))).toEqual([
			expect.objectContaining({
				message: expect.stringMatching(/^Item 1 failed, so no further items were started/),
			}),
		]);
	});

	it('registers one client for several items', async () => {
		const credential = { sessionSecret: 'a secret for several items' };
		const items = await stepItems(bank, { type }, { input: [{}, {}, {}], credential });
		expect(new Set(items.map(({ clientId }) => clientId)).size).toBe(1);
		expect(items.map(({ alreadyRegistered }) => alreadyRegistered)).toEqual([
			undefined,
			true,
			true,
		]);
	});

	it('is not run by an unknown operation', async () => {
		await bank.resetStatistics();
		const error = await stepError(bank, { type, parameters: { operation: 'remove' } });
		expect(error.message).toBe(
			'This version of the node does not have the operation "remove". Check "Operation".',
		);
		expect((await bank.statistics()).requests).toBe(0);
	});

	it('accepts a registration without the rest of its item', async () => {
		const { registration, clientId } = await register(bank);
		const [item] = await stepItems(bank, { type }, { input: [{ registration }] });
		expect(item).toMatchObject({ clientId, alreadyRegistered: true });
	});

	it('registers the subject of the transport certificate for authentication by mutual TLS (TL-26)', async () => {
		const [item] = await stepItems(bank, {
			type,
			parameters: { operation: 'preview', claims: { tokenEndpointAuthMethod: 'tls_client_auth' } },
		});
		expect(item?.claims).toMatchObject({
			tls_client_auth_subject_dn: expect.stringMatching(/^CN=\w+,2\.5\.4\.97=#.*,C=GB$/),
		});
	});

	it('reports the error of the bank (DC-19)', async () => {
		const error = await stepError(bank, {
			type,
			parameters: { ...again.parameters, claims: { scope: 'openid fundsconfirmations' } },
		});
		expect(error).toMatchObject({
			message: expect.stringMatching(/responded with 400 when registering the client: invalid_/),
			httpCode: '400',
		});
	});

	it('reports a redirect URI that is not in the software statement', async () => {
		const error = await stepError(bank, {
			type,
			parameters: {
				...again.parameters,
				claims: { redirectUris: 'https://elsewhere.example/callback' },
			},
		});
		expect(error.message).toMatch(
			/"https:\/\/elsewhere\.example\/callback" is not in the software statement/,
		);
	});
});

describe('Get, Update and Delete', () => {
	it('read, replace and remove the registration (DC-01)', async () => {
		const registration = await register(bank);
		const managed = (operation: string, parameters = {}) =>
			stepItems(bank, {
				type,
				parameters: { operation, ...fromInput(registration), ...parameters },
			});
		expect(await managed('get')).toMatchObject([{ clientId: registration.clientId }]);
		const [updated] = await managed('update', { claims: { scope: 'openid accounts' } });
		expect(updated).toMatchObject({ clientId: registration.clientId, scope: 'openid accounts' });
		expect(await managed('get')).toMatchObject([{ scope: 'openid accounts' }]);
		expect(await managed('delete')).toEqual([
			{ deleted: true, clientId: registration.clientId, interactionId: expect.any(String) },
		]);
	});

	it('fail for a deleted client (DC-12, DC-17)', async () => {
		const registration = await register(bank);
		const step = (operation: string) => ({
			type,
			parameters: { operation, ...fromInput(registration) },
		});
		await stepItems(bank, step('delete'));
		const error = await stepError(bank, step('get'));
		expect(error.message).toMatch(/responded with 40[01]/);
	});

	it.each([
		['DC-11', 'get', 'GET', 401, 'invalid_client', 'fixCredential'],
		['DC-15', 'update', 'PUT', 400, 'invalid_client_metadata', 'fixRequest'],
	])(
		'(%s) report the refusal of %s, and the registration stays',
		async (_, operation, method, status, error, tppAction) => {
			const registration = await register(bank);
			const step = (name: string) => ({
				type,
				parameters: { operation: name, ...fromInput(registration) },
			});
			const path = '/zopa/dynamic-client-registration';
			const response = { status, body: JSON.stringify({ error }) };
			await bank.addFault({ method, path, times: 2, response });
			expect(await stepError(bank, step(operation))).toMatchObject({
				message: expect.stringContaining(error),
				context: { details: { tppAction, httpStatus: status } },
			});
			await bank.clearFaults();
			expect(await stepItems(bank, step('get'))).toMatchObject([
				{ clientId: registration.clientId },
			]);
		},
	);

	it('keep the client secret, which the bank returns only once', async () => {
		const registration = await register(bank);
		const [read] = await stepItems(bank, {
			type,
			parameters: { operation: 'get', ...fromInput(registration) },
		});
		const [again] = await stepItems(bank, {
			type,
			parameters: { operation: 'get', ...fromInput(read!) },
		});
		expect(again?.clientId).toBe(registration.clientId);
	});

	it.each([null, '', {}, 7])('keep it when the bank returns %j in its place', async (empty) => {
		const registration = await register(bank);
		const body = JSON.stringify({ client_id: registration.clientId, client_secret: empty });
		const path = '/zopa/dynamic-client-registration';
		await bank.addFault({ path, times: 1, response: { status: 200, body } });
		const get = { type, parameters: { operation: 'get', ...fromInput(registration) } };
		const [read] = await stepItems(bank, get);
		const tpp = await toTpp(localCredential(bank, 'zopa') as never, new Date());
		const secretIn = async (item: IDataObject) =>
			(await openRegistration(String(item.registration), tpp)).metadata.client_secret;
		expect(await secretIn(read!)).toEqual(expect.any(String));
		expect(await secretIn(read!)).toBe(await secretIn(registration));
	});
});

describe('A success that breaks the standard', () => {
	const path = '/zopa/dynamic-client-registration';

	it('keeps a client that the bank names beside an error, and says so', async () => {
		const body = JSON.stringify({
			client_id: 'client-7',
			error: 'invalid_client_metadata',
			error_description: 'The scope was reduced.',
		});
		await bank.addFault({ path, times: 1, response: { status: 201, body } });
		const run = await runStep(bank, again);
		expect(jsonOf(run, 'Step')).toMatchObject([{ clientId: 'client-7' }]);
		expect(hintsOf(run, 'Step')).toContain(
			'The bank has named the client, but its response also reports an error: invalid_client_metadata: The scope was reduced. Read the registration with the operation Get Registration, and ask the bank what the error means. Do not register again.',
		);
	});

	it('deletes a client although the bank responds with 200', async () => {
		const registration = await register(bank);
		await bank.addFault({ method: 'DELETE', path, times: 1, response: { status: 200 } });
		const parameters = { operation: 'delete', ...fromInput(registration) };
		expect(await stepItems(bank, { type, parameters })).toMatchObject([{ deleted: true }]);
	});

	it('does not believe a page of a gateway in place of the deletion', async () => {
		const registration = await register(bank);
		const page = { status: 200, body: '<h1>Maintenance</h1>' };
		await bank.addFault({ method: 'DELETE', path, times: 1, response: page });
		const parameters = { operation: 'delete', ...fromInput(registration) };
		const { message } = await stepError(bank, { type, parameters });
		expect(message).toContain('The bank may have deleted the registration. Delete it again');
	});
});

describe('Preview', () => {
	it('names the redirect URIs of the software statement that are not registered (C-19)', async () => {
		const [registrable, local] = [bank.tpp.redirectUris[0]!, 'https://localhost/callback'];
		const { jwt } = aSoftwareStatement({
			...decodeJwt(bank.tpp.softwareStatement),
			software_redirect_uris: [registrable, local],
		});
		const run = await runStep(
			bank,
			{ type, parameters: { operation: 'preview' } },
			{ credential: { softwareStatement: jwt } },
		);
		expect(jsonOf(run, 'Step')).toMatchObject([{ claims: { redirect_uris: [registrable] } }]);
		expect(hintsOf(run, 'Step')).toEqual([
			`These redirect URIs of the software statement are not registered, because the bank does not accept them: ${local}.`,
		]);
	});

	it.each([
		['Registration JWT Algorithm', { requestSigningAlg: 'HS256' }, '"HS256" is not one of '],
		['ID Token Encryption Algorithm', { idTokenEncryptedResponseAlg: 'RSA1_5' }, '"RSA1_5" is'],
		['Grant Types', { grantTypes: ['refresh_token', 7] }, '"7" is not one of authorization_code, '],
		['Application Type', { applicationType: null }, '"null" is not one of '],
		['Application Type', { applicationType: ['web'] }, '"[list]" is not one of '],
		['Grant Types', { grantTypes: 'refresh_token' }, 'Choose at least one of authorization_code, '],
		['Grant Types', { grantTypes: [] }, 'Choose at least one of authorization_code, '],
		['Redirect URIs', { redirectUris: ['https://a.example'] }, 'The field must be text'],
		['Scope', { scope: { a: 1 } }, 'The field must be text'],
	])('refuses another value of %s by its name (F-13)', async (label, claims, said) => {
		const { message } = await stepError(bank, {
			type,
			parameters: { operation: 'preview', claims },
		});
		expect(message).toContain(said);
		expect(message).toContain(`Check "${label}".`);
	});

	it('shows header and claims without a registration', async () => {
		await bank.resetStatistics();
		const [item] = await stepItems(bank, { type, parameters: { operation: 'preview' } });
		const statement = decodeJwt(bank.tpp.softwareStatement);
		expect(item).toEqual({
			header: { alg: 'PS256', kid: bank.tpp.kid, typ: 'JWT' },
			claims: expect.objectContaining({
				iss: bank.tpp.softwareId,
				aud: `${bank.address}/zopa`,
				software_statement: '[software statement]',
				scope: expect.stringContaining('accounts'),
			}),
		});
		expect(statement.software_id).toBe(bank.tpp.softwareId);
		expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
	});
});

describe('Download Postman Environment', () => {
	it('returns the environment as a file', async () => {
		const registration = await register(bank);
		const run = await runStep(bank, {
			type,
			parameters: { operation: 'downloadPostmanEnvironment', ...fromInput(registration) },
		});
		const [item] = itemsOf(run, 'Step');
		expect(item?.json).toMatchObject({ clientId: registration.clientId });
		expect(item?.binary?.data).toMatchObject({
			fileName: 'zopa.postman_environment.json',
			mimeType: 'application/json',
		});
	});
});
