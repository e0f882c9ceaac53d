import type { IDataObject } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, runStep, stepError, stepItems } from '../support/journey';
import { itemsOf } from '../support/workflow';

let bank: EmbeddedBank;
let credential: IDataObject;
let registration: IDataObject;
let current: IDataObject;
let statement: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, transactions: 2000 });
	credential = localCredential(bank, 'salt-edge');
	[registration = {}] = await read({ type: 'dcrRegister' });
	current = await authorise([
		'ReadAccountsDetail',
		'ReadParty',
		'ReadPartyPSU',
		'ReadStatementsDetail',
		'ReadTransactionsCredits',
		'ReadTransactionsDebits',
		'ReadTransactionsDetail',
	]);
	[statement = {}] = await read(get('statements'));
});
afterEach(async () => {
	await bank.clearFaults();
});
afterAll(async () => {
	await bank.stop();
});

interface AnOperation {
	type: string;
	parameters?: IDataObject;
}

const read = async (step: AnOperation) => await stepItems(bank, step, { credential });

async function authorise(permissions: string[]): Promise<IDataObject> {
	const client = fromInput(registration);
	const [consent] = await read({
		type: 'createConsent',
		parameters: { permissions, ...client },
	});
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const parameters = { redirectResponse, ...client };
	const [session] = await read({ type: 'getToken', parameters });
	return session!;
}

const get = (operation: string, parameters: IDataObject = {}) => ({
	type: 'getAccounts',
	parameters: { operation, session: current.session, ...fromInput(registration), ...parameters },
});

const ofStatement = () => ({
	accountId: statement.accountId,
	statementId: statement.statementId,
});

describe('Statement Transactions', () => {
	it('are the transactions in the period of the statement', async () => {
		const all = await read(get('statementTransactions', { ...ofStatement(), returnAll: true }));
		expect(all.length).toBeGreaterThan(0);
		const days = all.map(({ date }) => String(date).slice(0, 10)).sort();
		expect(days[0]! >= String(statement.startDateTime).slice(0, 10)).toBe(true);
		expect(days.at(-1)! <= String(statement.endDateTime).slice(0, 10)).toBe(true);
		expect(all[0]).toMatchObject({
			amount: expect.any(Number),
			accountName: expect.any(String),
			accountId: statement.accountId,
			transactionKey: expect.any(String),
		});
	});

	it.each(['accountId', 'statementId'])('need %s', async (name) => {
		const step = get('statementTransactions', { ...ofStatement(), [name]: '={{ "" }}' });
		const error = await stepError(bank, step, { credential });
		expect(error.message).toMatch(
			/^The (account|statement) ID is empty\. Check "(Account|Statement ID)"\.$/,
		);
	});
});

describe('Statement File', () => {
	it('is output as a file', async () => {
		const run = await runStep(bank, get('statementFiles', ofStatement()), { credential });
		const [item] = itemsOf(run, 'Step');
		const fileName = `${String(statement.statementId)}.pdf`;
		expect(item).toMatchObject({
			json: { fileName, mimeType: 'application/pdf', ...ofStatement() },
			binary: { data: { fileName, mimeType: 'application/pdf' } },
		});
		const content = Buffer.from(item!.binary!.data!.data, 'base64').toString();
		expect(content).toMatch(/^%PDF-1\.4\n.* Statement /);
		expect(item!.json.size).toBe(content.length);
	});

	it('is requested in the file type that the operator enters', async () => {
		const step = get('statementFiles', { ...ofStatement(), options: { fileType: 'text/csv' } });
		const error = await stepError(bank, step, { credential });
		expect(error.message).toMatch(/responded with 406 when reading the file of a statement/);
	});

	it('rejects a file type that is not a media type', async () => {
		const step = get('statementFiles', { ...ofStatement(), options: { fileType: 'pdf' } });
		const error = await stepError(bank, step, { credential });
		expect(error.message).toBe(
			'"pdf" is not a media type such as application/pdf. Check "File Type".',
		);
	});
});

describe('Party', () => {
	it('of each account is read', async () => {
		const accounts = await read(get('accounts'));
		const parties = await read(get('accountParty'));
		expect(parties.map(({ accountId }) => accountId)).toEqual(
			accounts.map(({ accountId }) => accountId),
		);
		expect(parties[0]).toMatchObject({ name: expect.any(String), partyId: expect.any(String) });
	});

	it('of the PSU is read with one request', async () => {
		await bank.resetStatistics();
		expect(await read(get('psuParty'))).toEqual([
			expect.objectContaining({ name: expect.any(String), partyId: expect.any(String) }),
		]);
		expect((await bank.statistics()).banks['salt-edge']?.requests).toBe(1);
	});
});
