import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorise, dateIn, eika } from './eikaTpp';
import type { Reply } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
beforeEach(() => eika(bank, '/v1/sandbox/initialize', { method: 'POST' }));
afterAll(() => bank.stop());

const refusedAs = (status: number, code: string) => ({
	status,
	json: { tppMessages: [{ category: 'ERROR', code }] },
});
const post = (path: string, body: unknown): Promise<Reply> =>
	eika(bank, `/v1/sandbox/${path}`, { body });

const person = { customerNumber: '18129215603', name: 'Ingrid Berg', type: 'corporate' };
const company = { customerNumber: '310000035', name: 'Vik AS', type: 'corporate' };
const account = {
	customerNumber: '310000035',
	accountName: 'Drift',
	bban: '39100000079',
	iban: 'NO4939100000079',
	currency: 'NOK',
	product: 'Brukskonto',
	cashAccountType: 'CACC',
	balances: [{ balanceType: 'EXPECTED', balanceAmount: { amount: 100.5, currency: 'NOK' } }],
};
const transaction = {
	amount: -12.5,
	currency: 'NOK',
	bookingDate: dateIn(-2),
	valueDate: dateIn(-1),
	creditorName: 'Kiwi',
	creditorAccount: { iban: 'NO9386011117947' },
	remittanceInformationUnstructured: 'Mat',
};

describe('test data', () => {
	it('leads from a customer to transactions', async () => {
		expect(await post('customers', company)).toMatchObject({
			status: 201,
			json: { customerType: 'corporate', customerName: 'Vik AS', customerNumber: '310000035' },
		});
		const { status, json } = await post('accounts', account);
		const created = { accountId: expect.any(String), ...account, balances: undefined };
		expect(status).toBe(201);
		expect(json).toEqual(created);
		expect(await post(`accounts/${json.accountId}/transactions`, [transaction])).toMatchObject({
			status: 201,
			json: [{ transactionId: expect.any(String), amount: -12.5, bookingDate: dateIn(-2) }],
		});
		const agreement = await post('agreements', {
			owner: company.customerNumber,
			name: 'Vik',
			engagements: [],
		});
		const engagement = {
			customer: person.customerNumber,
			account: { iban: account.iban },
			roles: ['VIEW', 'REGISTER'],
			registerLimit: 0,
			approvalLimit: 0,
		};
		expect(await post(`agreements/${agreement.json.id}/engagements`, engagement)).toMatchObject({
			status: 201,
			json: { id: expect.any(String), accessRights: true },
		});
		const psu = { user: person.customerNumber, context: 'corporate', agreement: 'Vik' } as const;
		const { session } = await authorise(bank, psu);
		const listed = await eika(bank, '/v1/accounts?withBalance=true', { headers: session });
		expect(listed.json.accounts).toEqual([
			{
				resourceId: json.accountId,
				iban: account.iban,
				bban: account.bban,
				currency: 'NOK',
				name: 'Drift',
				cashAccountType: 'CACC',
				product: 'Brukskonto',
				ownerName: 'Vik AS',
				status: 'enabled',
				usage: 'ORGA',
				balances: [
					{ balanceType: 'expected', balanceAmount: { amount: '100.50', currency: 'NOK' } },
				],
				_links: {
					balances: { href: expect.stringMatching(/\/balances$/) },
					transactions: { href: expect.stringMatching(/\/transactions$/) },
				},
			},
		]);
		const path = `/v1/accounts/${json.accountId}/transactions?bookingStatus=both`;
		const { json: report } = await eika(bank, path, { headers: session });
		expect(report.transactions.pending).toEqual([]);
		expect(report.transactions.booked).toEqual([
			{
				transactionId: expect.any(String),
				bookingDate: dateIn(-2),
				valueDate: dateIn(-1),
				transactionAmount: { amount: '-12.50', currency: 'NOK' },
				creditorName: 'Kiwi',
				creditorAccount: { iban: 'NO9386011117947' },
				remittanceInformationUnstructured: 'Mat',
			},
		]);
	});

	it.each<[string, string, unknown]>([
		['a customer number with letters', 'customers', { ...company, customerNumber: '31000003X' }],
		['a known customer number', 'customers', person],
		['an unknown type of customer', 'customers', { ...company, type: 'company' }],
		['an unknown owner', 'accounts', account],
		['a BBAN of another account', 'accounts', { ...own(), bban: '39100000087' }],
		['an IBAN that exists', 'accounts', { ...own(), ...numbers('86011117947', 'NO93') }],
		['no currency', 'accounts', { ...own(), currency: undefined }],
		['an amount with three decimals', 'accounts', { ...own(), balances: [balance(1.005)] }],
	])('is refused with %s', async (_, path, body) => {
		expect(await post(path, body)).toMatchObject(refusedAs(400, 'FORMAT_ERROR'));
	});

	it.each<[string, object]>([
		['a value date in the future', { valueDate: dateIn(1) }],
		['a booking date after the value date', { bookingDate: dateIn(0) }],
		['an amount as text', { amount: '1.00' }],
		['no currency', { currency: undefined }],
	])('is refused for a transaction with %s', async (_, overrides) => {
		const { json } = await post('accounts', own());
		const path = `accounts/${json.accountId}/transactions`;
		expect(await post(path, [{ ...transaction, ...overrides }])).toMatchObject(
			refusedAs(400, 'FORMAT_ERROR'),
		);
	});

	it.each<[string, object]>([
		['an account that does not exist', { iban: 'NO4939100000079', customer: '18129215603' }],
		['an account of the PSU', { iban: 'NO2439100000044', customer: '13039319955' }],
		['an account of another company', { iban: 'NO4639100000036', customer: '13039319955' }],
	])('is refused for an engagement with %s', async (_, engagement) => {
		const { iban, customer } = engagement as { iban: string; customer: string };
		const body = {
			owner: '310000019',
			name: 'Fjord',
			engagements: [
				{ customer, account: { iban }, roles: ['VIEW'], registerLimit: 0, approvalLimit: 0 },
			],
		};
		expect(await post('agreements', body)).toMatchObject(refusedAs(400, 'FORMAT_ERROR'));
	});

	it('may have an engagement of a PSU who is not in the list of customers', async () => {
		const engagement = {
			customer: '17099233842',
			account: { iban: 'NO9386011117947' },
			roles: ['REGISTER', 'VIEW'],
			registerLimit: 0,
			approvalLimit: 0,
		};
		const body = { owner: '310000019', name: 'Ny', engagements: [engagement] };
		expect((await post('agreements', body)).status).toBe(201);
		const { session } = await authorise(bank, { user: '17099233842', context: 'corporate' });
		expect(session['psu-id']).toBe('17099233842');
	});

	it('is reset by initialize, and consents end', async () => {
		const { session } = await authorise(bank);
		await post('customers', company);
		const initialize = await eika(bank, '/v1/sandbox/initialize', { method: 'POST' });
		expect(initialize.status).toBe(204);
		const { json } = await eika(bank, '/v1/sandbox/customers');
		const numbers = json.map(({ customerNumber }: typeof company) => customerNumber);
		expect(numbers).not.toContain('310000035');
		expect(numbers).toEqual(expect.arrayContaining(bank.banks.eika.psus.map(({ user }) => user)));
		expect(await eika(bank, '/v1/accounts', { headers: session })).toMatchObject(
			refusedAs(403, 'CONSENT_UNKNOWN'),
		);
	});

	it('lets customers be read and deleted', async () => {
		const { json } = await post('customers', company);
		const path = `/v1/sandbox/customers/${json.customerId}`;
		expect((await eika(bank, path)).json).toEqual(json);
		expect((await eika(bank, path, { method: 'DELETE' })).status).toBe(204);
		expect(await eika(bank, path)).toMatchObject(refusedAs(404, 'RESOURCE_UNKNOWN'));
	});
});

describe('a card account', () => {
	const card = {
		customerNumber: '12085592767',
		name: 'Kort',
		maskedPan: '412345xxxxxx9999',
		currency: 'NOK',
		creditLimit: { currency: 'NOK', amount: 1000 },
		balances: [
			{
				balanceType: 'EXPECTED',
				balanceAmount: { amount: 700.5, currency: 'NOK' },
				referenceDate: dateIn(-1),
				lastChangeDateTime: '2026-01-02T13:55:45.494Z',
				lastCommittedTransaction: 'test-1',
			},
		],
		...{ cardId: '1', cardIdVNo: '2', accountNumber: '1234', expiry: dateIn(400) },
		...{ product: 'Basic Credit', status: 'BLOCKED' },
	};
	const purchase = {
		transactionDate: dateIn(-2),
		bookingDate: dateIn(-1),
		transactionAmount: { amount: -120.75, currency: 'NOK' },
		originalAmount: { amount: -10, currency: 'EUR' },
		markupFee: { amount: 2.1, currency: 'NOK' },
		markupFeePercentage: '1.75',
		merchantCategoryCode: '5411',
		cardAcceptorId: 'Kiwi',
		transactionDetails: 'Mat',
		maskedPan: card.maskedPan,
	};

	it('is created and read with its balances and transactions', async () => {
		const created = await post('card-accounts', card);
		expect(created).toMatchObject({ status: 201, json: { maskedPan: '412345xxxxxx9999' } });
		const path = `card-accounts/${created.json.mockCardAccountId}/transactions`;
		expect((await post(path, [purchase])).status).toBe(201);
		const { session: headers } = await authorise(bank, { user: '12085592767' });
		const { json } = await eika(bank, '/v1/card-accounts?withBalance=true', { headers });
		expect(json.cardAccounts).toEqual([
			expect.objectContaining({
				maskedPan: '412345xxxxxx9999',
				status: 'blocked',
				creditLimit: { amount: '1000.00', currency: 'NOK' },
				balances: [
					{
						balanceType: 'expected',
						balanceAmount: { amount: '700.50', currency: 'NOK' },
						referenceDate: dateIn(-1),
						lastChangeDateTime: '2026-01-02T13:55:45.494Z',
						lastCommittedTransaction: 'test-1',
					},
				],
			}),
		]);
		const { resourceId } = json.cardAccounts[0];
		const list = `/v1/card-accounts/${resourceId}/transactions?bookingStatus=booked`;
		const { maskedPan, ...shown } = purchase;
		expect((await eika(bank, list, { headers })).json.cardTransactions.booked).toEqual([
			{
				...shown,
				cardTransactionId: expect.any(String),
				transactionAmount: { amount: '-120.75', currency: 'NOK' },
				originalAmount: { amount: '-10.00', currency: 'EUR' },
				markupFee: { amount: '2.10', currency: 'NOK' },
				maskedPAN: maskedPan,
			},
		]);
	});

	it.each<[string, object]>([
		['an unknown owner', { customerNumber: '310000035' }],
		['an unknown status', { status: 'OPEN' }],
		['a limit without a currency', { creditLimit: 1000 }],
		['a limit in another currency', { creditLimit: { amount: 1000, currency: 'EUR' } }],
	])('is refused with %s', async (_, overrides) => {
		expect(await post('card-accounts', { ...card, ...overrides })).toMatchObject(
			refusedAs(400, 'FORMAT_ERROR'),
		);
	});

	it('is refused a transaction in the future', async () => {
		const { json } = await post('card-accounts', card);
		const path = `card-accounts/${json.mockCardAccountId}/transactions`;
		expect(await post(path, [{ ...purchase, transactionDate: dateIn(2) }])).toMatchObject(
			refusedAs(400, 'FORMAT_ERROR'),
		);
	});
});

it('Without the PSU present, each resource can be read four times a day', async () => {
	const { session: headers } = await authorise(bank);
	const read = (more: object = {}, path = '/v1/accounts') =>
		eika(bank, path, { headers: { ...headers, ...more } });
	for (let count = 0; count < 4; count++) expect(await read()).toMatchObject({ status: 200 });
	expect(await read()).toMatchObject(refusedAs(429, 'ACCESS_EXCEEDED'));
	expect(await read({ 'psu-ip-address': '192.0.2.1' })).toMatchObject({ status: 200 });
	expect(await read({}, '/v1/card-accounts')).toMatchObject({ status: 200 });
	// The last test, because initialize does not turn the calendar back.
	await bank.applyScenario({ bank: 'eika', scenario: 'daysPass', days: 1 });
	expect(await read()).toMatchObject({ status: 200 });
});

/** The account, owned by a company of the stock data. */
function own() {
	return { ...account, customerNumber: '310000019' };
}

function numbers(bban: string, start: string) {
	return { bban, iban: `${start}${bban}` };
}

function balance(amount: number) {
	return { balanceType: 'EXPECTED', balanceAmount: { amount, currency: 'NOK' } };
}
