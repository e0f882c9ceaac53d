import { healthOf } from '../../lib/report/health';
import { reportData } from '../../lib/report/reportData';
import { reportHtml } from '../../lib/report/reportHtml';
import { isJsonObject, parseJson } from '../../lib/responses/json';
import { mutateJson } from './mutateText';
import { json, type Target } from './target';

const now = new Date('2026-06-01T12:00:00Z');
const time = '2026-05-20T10:00:00Z';
const account = { accountId: 'account-1', accountName: 'Bills', currency: 'GBP' };

const items: object[] = [
	{ ...account, accountType: 'Personal' },
	{ ...account, amount: 1230, type: 'InterimBooked', dateTime: time },
	{ ...account, amount: -3.2, status: 'Booked', bookingDateTime: time, description: 'Coffee' },
	{ ...account, amount: 9, status: 'Pending', date: '2026-05-19', transactionKey: 'key-1' },
	{ consentId: 'consent-1', customer: 'Ada', bank: 'zopa', reconfirmBy: time, polledAt: time },
	{ subject: 'CN=Ada,O=Tpp', source: 'Transport', daysLeft: 12, notAfter: time, status: 'valid' },
];

/** Every tag and attribute that the report writes. Other ones would come from an item. */
const ownMarkup =
	/<(?:!doctype html|\/?(?:html|head|title|style|body|main|header|h1|h2|h3|p|section|div|ul|li|strong|article|svg|line|text|path|br|table|thead|tbody|tr|th|td|span)|meta)(?:\s+[a-z][a-zA-Z-]*[\d]?="[^"<>]*")*\/?>/g;

/** Items that another node outputs, with texts of a bank. */
export const reportTarget: Target = {
	name: 'report',
	mutate: mutateJson,
	secrets: [],
	stepsPerByte: 200,
	seeds: async () => [json(items)],
	run: async (input) => {
		const parsed = parseJson(input);
		const rows = (Array.isArray(parsed) ? parsed : [parsed]).filter(isJsonObject);
		const health = healthOf(rows, { now, consentDays: 14, certificateDays: 60 });
		const options = { title: 'Accounts', now, timeZone: 'Europe/London', transactionCount: 20 };
		const page = await reportHtml(
			reportData(rows, now),
			health.map((one) => one.health),
			options,
		);
		const rest = page.replace(/<style>[^<]*<\/style>/, '').replace(ownMarkup, '');
		if (/[<>]/.test(rest))
			throw new Error(`Markup of an item: ${/.{0,40}[<>].{0,40}/.exec(rest)?.[0]}`);
		if (/NaN|Infinity|undefined|\[object|native code/.test(rest))
			throw new Error(
				`Not a text: ${/.{0,40}(?:NaN|Infinity|undefined|\[object|native code).{0,40}/.exec(rest)?.[0]}`,
			);
	},
};
