import { stoppingAtLimit } from '../../lib/transport/rateLimit';
import { aSend, type AnAnswer } from '../support/builders';

const request = { method: 'GET', url: 'https://api.bank.example/' } as const;

/** Sends three requests, of which the bank responds to the first with `answer`. */
async function sendThree(answer: AnAnswer) {
	const answers = [answer];
	const bank = aSend(() => answers.shift() ?? {});
	const send = stoppingAtLimit(bank);
	const statuses = [await send(request), await send(request), await send(request)].map(
		({ status }) => status,
	);
	return { statuses, sent: bank.requests.length };
}

it.each<[string, Record<string, string>]>([
	['without Retry-After', {}],
	['with an unreadable Retry-After', { 'retry-after': 'later' }],
])('After a 429 %s the run sends nothing more to the bank (C-20)', async (_, headers) => {
	expect(await sendThree({ status: 429, headers })).toEqual({ statuses: [429, 429, 429], sent: 1 });
});

it.each<[string, AnAnswer]>([
	['a 429 with Retry-After', { status: 429, headers: { 'retry-after': '5' } }],
	['a 503', { status: 503 }],
	['a 403', { status: 403 }],
])('After %s the run goes on', async (_, answer) => {
	expect(await sendThree(answer)).toEqual({ statuses: [answer.status, 200, 200], sent: 3 });
});
