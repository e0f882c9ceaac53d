import { healthOf } from '../../lib/report/health';
import { reportData } from '../../lib/report/reportData';
import { reportHtml } from '../../lib/report/reportHtml';

const now = new Date('2026-03-04T12:00:00Z');
const account = { accountId: '1', accountName: 'Everyday', currency: 'GBP' };
const balance = (amount: number, type = 'InterimBooked') => ({
	amount,
	currency: 'GBP',
	type,
	dateTime: now.toISOString(),
	accountId: '1',
});
const transaction = (transactionKey: string, amount: number, day: string, status = 'Booked') => ({
	amount,
	currency: 'GBP',
	status,
	description: `Payment ${transactionKey}`,
	bookingDateTime: `2026-03-${day}T10:00:00Z`,
	accountId: '1',
	transactionKey,
});

describe('the data of a report', () => {
	it('go back from the balance by what was booked since', () => {
		const items = [
			transaction('a', 0.1, '01'),
			transaction('c', -20, '03'),
			transaction('p', -5, '04', 'Pending'),
			transaction('b', 0.2, '02'),
			account,
			balance(100.3),
		];
		const [found] = reportData(items, now).accounts;
		expect(found).toMatchObject({ name: 'Everyday', balance: 100.3, currency: 'GBP' });
		expect(found!.history.map(({ date, balance }) => [date.getUTCDate(), balance])).toEqual([
			[1, 120.1],
			[2, 120.3],
			[3, 100.3],
			[4, 100.3],
		]);
	});

	it('keep the order of the balances of one day, at banks without times', () => {
		const dated = (key: string, amount: number, status?: string) => ({
			...transaction(key, amount, '02', status),
			bookingDateTime: '2026-03-02',
		});
		const items = [dated('b', -30), dated('r', -99, 'Rejected'), dated('a', 10), balance(80)];
		const [found] = reportData(items, now).accounts;
		expect(found!.history.map(({ date, balance }) => [date.getUTCDate(), balance])).toEqual([
			[2, 110],
			[2, 80],
			[4, 80],
		]);
	});

	it('ignore an amount that is not a number', () => {
		const items = [balance(NaN), balance(Infinity), transaction('a', -Infinity, '01')];
		expect(reportData(items, now)).toEqual({ accounts: [], transactions: [], ignored: 3 });
	});

	it('have no history when the balances are larger than numbers can be', async () => {
		const items = [balance(1e306), transaction('a', -1e306, '02'), transaction('b', 1, '01')];
		const data = reportData(items, now);
		expect(data.accounts).toMatchObject([{ balance: 1e306, history: [] }]);
		const options = { title: '', now, timeZone: 'UTC', transactionCount: 9 };
		expect(await reportHtml(data, [], options)).not.toMatch(/NaN|∞|Infinity/);
	});

	it('use the booked balance when there are several', () => {
		const items = [balance(7, 'InterimAvailable'), balance(5), balance(6, 'OpeningBooked')];
		expect(reportData(items, now).accounts[0]!.balance).toBe(5);
	});

	it('count a transaction once that comes twice, and count what they do not show', () => {
		const items = [transaction('a', 1, '01'), transaction('a', 1, '01'), { something: 'else' }];
		expect(reportData(items, now)).toMatchObject({ transactions: [{ amount: 1 }], ignored: 1 });
	});

	it('list the newest transactions first', () => {
		const items = [transaction('a', 1, '01'), transaction('c', 3, '03'), transaction('b', 2, '02')];
		expect(reportData(items, now).transactions.map(({ amount }) => amount)).toEqual([3, 2, 1]);
	});
});

describe('the page of a report', () => {
	const options = { title: 'Report', now, timeZone: 'Europe/Oslo', transactionCount: 2 };
	const page = (items: object[], changes = {}) =>
		reportHtml(reportData(items as never, now), [], { ...options, ...changes });

	it('has a chart with a text for screen readers, and the chosen number of transactions', async () => {
		const items = ['01', '02', '03'].map((day) => transaction(day, 10, day));
		const html = await page([account, balance(100), ...items]);
		expect(html).toContain('£100.00');
		expect(html).toMatch(
			/<svg [^>]*role="img" aria-label="Balance of Everyday from 1 Mar 2026 to 4 Mar 2026: lowest £80\.00, highest £100\.00"/,
		);
		expect(html.match(/<path class="line" d="M[\d.,MLHVhv-]+"/)).not.toBeNull();
		expect(html).toContain('Payment 03');
		expect(html).not.toContain('Payment 01');
	});

	it('keeps the day of a booking without a time in every time zone', async () => {
		const dated = { ...transaction('a', 1, '01'), bookingDateTime: '2026-03-01' };
		const late = { ...transaction('b', 1, '01'), bookingDateTime: '2026-03-03T01:00:00Z' };
		const html = await page([dated, late], { timeZone: 'America/New_York' });
		expect(html).toContain('1 Mar 2026');
		expect(html).toContain('2 Mar 2026');
	});

	it('escapes every text of the bank and of the customer, and loads nothing', async () => {
		const evil = '<script>alert(1)</script>"\'&';
		const items = [
			{ ...account, accountName: evil },
			balance(1),
			{ ...transaction('a', 1, '01'), description: evil, currency: evil },
		];
		const html = await page(items, { title: evil });
		expect(html).not.toContain('<script>');
		expect(html).toContain('&lt;script&gt;');
		expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
		expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:\/\//);
	});

	it('shows the decimals that ISO 4217 gives a currency', async () => {
		const amounts = { HUF: 1234.5, IQD: 1.5, JPY: 1200 };
		const items = Object.entries(amounts).map(([currency, amount]) => ({
			...transaction(currency, amount, '01'),
			currency,
		}));
		const html = await page([account, ...items], { transactionCount: 3 });
		for (const text of ['HUF\u00a01,234.50', 'IQD\u00a01.500', 'JP¥1,200']) {
			expect(html).toContain(text);
		}
	});

	it('has no chart for an account without a balance, and says when there is nothing', async () => {
		const html = await page([account, transaction('a', 1, '01')]);
		expect(html).toContain('No balance');
		expect(html).not.toContain('<svg');
		expect(await page([])).toContain('There is nothing to show.');
	});

	it('says of each consent and certificate what to do next, and who does it', async () => {
		const items = [
			{ consentId: 'a', customer: 'Ada', status: 'reauthenticate', polledAt: '2026-03-03' },
			{ consentId: 'c', customer: 'Cy', status: 'toString', renewal: 'constructor' },
			{
				consentId: 'b',
				customer: 'Bea',
				status: 'active',
				renewal: 'asked',
				askedAt: '2026-03-01',
				problem: 'The <mail> could not be sent.',
			},
			{ subject: 'CN=x', daysLeft: 3 },
		];
		const health = healthOf(items, { now, consentDays: 14, certificateDays: 90 });
		const html = await reportHtml(
			reportData(items, now),
			health.map((found) => found.health),
			options,
		);
		const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
			row!.replace(/<[^>]+>/g, '|'),
		);
		expect(rows).toContainEqual(
			expect.stringMatching(
				/Ada.*\|Sign-in ended\|.*3 Mar 2026.*must sign in at the bank again.*\|Customer\|/,
			),
		);
		expect(rows).toContainEqual(
			expect.stringMatching(
				/Bea.*\|Active\|.*Link sent.*1 Mar 2026.*\|Fix the problem[^|]+\|+The &lt;mail&gt; could not be sent\.\|/,
			),
		);
		expect(rows).toContainEqual(expect.stringMatching(/Cy.*\|toString\|.*\|constructor\|/));
		expect(rows).toContainEqual(expect.stringMatching(/x.*Order a new certificate.*\|Operator\|/));
	});

	it('shows dates in the time zone', async () => {
		const late = { ...transaction('a', 1, '01'), bookingDateTime: '2026-03-01T23:30:00Z' };
		expect(await page([late])).toContain('2 Mar 2026');
		expect(await page([late], { timeZone: 'UTC' })).toContain('1 Mar 2026');
	});

	it('marks the first days of months on the axis of the chart, also west of London', async () => {
		const old = { ...transaction('a', 1, '01'), bookingDateTime: '2025-11-20T12:00:00Z' };
		const html = await page([balance(1), old], { timeZone: 'America/New_York' });
		const marks = [...html.matchAll(/text-anchor="middle">([^<]+)</g)].map(([, mark]) => mark);
		expect(marks).toEqual(['1 Dec', '1 Jan', '1 Feb', '1 Mar']);
	});

	const marksOf = async (first: string, last: string) => {
		const until = { ...balance(1), dateTime: last };
		const items = [until, { ...transaction('a', 1, '01'), bookingDateTime: first }];
		const html = await reportHtml(reportData(items, new Date(last)), [], options);
		return [...html.matchAll(/<text x="([\d.]+)" [^>]*middle">([^<]+)</g)].map(
			([, place, text]) => ({ place: Number(place), text }),
		);
	};

	it('never has a date twice on the axis', async () => {
		for (let days = 0.5; days < 1_500; days *= 1.03) {
			const first = new Date(Date.parse('2026-04-04T12:00:00Z') - days * 86_400_000);
			const texts = (await marksOf(first.toISOString(), '2026-04-04T12:00:00Z')).map(
				({ text }) => text,
			);
			expect(texts).toEqual([...new Set(texts)]);
		}
	});

	it.each([
		['2026-03-21T12:00:00Z', '24 Mar, 26 Mar, 28 Mar, 30 Mar, 1 Apr, 3 Apr'],
		['2026-04-01T12:00:00Z', '2 Apr, 3 Apr, 4 Apr'],
		['2026-04-04T09:00:00Z', '4 Apr'],
		['2025-04-04T12:00:00Z', '1 Jul, 1 Oct, 1 Jan, 1 Apr'],
		['2025-01-01T12:00:00Z', 'Apr 2025, Jul 2025, Oct 2025, Jan 2026'],
		['2023-04-04T12:00:00Z', 'Jan 2024, Jan 2025, Jan 2026'],
	])(
		'since %s has dates on the axis that do not repeat or cover each other',
		async (first, texts) => {
			const marks = await marksOf(first, '2026-04-04T12:00:00Z');
			expect(marks.map(({ text }) => text).join(', ')).toBe(texts);
			const gaps = marks.slice(1).map(({ place }, index) => place - marks[index]!.place);
			expect(gaps.filter((gap) => gap < 54)).toEqual([]);
		},
	);
});

it('A report of 200,000 transactions of one account, and one of 20,000 accounts, are made', async () => {
	const options = { title: 'Report', now, timeZone: 'UTC', transactionCount: 1 };
	const many = Array.from({ length: 200_000 }, (_, index) => transaction(`t${index}`, 1, '01'));
	const { accounts } = reportData([...many, balance(5)], now);
	expect(accounts[0]!.history).toHaveLength(200_001);
	const html = await reportHtml(reportData([...many, balance(5)], now), [], options);
	expect(html.includes('lowest -£199,994.00, highest £5.00')).toBe(true);
	const others = Array.from({ length: 20_000 }, (_, index) => ({
		...account,
		accountId: `a${index}`,
	}));
	expect(reportData(others, now).accounts).toHaveLength(20_000);
});
