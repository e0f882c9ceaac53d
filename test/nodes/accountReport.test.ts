import type { IDataObject } from 'n8n-workflow';

import { aChain, anEngine, errorOf, itemsOf, jsonOf } from '../support/workflow';

const run = async (parameters: IDataObject, input: IDataObject[]) => {
	const engine = await anEngine({ credential: {}, input });
	return await engine.run(aChain({ name: 'Report', type: 'accountReport', parameters }));
};

const items = [
	{ accountId: '1', accountName: 'Everyday', currency: 'GBP' },
	{ accountId: '1', amount: 5, currency: 'GBP', type: 'InterimBooked', dateTime: '2026-03-04' },
	{ consentId: 'a', customer: 'Ada', status: 'reauthenticate' },
	{ subject: 'CN=x', daysLeft: 3 },
	{ something: 'else' },
];

describe('Create HTML Report', () => {
	it('makes one page of all items, as text and as a file', async () => {
		const ran = await run({}, items);
		const [item, ...others] = ran.data.resultData.runData.Report![0]!.data!.main![0]!;
		expect(others).toEqual([]);
		expect(item!.json).toEqual({
			accounts: 1,
			transactions: 0,
			todoCount: 2,
			html: expect.stringMatching(/^<!doctype html>[^]*Everyday[^]*Ada/),
		});
		expect(item!.pairedItem).toEqual(items.map((_, index) => ({ item: index })));
		const { data, fileName, mimeType } = item!.binary!.data!;
		expect({ fileName, mimeType }).toEqual({ fileName: 'report.html', mimeType: 'text/html' });
		expect(Buffer.from(data, 'base64').toString()).toBe(item!.json.html);
	});

	it('names banks as people know them, and a custom bank by its ID', async () => {
		const consents = ['coop', 'my-bank'].map((bank) => ({
			consentId: bank,
			bank,
			status: 'active',
		}));
		const [item] = jsonOf(await run({}, consents), 'Report');
		expect(item!.html).toContain('<span>The Co-operative Bank</span>');
		expect(item!.html).toContain('<span>my-bank</span>');
	});

	it('says that it leaves some items out', async () => {
		const { hints } = (await run({}, items)).data.resultData.runData.Report![0]!;
		expect(hints).toEqual([
			expect.objectContaining({
				message:
					'Input items that the report does not show: 1. It shows simplified accounts, balances and transactions, consents, and certificates.',
			}),
		]);
	});

	it('refuses an invalid number of transactions', async () => {
		const error = errorOf(await run({ transactionCount: 'many' }, items), 'Report');
		expect(error?.message).toBe(
			'"many" is not a number of transactions. Enter a whole number of 0 or more. Check "Last Transactions".',
		);
	});
});

describe('Check Health', () => {
	it('outputs consents and certificates by urgency', async () => {
		expect(jsonOf(await run({ operation: 'checkHealth' }, items), 'Report')).toEqual([
			expect.objectContaining({ name: 'Ada', nextAction: 'reauthenticate', whoActs: 'customer' }),
			expect.objectContaining({ name: 'x', nextAction: 'orderCertificate', whoActs: 'operator' }),
		]);
	});

	it('pairs each output with its own item, so that a later node finds its session', async () => {
		const ran = itemsOf(await run({ operation: 'checkHealth' }, [...items].reverse()), 'Report');
		expect(ran.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
			['Ada', { item: 2 }],
			['x', { item: 1 }],
		]);
	});

	it('uses the days of the fields', async () => {
		const parameters = { operation: 'checkHealth', certificateDays: 3 };
		const [, certificate] = jsonOf(await run(parameters, items), 'Report');
		expect(certificate).toMatchObject({ nextAction: 'none' });
	});

	it.each(['soon', '', -1, true])('refuses %p as days', async (consentDays) => {
		const parameters = { operation: 'checkHealth', consentDays };
		const error = errorOf(await run(parameters, items), 'Report');
		expect(error?.message).toBe(
			`"${consentDays}" is not a number of days. Enter 0 or more. Check "Days Before Consent Ends".`,
		);
	});
});
