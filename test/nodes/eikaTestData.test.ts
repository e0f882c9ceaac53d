import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { balanceTypes, cashAccountTypes } from '../../lib/operations/testData/account';
import { EikaCreateAgreement } from '../../nodes/EikaCreateAgreement/EikaCreateAgreement.node';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { runStep, stepError, stepItems } from '../support/journey';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const atEika = () => ({ credential: localCredential(bank, 'eika') });
const step = (operation: string, parameters: IDataObject = {}) => ({
	type: 'eikaCreateAgreement',
	parameters: { operation, ...parameters },
});
const items = (operation: string, parameters: IDataObject = {}) =>
	stepItems(bank, step(operation, parameters), atEika());
const json = (body: object) => ({ specify: 'json', json: JSON.stringify(body) });

const day = 86_400_000;
const yesterday = new Date(Date.now() - day).toISOString().slice(0, 10);

const customer = { customerNumber: '310000035', name: 'Vik AS', type: 'corporate' };
const account = {
	customerNumber: '310000019',
	accountName: 'Drift',
	iban: 'NO4939100000079',
	cashAccountType: 'SVGS',
};
const engagement = {
	customer: '18129215603',
	account: { iban: 'NO9386011117947' },
	roles: ['VIEW', 'REGISTER'],
	registerLimit: 0,
	approvalLimit: 0,
};

beforeEach(() => items('initialize', { confirm: true }));

describe('Initialize', () => {
	it('resets the sandbox when it is confirmed', async () => {
		await items('createCustomer', customer);
		expect(await items('initialize', { confirm: true })).toEqual([
			{ success: true, interactionId: expect.any(String) },
		]);
		// The number is free again.
		expect(await items('createCustomer', customer)).toHaveLength(1);
	});

	it('sends nothing when it is not confirmed', async () => {
		await bank.resetStatistics();
		const error = await stepError(bank, step('initialize'), atEika());
		expect(error.message).toBe(
			'Initialize Sandbox deletes all test data in the sandbox. Turn on the switch to confirm it. Check "Confirm Reset".',
		);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});

describe('Create Customer', () => {
	const created = {
		customerId: expect.any(String),
		customerNumber: '310000035',
		customerType: 'corporate',
		customerName: 'Vik AS',
		interactionId: expect.any(String),
	};

	it.each([
		['fields', customer],
		['JSON', json(customer)],
		['a number from an expression', { ...customer, customerNumber: '={{ 310000035 }}' }],
	])('creates a customer from %s', async (_, parameters) => {
		expect(await items('createCustomer', parameters)).toEqual([created]);
	});

	it('has a hint about a number that is not Norwegian', async () => {
		const run = await runStep(
			bank,
			step('createCustomer', { ...customer, customerNumber: '77777777' }),
			atEika(),
		);
		expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(/not a valid Norwegian number/) }),
		]);
	});

	it.each(['nonsense', '7'])('refuses %s in place of JSON', async (text) => {
		const error = await stepError(
			bank,
			step('createCustomer', { specify: 'json', json: text }),
			atEika(),
		);
		expect(error.message).toBe('The text is not a JSON object or array. Check "Customer (JSON)".');
	});
});

describe('Create Account', () => {
	it('creates an account from fields', async () => {
		const [created] = await items('createAccount', {
			...account,
			balances: { balance: [{ amount: 10.5, balanceType: 'EXPECTED' }] },
			options: { currency: 'EUR', product: 'Sparing', creditLine: 100 },
		});
		expect(created).toEqual({
			accountId: expect.any(String),
			...account,
			bban: '39100000079',
			currency: 'EUR',
			product: 'Sparing',
			creditLine: 100,
			interactionId: expect.any(String),
		});
	});

	it('creates an account from JSON', async () => {
		expect(await items('createAccount', json({ ...account, currency: 'NOK' }))).toMatchObject([
			{ accountId: expect.any(String), iban: account.iban },
		]);
	});

	it('refuses an IBAN with wrong check digits without a request', async () => {
		await bank.resetStatistics();
		const parameters = { ...account, iban: 'NO4939100000078' };
		const error = await stepError(bank, step('createAccount', parameters), atEika());
		expect(error.message).toBe(
			'The account: "NO4939100000078" is not a valid IBAN (wrong check digits). Check "IBAN".',
		);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});

describe('Create Transactions', () => {
	const accountId = async (): Promise<string> =>
		(await items('createAccount', account))[0]?.accountId as string;

	it('creates a transaction for each row, and returns an item for each', async () => {
		const row = { amount: -12.5, currency: 'NOK', bookingDate: yesterday, valueDate: yesterday };
		const transaction = [
			{ ...row, creditorName: 'Kiwi', creditorIban: 'NO9386011117947' },
			{ ...row, amount: 100, bookingDate: '' },
		];
		const created = await items('createTransactions', {
			accountId: await accountId(),
			transactions: { transaction },
		});
		expect(created).toMatchObject([
			{ transactionId: expect.any(String), amount: -12.5, bookingDate: yesterday },
			{ transactionId: expect.any(String), amount: 100 },
		]);
		expect(created[0]).toMatchObject({ creditorAccount: { iban: 'NO9386011117947' } });
		expect(created[1]).not.toHaveProperty('bookingDate');
	});

	it('creates transactions from JSON', async () => {
		const body = [{ amount: 1, currency: 'NOK', valueDate: yesterday, bookingDate: yesterday }];
		const parameters = { accountId: await accountId(), ...json(body) };
		expect(await items('createTransactions', parameters)).toHaveLength(1);
	});

	it('outputs a list of 200,000 objects, which no bank sends', async () => {
		const order = [{ amount: 1, currency: 'NOK', valueDate: yesterday, bookingDate: yesterday }];
		const parameters = { accountId: await accountId(), ...json(order) };
		const body = `[${Array(200_000).fill('{}').join()}]`;
		const headers = { 'content-type': 'application/json' };
		await bank.addFault({ path: '/eika', times: 1, response: { status: 200, headers, body } });
		const created = await items('createTransactions', parameters);
		await bank.clearFaults();
		expect(created).toHaveLength(200_000);
	});

	it('refuses a day in the future', async () => {
		const valueDate = new Date(Date.now() + 3 * day).toISOString().slice(0, 10);
		const parameters = { accountId: 'x', ...json([{ amount: 1, currency: 'NOK', valueDate }]) };
		const error = await stepError(bank, step('createTransactions', parameters), atEika());
		expect(error.message).toMatch(/^Transaction 1: the value date ".*" is in the future\./);
	});
});

describe('Create Card Account and Create Card Transactions', () => {
	const card = {
		customerNumber: '12085592767',
		name: 'Kredittkort',
		maskedPan: '123456xxxxxx4321',
		balances: {
			balance: [{ amount: 900, balanceType: 'EXPECTED', referenceDate: yesterday }],
		},
		options: {
			...{ creditLimit: 1000, expiry: '2030-01-31', product: 'Mastercard', status: 'ENABLED' },
			...{ cardId: '1', cardIdVNo: '2', accountNumber: '1234' },
		},
	};
	const purchase = {
		amount: -120.75,
		currency: 'NOK',
		transactionDate: yesterday,
		bookingDate: yesterday,
		...{ originalAmount: -10, originalCurrency: 'EUR', markupFee: 2 },
		...{ merchantCategoryCode: '5411', cardAcceptorId: 'Kiwi', terminalId: '' },
	};
	const withPurchase = (cardAccountId: unknown) => ({
		cardAccountId: String(cardAccountId),
		transactions: { transaction: [purchase] },
	});

	it('lead to what a PSU shares of the card', async () => {
		const [created] = await items('createCardAccount', card);
		expect(created).toMatchObject({ mockCardAccountId: expect.any(String), currency: 'NOK' });
		expect(
			await items('createCardTransactions', withPurchase(created!.mockCardAccountId)),
		).toMatchObject([{ transactionId: expect.any(String), amount: -120.75 }]);
		const create = { type: 'createConsent', parameters: { standard: 'berlinGroup' } };
		const [consent] = await stepItems(bank, create, atEika());
		const redirectResponse = await psuApproves(String(consent!.authorizationUrl), {
			user: card.customerNumber,
			ca: bank.ca,
		});
		const exchange = { type: 'getToken', parameters: { redirectResponse } };
		const [session] = await stepItems(bank, exchange, atEika());
		const read = (operation: string) =>
			stepItems(
				bank,
				{ type: 'getAccounts', parameters: { operation, returnAll: true } },
				{ ...atEika(), input: [session!] },
			);
		expect(await read('cardAccounts')).toMatchObject([
			{ accountName: 'Kredittkort', identification: '123456xxxxxx4321', scheme: 'PAN' },
		]);
		expect(await read('cardBalances')).toMatchObject([{ type: 'Expected', amount: 900 }]);
		expect(await read('cardTransactions')).toMatchObject([
			{ amount: -120.75, merchant: 'Kiwi', merchantCategoryCode: '5411' },
		]);
	});

	it('take JSON', async () => {
		const { customerNumber, name, maskedPan } = card;
		const creditLimit = { amount: 1000, currency: 'NOK' };
		const [created] = await items(
			'createCardAccount',
			json({ customerNumber, name, maskedPan, creditLimit, currency: 'NOK' }),
		);
		const body = [
			{ transactionAmount: { amount: 1, currency: 'NOK' }, transactionDate: yesterday },
		];
		const parameters = { cardAccountId: created!.mockCardAccountId, ...json(body) };
		expect(await items('createCardTransactions', parameters)).toHaveLength(1);
	});

	it('refuse the whole number of a card without a request', async () => {
		await bank.resetStatistics();
		const parameters = { ...card, maskedPan: '4111 1111 1111 1111' };
		const error = await stepError(bank, step('createCardAccount', parameters), atEika());
		expect(error.message).toBe(
			'The card number is not masked. Replace its middle digits, as in 123456xxxxxx4321. Check "Masked Card Number".',
		);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});

it('Create Agreement has a hint about the account of an item that belongs to somebody else', async () => {
	const parameters = {
		operation: 'preview',
		owner: '310000019',
		name: 'Ny',
		specifyEngagements: 'json',
		engagementsJson: JSON.stringify([engagement]),
	};
	const { iban } = engagement.account;
	const run = await runStep(bank, step('preview', parameters), {
		...atEika(),
		input: [{ iban, customerNumber: '310000027' }],
	});
	expect(run.data.resultData.runData.Step?.[0]?.hints).toEqual([
		expect.objectContaining({ message: expect.stringMatching(/belongs to 310000027, not to/) }),
	]);
});

describe('Add Engagement', () => {
	const agreementId = async (): Promise<string> => {
		const parameters = {
			owner: '310000019',
			name: 'Ny',
			specifyEngagements: 'json',
			engagementsJson: [engagement],
		};
		return (await items('create', parameters))[0]?.id as string;
	};
	const created = { id: expect.any(String), customer: '20079518612', accessRights: true };

	it('adds an engagement from fields', async () => {
		const parameters = {
			agreementId: await agreementId(),
			customer: '20079518612',
			iban: 'NO93 8601 1117 947',
			options: { registerLimit: 5 },
		};
		expect(await items('addEngagement', parameters)).toMatchObject([
			{ ...created, registerLimit: 5, approvalLimit: 0 },
		]);
	});

	it('adds an engagement from JSON, with a hint about roles', async () => {
		const parameters = {
			agreementId: await agreementId(),
			...json({ ...engagement, customer: '20079518612', roles: ['VIEW'] }),
		};
		const run = await runStep(bank, step('addEngagement', parameters), atEika());
		const { hints, data } = run.data.resultData.runData.Step![0]!;
		expect(data?.main?.[0]?.[0]?.json).toMatchObject({ accessRights: false });
		expect(hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(/^The engagement lacks REGISTER/) }),
		]);
	});

	it('refuses an agreement that the bank does not have', async () => {
		const parameters = { agreementId: 'x', ...json(engagement) };
		const error = await stepError(bank, step('addEngagement', parameters), atEika());
		expect(error.message).toMatch(/FORMAT_ERROR/);
	});
});

describe('Preview', () => {
	it.each<[string, IDataObject, string, object | undefined]>([
		['initialize', { confirm: true }, '/initialize', undefined],
		['customer', customer, '/customers', customer],
		['account', json({ ...account, currency: 'NOK' }), '/accounts', { iban: account.iban }],
		[
			'transactions',
			{ accountId: 'a', ...json([{ amount: 1, currency: 'NOK', valueDate: yesterday }]) },
			'/accounts/a/transactions',
			[{ amount: 1 }],
		],
		[
			'cardAccount',
			json({ customerNumber: '1', name: 'Kort', maskedPan: '1xx2', currency: 'NOK' }),
			'/card-accounts',
			{ maskedPan: '1xx2', balances: [] },
		],
		[
			'cardTransactions',
			{
				cardAccountId: 'c',
				...json([
					{ transactionAmount: { amount: 1, currency: 'NOK' }, transactionDate: yesterday },
				]),
			},
			'/card-accounts/c/transactions',
			[{ transactionDate: yesterday }],
		],
		[
			'engagement',
			{ agreementId: 'g', ...json(engagement) },
			'/agreements/g/engagements',
			engagement,
		],
	])('shows the request for %s without sending it', async (previewOf, parameters, path, body) => {
		await bank.resetStatistics();
		const [item] = await items('preview', { previewOf, ...parameters });
		expect(item).toMatchObject({
			method: 'POST',
			url: `${bank.banks.eika.apiBaseUrl}/v1/sandbox${path}`,
			headers: { Signature: expect.stringContaining('signature="[not shown]"') },
		});
		const shown: unknown = item?.body === undefined ? undefined : JSON.parse(item.body as string);
		if (body === undefined) expect(shown).toBeUndefined();
		else expect(shown).toMatchObject(body);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});
});

it.each<[string, IDataObject]>([
	['initialize', { confirm: true }],
	['createCustomer', customer],
	['createAccount', account],
	['createTransactions', { accountId: 'a' }],
	['createCardAccount', { customerNumber: '1', name: 'Kort', maskedPan: '1xx2' }],
	['createCardTransactions', { cardAccountId: 'c' }],
	['create', { owner: '310000019', name: 'Ny' }],
	['addEngagement', { agreementId: 'g', ...json(engagement) }],
])('%s is refused while n8n is set to retry the node', async (operation, parameters) => {
	const retried = { ...step(operation, parameters), retryOnFail: true };
	const error = await stepError(bank, retried, atEika());
	expect(error.message).toMatch(/must be sent once/);
});

describe('Every value of the documents', () => {
	/** Returns the values of all fields of a name, at any depth. */
	function choicesOf(name: string, fields: INodeProperties[]): string[] {
		return fields.flatMap(({ name: own, options = [] }) =>
			own === name
				? options.map((option) => String((option as INodePropertyOptions).value))
				: options.flatMap((option) => choicesOf(name, fieldsIn(option))),
		);
	}

	type Option = NonNullable<INodeProperties['options']>[number];

	/** Returns the fields of a collection, or of a group of a fixed collection. */
	function fieldsIn(option: Option): INodeProperties[] {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	}

	// Eika, "Create sandbox agreements", `roles`. Tietoevry's portals and the vendor's scripts: the others.
	const documented: Array<[string, string[]]> = [
		['roles', ['OWNER', 'DISPOSAL', 'VIEW', 'REGISTER', 'APPROVE', 'INTERNAL_TRANSFER', 'SALARY']],
		['type', ['private', 'corporate']],
		['cashAccountType', ['CACC', 'SVGS', 'TAXE']],
		['balanceType', ['EXPECTED']],
		['digestAlgorithm', ['SHA-256', 'SHA-512']],
	];

	it.each(documented)('of %s can be selected', (name, values) => {
		const choices = choicesOf(name, new EikaCreateAgreement().description.properties);
		expect(choices).toEqual(expect.arrayContaining(values));
	});

	it('of roles is accepted by the bank, one by one and together', async () => {
		const [, roles] = documented[0]!;
		const engagements = [...roles.map((role) => [role]), roles].map((list) => ({
			...{ customer: '18129215603', iban: engagement.account.iban, roles: list },
			...{ registerLimit: 2 ** 31 - 1, approvalLimit: -(2 ** 31) },
		}));
		const [created] = await items('create', {
			owner: '310000019',
			name: 'Alle roller',
			engagements: { engagement: engagements },
		});
		expect(created!.engagements).toMatchObject(
			engagements.map(({ roles, registerLimit, approvalLimit }) => ({
				...{ roles, registerLimit, approvalLimit },
				accessRights: roles.length > 1,
			})),
		);
	});

	it.each(cashAccountTypes)('and of ISO 20022 makes an account: %s', async (cashAccountType) => {
		const balance = balanceTypes.map((balanceType) => ({ amount: 1, balanceType }));
		const parameters = { ...account, cashAccountType, balances: { balance } };
		expect(await items('createAccount', parameters)).toMatchObject([{ cashAccountType }]);
	});
});
