import { newAccounts } from '../../sandbox/data/accounts';
import { newBankData } from '../../sandbox/data/bankData';
import { newBookings } from '../../sandbox/data/bookings';
import { iban, isIban } from '../../sandbox/data/iban';
import { psusWith } from '../../sandbox/data/psus';
import { newRandomSource, type RandomSource } from '../../sandbox/data/random';
import { newTransactions, type TransactionFilter } from '../../sandbox/data/transactions';
import { concatViews, slice, viewOf } from '../../sandbox/data/view';

const monday = new Date('2026-03-02T15:00:00Z');
const tuesday = new Date('2026-03-03T09:00:00Z');
const size = { seed: 'a-seed', accounts: 3, transactions: 60 };
const everything: TransactionFilter = { credits: true, debits: true };

const accountsOf = (data: ReturnType<typeof newBankData>, index = 0) => {
	const accounts = data.accounts.of(data.psus[index]!);
	return slice(accounts, 0, accounts.length);
};
const transactionsOf = (data: ReturnType<typeof newBankData>, filter = everything) => {
	const view = data.transactions.of(accountsOf(data)[0]!, filter);
	return slice(view, 0, view.length);
};
function aCountingRandomSource() {
	let count = 0;
	const { number, pick } = newRandomSource('a-seed');
	const random: RandomSource = {
		number: (...args) => (count++, number(...args)),
		pick: (...args) => (count++, pick(...args)),
	};
	return { random, calls: () => count };
}

const idsOf = (data: ReturnType<typeof newBankData>) =>
	transactionsOf(data).map(({ TransactionId }) => TransactionId);

describe('bank data', () => {
	it('are the same for the same seed', () => {
		const [one, other] = [newBankData(size, monday), newBankData(size, monday)];
		expect(accountsOf(one)).toEqual(accountsOf(other));
		expect(transactionsOf(one)).toEqual(transactionsOf(other));
	});

	it('are different for another seed', () => {
		const other = newBankData({ ...size, seed: 'another' }, monday);
		expect(accountsOf(newBankData(size, monday))).not.toEqual(accountsOf(other));
	});

	it('give every account an id of its own', () => {
		const data = newBankData({ ...size, accounts: 10_000 }, monday);
		const ids = [0, 1, 2].flatMap((psu) => accountsOf(data, psu).map(({ AccountId }) => AccountId));
		expect(new Set(ids).size).toBe(10_003);
	});

	it('spread the transactions evenly over all accounts', () => {
		const data = newBankData({ ...size, transactions: 62 }, monday);
		const counts = [0, 1, 2].flatMap((psu) =>
			accountsOf(data, psu).map((account) => data.transactions.of(account, everything).length),
		);
		expect(counts).toEqual([11, 11, 10, 10, 10, 10]);
	});

	it('gain transactions by the day, and keep those they had', () => {
		const [before, after] = [
			transactionsOf(newBankData(size, monday)),
			transactionsOf(newBankData(size, tuesday)),
		];
		const settled = (transactions: typeof before) =>
			transactions.filter(({ isPending }) => !isPending);
		const kept = settled(after).filter(({ TransactionId }) =>
			settled(before).some((earlier) => earlier.TransactionId === TransactionId),
		);
		expect(after[0]!.bookedAt.getTime()).toBeGreaterThan(before[0]!.bookedAt.getTime());
		expect(kept.length).toBeGreaterThan(4);
		expect(settled(before)).toEqual(expect.arrayContaining(kept));
	});

	it('have no transaction after the day began', () => {
		const [newest] = transactionsOf(newBankData(size, monday));
		expect(newest!.bookedAt.getTime()).toBeLessThan(Date.parse('2026-03-02T00:00:00Z'));
		expect(newest!.bookedAt.getTime()).toBeGreaterThan(Date.parse('2026-03-01T00:00:00Z'));
	});

	it('compute any of a million transactions without the others', () => {
		const { random, calls } = aCountingRandomSource();
		const psus = psusWith(1);
		const accounts = newAccounts(psus, random);
		const bookings = newBookings(psus, accounts, monday);
		const history = { total: 1_000_000, until: monday, random, bookings };
		const account = accounts.of(psus[0]!).at(0);
		const view = newTransactions(accounts, history).of(account, everything);
		expect(view.length).toBe(250_000);
		const before = calls();
		for (let index = 0; index < 1000; index += 1) view.at(index * 250);
		// Time, amount, counterparty and reference.
		expect(calls() - before).toBe(4 * 1000);
		expect(view.at(249_999).bookedAt.getTime()).toBeLessThan(view.at(249_998).bookedAt.getTime());
	});

	it.each([11, 12, 13, 14])('part into credits and debits, from age %i on', (from) => {
		const data = newBankData(size, monday);
		const all = idsOf(data);
		const to = transactionsOf(data)[from - 11]!.bookedAt;
		const credits = transactionsOf(data, { credits: true, debits: false, to });
		const debits = transactionsOf(data, { credits: false, debits: true, to });
		expect(credits.every(({ isCredit }) => isCredit)).toBe(true);
		expect(debits.some(({ isCredit }) => isCredit)).toBe(false);
		expect([...credits, ...debits].map(({ TransactionId }) => TransactionId).sort()).toEqual(
			all.slice(from - 11).sort(),
		);
	});
});

it('joins views to one, with empty ones among them', () => {
	const joined = concatViews([[], [1, 2], [], [3], []].map(viewOf));
	expect(slice(joined, 0, 9)).toEqual([1, 2, 3]);
	expect(slice(joined, 2, 3)).toEqual([3]);
});

it('knows IBANs by their check digits', () => {
	expect(isIban('NO9386011117947')).toBe(true);
	expect(isIban('NO9386011117974')).toBe(false);
	expect(isIban('no9386011117947')).toBe(false);
	expect(isIban(iban('GB', 'ZOPA04193388180992'))).toBe(true);
});
