import type { INodeExecutionData } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { parameterError } from '../../lib/errors';
import { healthOf, type HealthOptions } from '../../lib/report/health';
import { reportData } from '../../lib/report/reportData';
import { reportHtml } from '../../lib/report/reportHtml';
import { enteredText } from '../../lib/responses/json';
import type { Item } from '../shared/operation';

/** Outputs one page about all items, as text and as a file. */
export async function runCreateReport(item: Item): Promise<INodeExecutionData[][]> {
	const options = readHealthOptions(item, 'options.');
	const { now } = options;
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
	const json = {
		accounts: data.accounts.length,
		transactions: data.transactions.length,
		todoCount: health.filter(({ nextAction }) => nextAction !== 'none').length,
		html,
	};
	const binary = await item.binary(html, 'report.html', 'text/html');
	return [[{ json, binary, pairedItem: item.all.map((_, index) => ({ item: index })) }]];
}

/** Outputs the consents and certificates among all items, the most urgent first. */
export async function runCheckHealth(item: Item): Promise<INodeExecutionData[][]> {
	const found = healthOf(item.all, readHealthOptions(item));
	// A later node finds the session of the consent by the item that it comes from.
	return [found.map(({ health, index }) => ({ json: { ...health }, pairedItem: { item: index } }))];
}

function readCount(item: Item): number {
	const value = item.anyValue('transactionCount', 20);
	const count = toNumber(value);
	if (Number.isInteger(count) && count >= 0) return count;
	throw parameterError(
		`"${enteredText(value)}" is not a number of transactions. Enter a whole number of 0 or more.`,
		'transactionCount',
	);
}

/** Reads the days, which are in the collection of that name, or beside the operation. */
function readHealthOptions(item: Item, collection = ''): HealthOptions {
	const days = (name: string, fallback: number) => {
		const value = item.anyValue(`${collection}${name}`, fallback);
		const number = toNumber(value);
		if (number >= 0) return number;
		throw parameterError(`"${enteredText(value)}" is not a number of days. Enter 0 or more.`, name);
	};
	return {
		now: new Date(),
		consentDays: days('consentDays', 14),
		certificateDays: days('certificateDays', 90),
	};
}

/** Returns a number, also one that is written as text; NaN for everything else. */
const toNumber = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
		? Number(value)
		: NaN;
