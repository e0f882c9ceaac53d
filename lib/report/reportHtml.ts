import { balanceChart, extent } from './balanceChart';
import { millisecondsPerDay } from '../calendar';
import { minorUnitDecimals } from '../currency';
import { escapeHtml as html } from '../html';
import type { Health } from './health';
import type { ReportAccount, ReportData, ReportTransaction } from './reportData';

export interface ReportOptions {
	title: string;
	now: Date;
	/** IANA name of the time zone of all dates. */
	timeZone: string;
	/** Number of transactions in the list. */
	transactionCount: number;
}

/** Returns a complete HTML document: it loads nothing, has a light and a dark theme, and fits a phone. */
export async function reportHtml(
	data: ReportData,
	health: Health[],
	options: ReportOptions,
): Promise<string> {
	const format = formats(options.timeZone);
	const accounts = await Promise.all(
		data.accounts.map((account) => accountSection(account, format)),
	);
	const of = (kind: Health['kind']) => health.filter((one) => one.kind === kind);
	const transactions = data.transactions.slice(0, options.transactionCount);
	const sections = [
		todoSection(health.filter(({ nextAction }) => nextAction !== 'none')),
		accounts.length > 0 && section('Accounts', `<div class="cards">${accounts.join('\n')}</div>`),
		transactions.length > 0 && section('Last transactions', transactionTable(transactions, format)),
		of('consent').length > 0 && section('Consents', consentTable(of('consent'), format)),
		of('certificate').length > 0 &&
			section('Certificates', certificateTable(of('certificate'), format)),
	].filter(Boolean);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(options.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header><h1>${html(options.title)}</h1><p>${html(format.dateTime(options.now))}</p></header>
${sections.join('\n') || '<p>There is nothing to show.</p>'}
</main>
</body>
</html>
`;
}

type Formats = ReturnType<typeof formats>;

/** British English, as the documents of the banks. */
function formats(timeZone: string) {
	const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone });
	const dateTime = new Intl.DateTimeFormat('en-GB', {
		dateStyle: 'medium',
		timeStyle: 'short',
		timeZone,
	});
	// Midnight UTC stands for a day without a time, and is another day west of London. The marks of the chart's axis are such days.
	const utcDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
	const dateOf = (value: Date) =>
		(+value % millisecondsPerDay === 0 ? utcDate : date).format(value);
	const dayAndMonth = new Intl.DateTimeFormat('en-GB', {
		day: 'numeric',
		month: 'short',
		timeZone: 'UTC',
	});
	const monthAndYear = new Intl.DateTimeFormat('en-GB', {
		month: 'short',
		year: 'numeric',
		timeZone: 'UTC',
	});
	return {
		date: (value: Date | string | undefined) => (value ? dateOf(new Date(value)) : '–'),
		dateTime: (value: Date) => dateTime.format(value),
		dayAndMonth: (value: Date) => dayAndMonth.format(value),
		monthAndYear: (value: Date) => monthAndYear.format(value),
		money: (amount: number, currency?: string) => {
			const isCode = currency !== undefined && /^[A-Z]{3}$/.test(currency);
			const decimals = isCode ? minorUnitDecimals(currency) : undefined;
			const options = isCode
				? ({
						style: 'currency',
						currency,
						minimumFractionDigits: decimals,
						maximumFractionDigits: decimals,
					} as const)
				: ({ minimumFractionDigits: 2 } as const);
			return new Intl.NumberFormat('en-GB', options).format(amount);
		},
		amount: (amount: number) =>
			new Intl.NumberFormat('en-GB', { notation: 'compact' }).format(amount),
	};
}

const section = (title: string, content: string): string =>
	`<section><h2>${html(title)}</h2>\n${content}\n</section>`;

const todoSection = (health: Health[]): string | false =>
	health.length > 0 &&
	section(
		'To do',
		`<ul class="todo">${health
			.map(
				(one) =>
					`<li><strong>${html([one.name, one.bank].filter(Boolean).join(', '))}</strong> ${todoOf(one)}</li>`,
			)
			.join('\n')}</ul>`,
	);

/** Returns the next action, with the problem that is the reason for it. */
const todoOf = ({ todo, problem }: Health): string =>
	`${html(todo)}${problem ? `<br><span class="quiet breakable">${html(problem)}</span>` : ''}`;

async function accountSection(account: ReportAccount, format: Formats): Promise<string> {
	const { name, balance, currency, history } = account;
	const amount = balance === undefined ? 'No balance' : format.money(balance, currency);
	const { lowest, highest } = extent(history);
	const chart = await balanceChart(history, {
		label: `Balance of ${name} from ${format.date(history[0]?.date)} to ${format.date(history.at(-1)?.date)}: lowest ${format.money(lowest, currency)}, highest ${format.money(highest, currency)}`,
		formatAmount: format.amount,
		formatDate: format.dayAndMonth,
		formatMonth: format.monthAndYear,
	});
	return `<article><h3>${html(name)}</h3><p class="balance">${html(amount)}</p>${chart}</article>`;
}

function transactionTable(transactions: ReportTransaction[], format: Formats): string {
	const rows = transactions.map(({ date, description, account, amount, currency, isPending }) => [
		html(format.date(date)),
		`${html(description)}${isPending ? ' <span class="tag">pending</span>' : ''}`,
		html(account),
		html(format.money(amount, currency)),
	]);
	return table(['Date', 'Description', 'Account', 'Amount'], rows, 'amounts');
}

const parties: Record<Health['whoActs'], string> = {
	customer: 'Customer',
	operator: 'Operator',
	nobody: '–',
};

/** Names for statuses of the examples' table and of OBIE. Every other status is shown as it is. */
const statuses = new Map([
	['active', 'Active'],
	['reauthenticate', 'Sign-in ended'],
	['reconsent', 'Consent ended'],
	['AwaitingAuthorisation', 'Awaiting authorisation'],
]);

const statusOf = ({ status }: Health): string =>
	status ? html(statuses.get(status) ?? status) : '–';

const renewals = new Map([
	['asked', 'Link sent'],
	['reminded', 'Reminded'],
	['setAside', 'Set aside'],
]);

const renewalOf = ({ renewal, askedAt }: Health, format: Formats): string =>
	renewal
		? [html(renewals.get(renewal) ?? renewal), askedAt && day(askedAt, format)]
				.filter(Boolean)
				.join('<br>')
		: '–';

/** Returns a date that is not broken into lines. */
const day = (date: string | undefined, format: Formats): string =>
	`<span class="day">${html(format.date(date))}</span>`;

/** Returns a text of which a long word, such as an ID, does not widen its column. */
const breakable = (text: string): string => `<span class="breakable">${html(text)}</span>`;

function daysLeftOf({ daysLeft }: Health): string {
	if (daysLeft === undefined) return '';
	const days = Math.abs(daysLeft) === 1 ? 'day' : 'days';
	return `<br><span class="quiet">${daysLeft < 0 ? `${-daysLeft} ${days} ago` : `${daysLeft} ${days} left`}</span>`;
}

const consentTable = (consents: Health[], format: Formats): string =>
	table(
		['Customer', 'Bank', 'Status', 'Confirm by', 'Last poll', 'Renewal', 'Next action', 'Who acts'],
		consents.map((consent) => [
			breakable(consent.name),
			html(consent.bank ?? '–'),
			statusOf(consent),
			`${day(consent.endsAt, format)}${daysLeftOf(consent)}`,
			day(consent.lastPoll, format),
			renewalOf(consent, format),
			todoOf(consent),
			parties[consent.whoActs],
		]),
		'consents',
	);

const certificateTable = (certificates: Health[], format: Formats): string =>
	table(
		['Certificate', 'Valid until', 'Days left', 'Next action', 'Who acts'],
		certificates.map(({ name, endsAt, daysLeft, todo, whoActs }) => [
			breakable(name),
			...[format.date(endsAt), String(daysLeft ?? '–'), todo, parties[whoActs]].map(html),
		]),
	);

/** On a phone, each row becomes a block, in which each cell has its heading. */
function table(headings: string[], rows: string[][], className = ''): string {
	const head = headings.map((heading) => `<th scope="col">${heading}</th>`).join('');
	const body = rows.map(
		(cells) =>
			`<tr>${cells.map((cell, index) => `<td data-heading="${headings[index]}"><span>${cell}</span></td>`).join('')}</tr>`,
	);
	return `<table class="${className}"><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table>`;
}

/** Returns the style of a table whose rows are blocks, because the screen is too narrow for columns. */
const stacked = (selector: string): string => `
	${selector} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	${selector} tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--rule); }
	${selector} td { overflow-wrap: anywhere; display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; border: 0;
		padding: .125rem .75rem; text-align: left; }
	${selector} td::before { content: attr(data-heading); color: var(--quiet); text-align: left; }
`;

const style = `
:root { color-scheme: light dark; --text: #1b1b1f; --quiet: #55555f; --page: #f5f5f7; --card: #fff; --rule: #d4d4dc;
	--line: #1d4f91; --area: #1d4f9122; --warn: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f0f4; --quiet: #b4b4bf; --page: #18181b; --card: #27272a;
	--rule: #45454d; --line: #a9c8f5; --area: #a9c8f522; --warn: #fdba74; } }
body { overflow-wrap: anywhere; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); margin: 0; }
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
header p { color: var(--quiet); margin: .25rem 0 0; }
.todo { margin: 0; padding: 1rem 1rem 1rem 2rem; background: var(--card); border-left: 4px solid var(--warn); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
article { background: var(--card); padding: 1rem; border: 1px solid var(--rule); border-radius: .5rem; }
.balance { font-size: 1.5rem; margin: .25rem 0 .5rem; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--quiet); } .grid { stroke: var(--rule); } .area { fill: var(--area); }
.line { fill: none; stroke: var(--line); stroke-width: 2; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--rule); }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
th { color: var(--quiet); font-weight: 600; }
.amounts th:last-child, .amounts td:last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tag { color: var(--quiet); font-size: .875rem; } .quiet { color: var(--quiet); } .day { white-space: nowrap; }
.breakable { overflow-wrap: anywhere; } .consents td:first-child { min-width: 11rem; } .consents td:nth-child(2) { min-width: 5rem; }
.consents th { white-space: nowrap; } .amounts td:first-child { white-space: nowrap; }
td { vertical-align: top; } .cards, .amounts { max-width: 64rem; }
@media (max-width: 74rem) { ${stacked('.consents')} }
@media (max-width: 40rem) { main { padding: 1rem; } ${stacked('table')} }
`;
