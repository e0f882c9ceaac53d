import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, runStep, stepItems } from '../support/journey';
import { itemsOf } from '../support/workflow';

let bank: EmbeddedBank;
let credential: IDataObject;
let registration: IDataObject;
let session: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	credential = localCredential(bank, 'monese');
	registration = (await step('dcrRegister'))!;
});
afterAll(async () => {
	await bank.stop();
});

const step = async (type: string, parameters: IDataObject = {}) =>
	(await stepItems(bank, { type, parameters }, { credential }))[0];

it('The consent includes transactions (C-12)', async () => {
	const consent = (await step('createConsent', fromInput(registration)))!;
	expect(consent.data).toMatchObject({
		Permissions: [
			'ReadAccountsDetail',
			'ReadBalances',
			'ReadTransactionsCredits',
			'ReadTransactionsDebits',
			'ReadTransactionsDetail',
		],
	});
	const redirectResponse = await psuApproves(String(consent.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	session = (await step('getToken', { redirectResponse, ...fromInput(registration) }))!;
});

it.each(['accounts', 'balances', 'products', 'scheduledPayments'])('%s are read', async (name) => {
	const items = await stepItems(
		bank,
		{
			type: 'getAccounts',
			parameters: {
				operation: name,
				session: session.session,
				permissions: [],
				...fromInput(registration),
			},
			onError: 'continueRegularOutput',
		},
		{ credential },
	);
	const [first] = items;
	// The consent does not include the last two, so no request is sent.
	if (name === 'accounts' || name === 'balances') expect(first?.accountId).toMatch(/^\d+$/);
	else {
		expect(first?.details).toMatchObject({ code: 'OB_CONFIGURATION', tppAction: 'reconsent' });
		expect(first?.error).toContain('No request was sent');
	}
});

it.each([false, true])(
	'Transactions are read account by account (Only New: %s)',
	async (onlyNew) => {
		const parameters = { operation: 'transactions', onlyNew, session: session.session };
		const item = await step('getAccounts', { ...parameters, ...fromInput(registration) });
		expect(item).toMatchObject({ amount: expect.anything(), accountId: expect.any(String) });
	},
);

it('The Postman environment needs client ID and secret, and contains no secrets', async () => {
	const run = await runStep(
		bank,
		{
			type: 'dcrRegister',
			parameters: { operation: 'downloadPostmanEnvironment', ...fromInput(registration) },
		},
		{ credential },
	);
	const [item] = itemsOf(run, 'Step');
	const file = Buffer.from(item!.binary!.data!.data, 'base64').toString();
	const { values } = JSON.parse(file) as { values: Array<{ key: string; value: string }> };
	expect(values).toContainEqual(expect.objectContaining({ value: registration.clientId }));
	expect(values.filter(({ key }) => /secret/i.test(key)).map(({ value }) => value)).toEqual(['']);
});
