import Ajv from 'ajv';

import { startEmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { api, psuToken, register, type Reply, type TestedBank } from './tpp';

/*
 * What Zopa's API has less than OBIE's: its OpenAPI file (swagger/account-info-openapi.yaml of the portal) has closed schemas,
 * and the page "AIS" says which product has which data. `npm run test:contract` compares with the file itself.
 */

const closed = (properties: object, required = Object.keys(properties)) => ({
	type: 'object',
	additionalProperties: false,
	properties,
	required,
});
const text = { type: 'string' };
const amount = closed({ Amount: text, Currency: text });

const account = closed({
	AccountId: text,
	Status: { const: 'Enabled' },
	Currency: text,
	AccountTypeCode: { enum: ['CACC', 'CARD'] },
	Account: { type: 'array', items: closed({ SchemeName: text, Identification: text }) },
});
const balance = (members: object) =>
	closed({
		AccountId: text,
		CreditDebitIndicator: text,
		Type: { const: 'ITAV' },
		DateTime: text,
		Amount: amount,
		...members,
	});
const creditLine = closed({
	Included: { const: true },
	Type: { const: 'Credit' },
	Amount: amount,
});
const limit = { CreditLine: { type: 'array', minItems: 1, items: creditLine } };
const transaction = closed(
	{
		AccountId: text,
		TransactionId: text,
		CreditDebitIndicator: text,
		Status: { enum: ['BOOK', 'PDNG'] },
		BookingDateTime: text,
		ValueDateTime: text,
		TransactionInformation: text,
		Amount: amount,
		ProprietaryBankTransactionCode: closed({ Code: text }),
		MerchantDetails: closed({ MerchantName: text }),
	},
	['AccountId', 'CreditDebitIndicator', 'Status', 'BookingDateTime', 'Amount'],
);
const party = closed({ PartyId: text, PartyType: text, Name: text, FullLegalName: text });

function expectValid(schema: object, values: unknown[]): void {
	const validate = new Ajv({ strict: false }).compile({
		type: 'array',
		minItems: 1,
		items: schema,
	});
	validate(values);
	expect(validate.errors).toBeNull();
}

const Permissions = [
	'ReadAccountsDetail',
	'ReadBalances',
	'ReadBeneficiariesDetail',
	'ReadDirectDebits',
	'ReadOffers',
	'ReadPAN',
	'ReadParty',
	'ReadPartyPSU',
	'ReadProducts',
	'ReadScheduledPaymentsDetail',
	'ReadStandingOrdersDetail',
	'ReadStatementsDetail',
	'ReadTransactionsCredits',
	'ReadTransactionsDebits',
	'ReadTransactionsDetail',
];

let bank: TestedBank;
let token: string;
let accounts: Array<{ AccountId: string; AccountTypeCode: string }>;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, transactions: 800 });
	token = await psuToken(bank, await register(bank), { Data: { Permissions } });
	accounts = (await api(bank, '/accounts', token)).json.Data.Account;
});
afterAll(() => bank.stop());

const read = (path: string, code: string): Promise<Reply> => {
	const { AccountId } = accounts.find(({ AccountTypeCode }) => AccountTypeCode === code)!;
	return api(bank, `/accounts/${AccountId}/${path}`, token);
};

it('The embedded Zopa has a credit card and a current account, with the members of Zopa’s API', () => {
	expect(accounts.map(({ AccountTypeCode }) => AccountTypeCode)).toEqual(['CARD', 'CACC']);
	expectValid(account, accounts);
});

it('The embedded Zopa sends only the interim available balance, and of a card also the limit', async () => {
	const [current, card] = await Promise.all(
		['CACC', 'CARD'].map(async (code) => (await read('balances', code)).json.Data.Balance),
	);
	expectValid(balance({}), current);
	expectValid(balance(limit), card);
});

it('The embedded Zopa sends transactions by pages of 100, with its own codes', async () => {
	for (const code of ['CACC', 'CARD']) {
		const { json } = await read('transactions', code);
		expect(json.Data.Transaction).toHaveLength(100);
		expect(json.Links).toHaveProperty('Next');
		expectValid(transaction, json.Data.Transaction);
	}
});

it('The embedded Zopa names a party by its name only', async () => {
	expectValid(party, [(await read('party', 'CARD')).json.Data.Party]);
	expectValid(party, [(await api(bank, '/party', token)).json.Data.Party]);
});

it.each([
	['beneficiaries', 'CACC', 'CARD'],
	['direct-debits', 'CACC', 'CARD'],
	['standing-orders', 'CACC', 'CARD'],
	['offers', 'CARD', 'CACC'],
	['statements', 'CARD', 'CACC'],
])(
	'At the embedded Zopa, %s have data for %s, and 200 without data for %s',
	async (path, withData, without) => {
		const lists = async (code: string) => {
			const { status, json } = await read(path, code);
			return [status, Object.values(json.Data as object).flat().length];
		};
		expect(await lists(withData)).toEqual([200, expect.any(Number)]);
		expect((await lists(withData))[1]).toBeGreaterThan(0);
		expect(await lists(without)).toEqual([200, 0]);
	},
);

it.each(['parties', 'product', 'scheduled-payments', 'statements/1', 'statements/1/file'])(
	'The embedded Zopa has no %s of an account',
	async (path) => {
		expect(await read(path, 'CARD')).toMatchObject({ status: 404 });
	},
);

it.each([
	'balances',
	'beneficiaries',
	'direct-debits',
	'offers',
	'products',
	'scheduled-payments',
	'standing-orders',
	'statements',
	'transactions',
])('The embedded Zopa has no %s of all accounts at once', async (path) => {
	expect(await api(bank, `/${path}`, token)).toMatchObject({ status: 404 });
});
