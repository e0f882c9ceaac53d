import type { IDataObject } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { optionsCollection } from '../../shared/fields';
import type { Item, Operation } from '../../shared/operation';
import { healthFields, readHealthOptions, toNumber } from '../healthFields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const report = () => ({
	...(require('../../../lib/banks') as typeof import('../../../lib/banks')),
	...(require('../../../lib/report/health') as typeof import('../../../lib/report/health')),
	...(require('../../../lib/report/reportData') as typeof import('../../../lib/report/reportData')),
	...(require('../../../lib/report/reportHtml') as typeof import('../../../lib/report/reportHtml')),
});

const defaultCount = 20;

export const createReport: Operation = {
	value: 'createReport',
	name: 'Create HTML Report',
	action: 'Create HTML report',
	description:
		'Output one page with accounts, balances over time, last transactions, consents and certificates, as text and as a file',
	fields: [
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: 'Account report',
			description: 'The heading of the page',
		},
		{
			displayName: 'Last Transactions',
			name: 'transactionCount',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: defaultCount,
			description: 'Number of transactions in the list. The charts use all of them.',
		},
		optionsCollection(healthFields),
	],
	runsOnce: true,
	async run(item) {
		const options = readHealthOptions(item, 'options.');
		const { now } = options;
		const { banks, healthOf, reportData, reportHtml } = report();
		const bankNames = new Map<unknown, string>(banks.map(({ id, name }) => [id, name]));
		const data = reportData(item.all, now);
		const health = healthOf(item.all, options).map(({ health: one }) => ({
			...one,
			bank: bankNames.get(one.bank) ?? one.bank,
		}));
		const html = await reportHtml(data, health, {
			title: item.parameter('title', ''),
			now,
			timeZone: item.timeZone,
			transactionCount: readCount(item),
		});
		if (data.ignored > 0) {
			item.hint(
				`Input items that the report does not show: ${data.ignored}. It shows simplified accounts, balances and transactions, consents, and certificates.`,
			);
		}
		const json: IDataObject = {
			accounts: data.accounts.length,
			transactions: data.transactions.length,
			todoCount: health.filter(({ nextAction }) => nextAction !== 'none').length,
			html,
		};
		const binary = await item.binary(html, 'report.html', 'text/html');
		return [[{ json, binary, pairedItem: item.all.map((_, index) => ({ item: index })) }]];
	},
};

function readCount(item: Item): number {
	const value = item.anyValue('transactionCount', defaultCount);
	const count = toNumber(value);
	if (Number.isInteger(count) && count >= 0) return count;
	throw parameterError(
		`"${String(value)}" is not a number of transactions. Enter a whole number of 0 or more.`,
		'transactionCount',
	);
}
