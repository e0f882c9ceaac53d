import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { authorise, dateIn, eika } from './eikaTpp';

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
describe('transactions', () => {
	const firstAccount = async (headers: Record<string, string>): Promise<string> =>
		(await eika(bank, '/v1/accounts', { headers })).json.accounts[0].resourceId;

	it('come in pages that the links connect, newest first', async () => {
		const { session: headers } = await authorise(bank);
		const accountId = await firstAccount(headers);
		await bank.bookTransactions({ bank: 'eika', accountId, count: 3, isPending: true });
		const dates: string[] = [];
		let next = `/v1/accounts/${accountId}/transactions?bookingStatus=both&limit=4`;
		let pages = 0;
		for (; next; pages++) {
			const { json, status } = await eika(bank, next, { headers });
			expect(status).toBe(200);
			const { booked, pending } = json.transactions;
			for (const one of [...pending, ...booked]) dates.push(one.bookingDate ?? one.valueDate);
			next = json.transactions._links.next?.href;
		}
		expect(pages).toBe(4);
		expect(dates).toHaveLength(3 + 10);
		expect([...dates].sort().reverse()).toEqual(dates);
	});

	it('stop at the page after which the PSU revokes the consent', async () => {
		const { session: headers, consentId } = await authorise(bank);
		const path = `/v1/accounts/${await firstAccount(headers)}/transactions?bookingStatus=booked&limit=4`;
		const first = await eika(bank, path, { headers });
		await bank.applyScenario({ bank: 'eika', scenario: 'consentRevoked', consentId });
		expect(await eika(bank, first.json.transactions._links.next.href, { headers })).toMatchObject(
			refusedAs(401, 'CONSENT_INVALID'),
		);
	});

	it('go back 90 days, and further with the PSU present', async () => {
		const { session: headers } = await authorise(bank);
		const accountId = await firstAccount(headers);
		const read = (query: string, more: object = {}) =>
			eika(bank, `/v1/accounts/${accountId}/transactions?bookingStatus=booked${query}`, {
				headers: { ...headers, ...more },
			});
		expect((await read(`&dateFrom=${dateIn(-90)}`)).json.transactions.booked).toHaveLength(10);
		expect(await read(`&dateFrom=${dateIn(-91)}`)).toMatchObject(refusedAs(400, 'PERIOD_INVALID'));
		const present = { 'psu-ip-address': '192.0.2.1' };
		const all = await read(`&dateFrom=${dateIn(-200)}`, present);
		expect(all.json.transactions.booked).toHaveLength(12);
		const some = await read(`&dateFrom=${dateIn(-20)}&dateTo=${dateIn(-10)}`, present);
		expect(some.json.transactions.booked).toHaveLength(2);
	});

	it.each(['', '&limit=500', '&limit=0', '&limit=x', '&dateFrom=yesterday', '&dateTo=2026-02-30'])(
		'are refused with wrong parameters: %s',
		async (query) => {
			const { session: headers } = await authorise(bank);
			const status = query === '' ? 'all' : 'booked';
			const path = `/v1/accounts/${await firstAccount(headers)}/transactions?bookingStatus=${status}`;
			expect(await eika(bank, path + query, { headers })).toMatchObject(
				refusedAs(400, 'FORMAT_ERROR'),
			);
		},
	);
});

it('Amounts are numbers while the bank sends numbers, unless the request accepts the fix', async () => {
	const { session } = await authorise(bank);
	await bank.applyScenario({ bank: 'eika', scenario: 'amountsAsNumbers' });
	const balanceOf = async (headers: Record<string, string>): Promise<unknown> => {
		const { json } = await eika(bank, '/v1/accounts?withBalance=true', { headers });
		return json.accounts[0].balances[0].balanceAmount.amount;
	};
	expect(await balanceOf(session)).toBe(25_000.5);
	expect(await balanceOf({ ...session, 'x-accept-fix': 'amount' })).toBe('25000.50');
});

it('Card accounts have balances and transactions', async () => {
	const { session: headers } = await authorise(bank);
	const { json } = await eika(bank, '/v1/card-accounts', { headers });
	expect(json.cardAccounts).toMatchObject([
		{ maskedPan: '545454******1234', creditLimit: { amount: '50000.00', currency: 'NOK' } },
	]);
	const path = `/v1/card-accounts/${json.cardAccounts[0].resourceId}`;
	const balances = await eika(bank, `${path}/balances`, { headers });
	expect(balances.json).toMatchObject({
		cardAccount: { maskedPan: '545454******1234' },
		balances: [{ balanceType: 'interimAvailable' }],
	});
	const listed = await eika(bank, `${path}/transactions?bookingStatus=both`, { headers });
	expect(listed.json.cardTransactions.booked).toHaveLength(3);
	expect(listed.json.cardTransactions.booked[0]).toMatchObject({
		cardTransactionId: expect.any(String),
		transactionAmount: { currency: 'NOK' },
		merchantCategoryCode: '5411',
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
