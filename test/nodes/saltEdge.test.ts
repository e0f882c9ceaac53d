import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aCertificate } from '../support/certificates';
import { fromInput, runStep, stepError, stepItems } from '../support/journey';
import { hintsOf, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;
let credential: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, transactions: 20 });
	credential = localCredential(bank, 'salt-edge');
});
afterAll(async () => {
	await bank.stop();
});

const step = async (type: string, parameters: IDataObject = {}) =>
	(await stepItems(bank, { type, parameters }, { credential }))[0]!;

/** Returns an item on the error output. */
async function failedItem(parameters: IDataObject, change: IDataObject = {}): Promise<IDataObject> {
	const run = await runStep(
		bank,
		{
			type: 'dcrRegister',
			parameters: { options: { registerAgain: true }, ...parameters },
			onError: 'continueRegularOutput',
		},
		{ credential: { ...credential, ...change } },
	);
	return jsonOf(run, 'Step')[0]!;
}

it('A client is registered with status 200 and can read transactions', async () => {
	const registration = await step('dcrRegister');
	expect(registration).toMatchObject({
		bank: 'salt-edge',
		tokenEndpointAuthMethod: 'client_secret_basic',
		metadata: { response_types: ['code'] },
	});
	const { authorizationUrl } = await step('createConsent', fromInput(registration));
	expect(new URL(String(authorizationUrl)).searchParams.get('response_type')).toBe('code');
	const redirectResponse = await psuApproves(String(authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const session = await step('getToken', { redirectResponse, ...fromInput(registration) });
	const transaction = await step('getAccounts', {
		operation: 'transactions',
		session: session.session,
		...fromInput(registration),
	});
	expect(transaction).toMatchObject({ amountText: expect.stringMatching(/^-?\d+\.\d\d$/) });
});

it.each([
	['RequestFormatInvalid', 400, 'fixRequest', { claims: { scope: 'makepayment' } }, {}],
	['RequestFormatInvalid', 400, 'fixCredential', {}, { aspspId: 'another-bank' }],
	['Invalid', 406, 'fixCredential', {}, { keyId: 'unknown' }],
])(
	'An error of class %s (%d) is reported with its advice',
	async (errorClass, status, tppAction, parameters, change) => {
		const { error, details } = await failedItem(parameters, change);
		expect(details).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: status,
			errorCodes: [errorClass],
			tppAction,
		});
		expect(error).toMatch(
			new RegExp(`^The bank responded with ${status} when registering the client: ${errorClass}: `),
		);
	},
);

it('A registration and a session of one bank are invalid for another bank at the same address', async () => {
	const registration = await step('dcrRegister');
	const other = { ...credential, providerCode: 'otherbank' };
	const error = await stepError(
		bank,
		{ type: 'createConsent', parameters: fromInput(registration) },
		{ credential: other },
	);
	expect(error.message).toMatch(
		/^The registration belongs to the provider "demobank", the credential/,
	);
	const session = await step('getToken', {
		operation: 'clientCredentials',
		...fromInput(registration),
	});
	const sessionError = await stepError(
		bank,
		{ type: 'getAccounts', parameters: { session: session.session } },
		{ credential: other },
	);
	expect(sessionError.message).toMatch(
		/belongs to the provider "demobank", the credential to "otherbank"/,
	);
});

it.each([
	[
		'Provider Code',
		{ providerCode: '' },
		/^The provider code is missing\. Salt Edge serves several/,
	],
	['ASPSP ID', { aspspId: ' ' }, /^The ASPSP ID is missing/],
])('%s is required before any request', async (field, change, message) => {
	await bank.resetStatistics();
	const { error, details } = await failedItem({}, change);
	expect(error).toMatch(message);
	expect(details).toMatchObject({ code: 'OB_CONFIGURATION', field });
	expect((await bank.statistics()).requests).toBe(0);
});

describe('Add Certificate', () => {
	const parameters = { operation: 'addCertificate' };

	it.each([
		['signing', 'qseal'],
		['transport', 'qwac'],
	])('adds the %s certificate of the credential as %s', async (certificateFrom, type) => {
		expect(await step('dcrRegister', { ...parameters, certificateFrom })).toEqual({
			bank: 'salt-edge',
			added: true,
			name: bank.tpp.organisationId,
			type,
			confirmation:
				'Salt Edge sends a letter of confirmation to the email address of your representative.',
			interactionId: expect.any(String),
		});
	});

	it('adds one from text, with the entered name and type', async () => {
		const { certificatePem } = aCertificate();
		const item = await step('dcrRegister', {
			...parameters,
			certificateFrom: 'text',
			certificatePem: certificatePem.replaceAll('\n', ' '),
			options: { name: 'Next year', type: 'qwac' },
		});
		expect(item).toMatchObject({ added: true, name: 'Next year', type: 'qwac' });
	});

	it('warns of a type that the certificate contradicts (B-19)', async () => {
		const certificate = { certificateFrom: 'transport', options: { type: 'qseal' } };
		const run = await runStep(
			bank,
			{ type: 'dcrRegister', parameters: { ...parameters, ...certificate } },
			{ credential },
		);
		expect(jsonOf(run, 'Step')).toMatchObject([{ added: true, type: 'qseal' }]);
		expect(hintsOf(run, 'Step')).toEqual([
			expect.stringMatching(
				/was added as a certificate for .*, but it states that it is for .*If that is wrong, add it again/,
			),
		]);
	});

	it('is rejected at another bank without a request', async () => {
		await bank.resetStatistics();
		const error = await stepError(bank, { type: 'dcrRegister', parameters });
		expect(error.message).toBe(
			'Zopa has no endpoint for adding certificates. No request was sent. Check "Operation".',
		);
		expect((await bank.statistics()).requests).toBe(0);
	});

	it('is rejected while n8n is set to retry the node', async () => {
		const error = await stepError(
			bank,
			{ type: 'dcrRegister', parameters, retryOnFail: true },
			{ credential },
		);
		expect(error.message).toMatch(/^Add Certificate must be sent once/);
	});
});
