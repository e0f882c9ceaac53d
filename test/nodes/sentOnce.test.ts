import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import type { FaultyResponse } from '../../sandbox/faults';
import { localCredential } from '../../scripts/localCredential';
import { fapiBank } from '../support/fapiBank';
import { fromInput, register, runStep, stepItems, withRefreshToken } from '../support/journey';
import { jsonOf } from '../support/workflow';

/*
 * Every operation that sends a request once says on its error output what became of the request. The table of all failures is in
 * `test/transport/requestOutcome.test.ts`.
 */

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
});
afterEach(() => bank.clearFaults());
afterAll(() => bank.stop());

const type = { 'content-type': 'application/json' };
const page = '<h1>Maintenance</h1>';

/** Responses by name, and what they say about the request. */
const faults: Record<string, [FaultyResponse, 'unknown' | 'refused']> = {
	'a page with 201': [
		{ status: 201, headers: { 'content-type': 'text/html' }, body: page },
		'unknown',
	],
	'a list with 200': [{ status: 200, headers: type, body: '["x"]' }, 'unknown'],
	'202 without a body': [{ status: 202 }, 'unknown'],
	'a 302': [{ status: 302, headers: { location: 'https://login.example/' } }, 'unknown'],
	'a page with 502': [{ status: 502, body: page }, 'unknown'],
	'a 500 with JSON': [{ status: 500, headers: type, body: '{}' }, 'unknown'],
	'a reset connection': ['reset', 'unknown'],
	'a 400': [{ status: 400, headers: type, body: '{}' }, 'refused'],
	'a 429': [{ status: 429 }, 'refused'],
	'a 307': [{ status: 307, headers: { location: 'https://login.example/' } }, 'refused'],
};
/** Requests with an idempotency key are sent again after these. */
const retried = ['a page with 502', 'a 500 with JSON', 'a reset connection'];

interface Sending {
	at: string;
	credential?: IDataObject;
	/** Method and path of the request, as a regular expression. */
	request: [method: 'POST' | 'PUT' | 'DELETE', path: string];
	node: string;
	/** Called before each request. */
	parameters: () => Promise<IDataObject>;
	isRetried?: true;
	/** A success needs no body. */
	needsNoBody?: true;
}

const credentialAt = ({ at, credential }: Pick<Sending, 'at' | 'credential'>): IDataObject => ({
	...localCredential(bank, at),
	...credential,
});

const step = async (
	at: Pick<Sending, 'at' | 'credential'>,
	node: string,
	parameters: IDataObject,
): Promise<IDataObject> =>
	(await stepItems(bank, { type: node, parameters }, { credential: credentialAt(at) }))[0]!;

const atZopa = { at: 'zopa' };
const atCoop = { at: 'coop' };
const atEika = { at: 'eika' };

const approved = async (url: unknown) =>
	await psuApproves(String(url), { user: 'rora', ca: bank.ca });

/** Returns the fields for an authorization code at Zopa that was not sent yet. */
async function newCode(): Promise<IDataObject> {
	const client = fromInput(await register(bank, withRefreshToken));
	const { authorizationUrl } = await step(atZopa, 'createConsent', client);
	return {
		operation: 'authorizationCode',
		redirectResponse: await approved(authorizationUrl),
		...client,
	};
}

const orderAt = (instructionId: string): IDataObject => ({
	operation: 'createPayment',
	instructionId,
	amount: '12.50',
	payeeName: 'Acme Supplies Ltd',
	payeeAccount: '04-00-04 12345678',
	reference: 'INV 42',
});
let orders = 0;
const anOrder = () => orderAt(`ONCE-${++orders}`);

async function anApprovedPayment(): Promise<IDataObject> {
	const { authorizationUrl, paymentConsent } = await step(atCoop, 'createConsent', anOrder());
	const redirectResponse = await approved(authorizationUrl);
	const exchange = { operation: 'authorizationCode', redirectResponse };
	const { session } = await step(atCoop, 'getToken', exchange);
	return { paymentConsent, session };
}

const fapi = () => ({
	at: 'zopa',
	credential: {
		bank: 'custom',
		environment: 'sandbox',
		issuer: bank.banks.zopa.issuer,
		apiBaseUrl: bank.banks.zopa.resourceServer,
		profileSource: 'json',
		bankProfile: JSON.stringify(fapiBank),
	},
});

const customer = { customerNumber: '13039319955', name: 'Kari Nordmann' };
const agreement = {
	owner: '310000019',
	name: 'Treasury',
	engagements: {
		engagement: [{ customer: '13039319955', iban: 'NO9386011117947', roles: ['VIEW', 'REGISTER'] }],
	},
};

const registrationPath = '/^\\/zopa\\/dynamic-client-registration/';
const newClient = async () => fromInput(await register(bank));

const sendings: Record<string, () => Sending | Promise<Sending>> = {
	'Register Client': () => ({
		...atZopa,
		request: ['POST', registrationPath],
		node: 'dcrRegister',
		parameters: async () => ({ options: { registerAgain: true } }),
	}),
	'Update Registration': () => ({
		...atZopa,
		request: ['PUT', registrationPath],
		node: 'dcrRegister',
		parameters: async () => ({ operation: 'update', ...(await newClient()) }),
	}),
	'Delete Registration': async () => {
		const client = await newClient();
		return {
			...atZopa,
			request: ['DELETE', registrationPath],
			node: 'dcrRegister',
			parameters: async () => ({ operation: 'delete', ...client }),
			needsNoBody: true,
		};
	},
	'Add Certificate': () => ({
		at: 'salt-edge',
		request: ['POST', '/^.*\\/certificates$/'],
		node: 'dcrRegister',
		parameters: async () => ({ operation: 'addCertificate', certificateFrom: 'signing' }),
		needsNoBody: true,
	}),
	'Create Consent': () => ({
		...atZopa,
		request: ['POST', '/^.*\\/account-access-consents$/'],
		node: 'createConsent',
		parameters: newClient,
	}),
	'Create Consent of the Berlin Group': () => ({
		...atEika,
		request: ['POST', '/^\\/eika\\/.*\\/(bank-offered-)?consents$/'],
		node: 'createConsent',
		parameters: async () => ({}),
	}),
	'Create Funds Consent': () => ({
		...atCoop,
		request: ['POST', '/^.*\\/funds-confirmation-consents$/'],
		node: 'createConsent',
		parameters: async () => ({ operation: 'createFunds', account: '04-00-04 12345678' }),
	}),
	'a pushed request': async () => {
		const bankWithPush = fapi();
		const registration = await register(bank, {}, bankWithPush.credential);
		return {
			...bankWithPush,
			request: ['POST', '/^\\/zopa\\/.*(par|request)$/'],
			node: 'createConsent',
			parameters: async () => fromInput(registration),
		};
	},
	'Exchange Authorization Code': () => ({
		...atZopa,
		request: ['POST', '/^\\/zopa\\/.*token$/'],
		node: 'getToken',
		parameters: newCode,
	}),
	'Refresh Session': async () => {
		const code = await newCode();
		const { session } = await step(atZopa, 'getToken', code);
		return {
			...atZopa,
			request: ['POST', '/^\\/zopa\\/.*token$/'],
			node: 'getToken',
			parameters: async () => ({ ...code, operation: 'refresh', session }),
		};
	},
	'Create Payment Consent': () => ({
		...atCoop,
		request: ['POST', '/^.*\\/domestic-payment-consents$/'],
		node: 'createConsent',
		parameters: async () => anOrder(),
		isRetried: true,
	}),
	'Create Payment': async () => {
		const payment = await anApprovedPayment();
		return {
			...atCoop,
			request: ['POST', '/^.*\\/domestic-payments$/'],
			node: 'createPayment',
			parameters: async () => payment,
			isRetried: true,
		};
	},
	'Create Agreement': () => ({
		...atEika,
		request: ['POST', '/^\\/eika\\/.*agreements$/'],
		node: 'eikaCreateAgreement',
		parameters: async () => agreement,
	}),
	'Create Customer': () => ({
		...atEika,
		request: ['POST', '/^\\/eika\\/.*customers$/'],
		node: 'eikaCreateAgreement',
		parameters: async () => ({ operation: 'createCustomer', ...customer }),
	}),
};

/** Returns the outcome that the error output has after a response. */
async function outcomeAfter(sending: Sending, response: FaultyResponse): Promise<unknown> {
	const { node, request, parameters: prepare } = sending;
	const parameters = await prepare();
	const [method, path] = request;
	await bank.addFault({ method, path, times: 1, response });
	const failing = { type: node, parameters, onError: 'continueRegularOutput' as const };
	const run = await runStep(bank, failing, { credential: credentialAt(sending) });
	const [item] = jsonOf(run, 'Step');
	expect([item, await bank.pendingFaults()]).toEqual([expect.anything(), []]);
	const { details, error } = item as { details?: IDataObject; error?: string };
	expect(/may have/.test(String(error))).toBe(details?.requestOutcome === 'unknown');
	return details?.requestOutcome;
}

it.each(Object.keys(sendings))('%s says what became of the request (NW-35)', async (name) => {
	const sending = await sendings[name]!();
	const outcomes: Record<string, unknown> = {};
	const expected: Record<string, unknown> = {};
	for (const [fault, [response, outcome]] of Object.entries(faults)) {
		if (sending.isRetried && retried.includes(fault)) continue;
		if (sending.needsNoBody && fault === 'a list with 200') continue;
		expected[fault] = outcome;
		outcomes[fault] = await outcomeAfter(sending, response);
	}
	expect(outcomes).toEqual(expected);
});
