import type { Account } from '../../sandbox/data/accounts';
import { newBankData, type BankData } from '../../sandbox/data/bankData';
import type { TransactionFilter } from '../../sandbox/data/transactions';
import { slice } from '../../sandbox/data/view';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import * as cooperativeBank from './cooperativeBankTpp';
import * as saltEdge from './saltEdgeTpp';
import { api, psuToken, register, type Reply } from './tpp';

const size = { seed: 'a-seed', accounts: 2, transactions: 60 };
const now = new Date('2026-03-02T15:00:00Z');
const everything: TransactionFilter = { credits: true, debits: true };

let data: BankData;
let account: Account;
let other: Account;
beforeEach(() => {
	data = newBankData(size, now);
	[account, other] = slice(data.accounts.of(data.psus[0]!), 0, 2) as [Account, Account];
});

const order = (changes: Record<string, unknown>) =>
	data.bookings.book({ accountId: account.AccountId, ...changes });
const transactionsOf = (of = account, filter = everything) => {
	const view = data.transactions.of(of, filter);
	return slice(view, 0, view.length);
};
const further = () =>
	transactionsOf().filter(({ TransactionId }) => TransactionId.includes('further'));

describe('Further transactions', () => {
	it('are added to the earlier ones, newest first, only in their account', () => {
		const before = transactionsOf();
		const beside = transactionsOf(other);
		order({ count: 2 });
		order({ count: 3, daysAgo: 4 });
		const times = transactionsOf().map(({ bookedAt }) => bookedAt.getTime());
		expect(times).toEqual([...times].sort((one, two) => two - one));
		expect(transactionsOf()).toEqual(expect.arrayContaining(before));
		expect(transactionsOf()).toHaveLength(before.length + 5);
		expect(transactionsOf(other)).toEqual(beside);
	});

	it('are the same for the same orders', () => {
		order({ count: 3, daysAgo: 1 });
		const first = further();
		data = newBankData(size, now);
		order({ count: 3, daysAgo: 1 });
		expect(further()).toEqual(first);
	});

	it.each([
		[0, '2026-03-02'],
		[5, '2026-02-25'],
		[-3, '2026-03-05'],
	])('that are %i days late are dated %s', (daysAgo, date) => {
		order({ count: 1, daysAgo });
		expect(further()[0]!.bookedAt.toISOString()).toMatch(date);
	});

	it('are filtered as the others are', () => {
		order({ count: 8, daysAgo: 3 });
		order({ count: 8, daysAgo: 1 });
		const [from, to] = [new Date('2026-02-27'), new Date('2026-02-27T23:00:00Z')];
		const within = transactionsOf(account, { from, to, credits: true, debits: false });
		expect(within.filter(({ TransactionId }) => TransactionId.includes('further'))).toHaveLength(2);
		expect(within.every(({ isCredit }) => isCredit)).toBe(true);
	});

	it('are pending until the account is settled, as those that were there', () => {
		order({ count: 1, isPending: true });
		const pending = transactionsOf().filter(({ isPending }) => isPending);
		expect(pending).toHaveLength(3);
		order({ settle: true });
		expect(transactionsOf().filter(({ isPending }) => isPending)).toEqual([]);
		expect(transactionsOf()).toEqual(
			expect.arrayContaining(pending.map((one) => ({ ...one, isPending: false }))),
		);
		order({ count: 1, isPending: true });
		expect(transactionsOf().filter(({ isPending }) => isPending)).toHaveLength(1);
	});
});

it.each([
	{},
	{ count: 0 },
	{ count: 1001 },
	{ count: '3' },
	{ count: 1, daysAgo: 0.5 },
	{ count: 1, isPending: 'yes' },
	{ settle: false },
	{ settle: true, count: 1 },
	{ count: 1, accountId: 7 },
])('The order %j is refused', (changes) => {
	expect(order(changes)).toMatch(/^expected accountId with/);
	expect(further()).toEqual([]);
});

it('An order for an account that the bank does not have is refused', () => {
	expect(order({ count: 1, accountId: '1' })).toBe('expected an account of the bank, not 1');
});

describe('The control of a running bank', () => {
	let bank: EmbeddedBank;
	beforeAll(async () => {
		bank = await startEmbeddedBank();
	});
	afterAll(() => bank.stop());

	/** Ids follow from the seed alone. */
	const booking = () => {
		const { accounts, psus } = newBankData(
			{ seed: 'open-banking', accounts: 4, transactions: 100 },
			new Date(),
		);
		return { accountId: accounts.of(psus[0]!).at(0).AccountId, count: 1 };
	};

	/** A TPP that may read transactions, by bank: its way to ask the account information API. */
	const tpps: Record<string, () => Promise<(path: string) => Promise<Reply>>> = {
		zopa: async () => {
			const token = await psuToken(bank, await register(bank));
			return (path) => api(bank, path, token);
		},
		'salt-edge': async () => {
			const client = await saltEdge.register(bank);
			const { code } = await saltEdge.authorise(bank, client);
			const redirect_uri = bank.tpp.redirectUris[0]!;
			const form = { grant_type: 'authorization_code', code: code!, redirect_uri };
			const { json } = await saltEdge.postToken(bank, client, form);
			return (path) => saltEdge.api(bank, path, json.access_token as string);
		},
		coop: async () => {
			const { access } = await cooperativeBank.psuTokens(bank);
			return (path) => cooperativeBank.api(bank, path, access);
		},
		smile: async () => {
			const { access } = await cooperativeBank.psuTokens(bank, { brand: 'smile' });
			return (path) => cooperativeBank.api(bank, path, access, { brand: 'smile' });
		},
	};

	it.each(Object.keys(tpps))('books at %s, only in the account of the order', async (name) => {
		const ask = await tpps[name]!();
		const { json: accounts } = await ask('/accounts');
		const [accountId, other] = accounts.Data.Account.map(
			({ AccountId }: { AccountId: string }) => AccountId,
		);
		expect(accountId).toBe(booking().accountId);
		const idsIn = async (account: string): Promise<string[]> => {
			const { json } = await ask(`/accounts/${account}/transactions`);
			return json.Data.Transaction.map((one: { TransactionId: string }) => one.TransactionId);
		};
		const [before, elsewhere] = [await idsIn(accountId), await idsIn(other)];
		await bank.bookTransactions({ bank: name, ...booking() });
		expect(await idsIn(accountId)).toEqual([`${accountId}-further-1`, ...before]);
		expect(await idsIn(other)).toEqual(elsewhere);
	});

	it('accepts an order for Monese, which has no endpoint for transactions', async () => {
		await expect(bank.bookTransactions({ bank: 'monese', ...booking() })).resolves.toBeUndefined();
	});

	it.each([
		['unknown', /expected a bank that has accounts/],
		['eika', /expected an account of the bank/],
	])('refuses to book at %s', async (name, problem) => {
		await expect(bank.bookTransactions({ bank: name, ...booking() })).rejects.toThrow(problem);
	});

	it('says what an order lacks', async () => {
		await expect(bank.bookTransactions({ bank: 'zopa', accountId: '1', count: 1 })).rejects.toThrow(
			/expected an account of the bank, not 1/,
		);
	});
});
