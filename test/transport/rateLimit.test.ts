import type { HttpRequest } from '../../lib/transport/http';
import { stoppingAtLimit } from '../../lib/transport/retry';
import { aSend, type ResponseParts } from '../support/builders';

const url = 'https://api.bank.example/';
const request = { method: 'GET', url, headers: { Authorization: 'Bearer token' } } as const;

/** Sends three requests, of which the bank responds to the first with `answer`. */
async function sendThree(answer: ResponseParts) {
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
])(
	'After a 429 %s the run asks for no more account data of that session (C-20)',
	async (_, headers) => {
		expect(await sendThree({ status: 429, headers })).toEqual({
			statuses: [429, 429, 429],
			sent: 1,
		});
	},
);

it('A 429 for one session leaves the accounts of another session readable', async () => {
	const bank = aSend(({ headers }) => ({
		status: headers?.Authorization === 'Bearer token' ? 429 : 200,
	}));
	const send = stoppingAtLimit(bank);
	const other = { ...request, headers: { Authorization: 'Bearer other' } };
	const statuses = [];
	for (const sent of [request, other, request]) statuses.push((await send(sent)).status);
	expect(statuses).toEqual([429, 200, 429]);
	expect(bank.requests).toHaveLength(2);
});

it.each<[string, ResponseParts]>([
	['a 429 with Retry-After', { status: 429, headers: { 'retry-after': '5' } }],
	['a 503', { status: 503 }],
	['a 403', { status: 403 }],
])('After %s the run goes on', async (_, answer) => {
	expect(await sendThree(answer)).toEqual({ statuses: [answer.status, 200, 200], sent: 3 });
});

it.each<[string, HttpRequest]>([
	['a token', { method: 'POST', url, body: 'grant_type=refresh_token' }],
	['its key set', { method: 'GET', url }],
	['the deletion of a consent', { ...request, method: 'DELETE' }],
])('A 429 for account data does not keep the run from asking for %s', async (_, other) => {
	const bank = aSend(({ method }) => ({ status: method === 'GET' ? 429 : 200 }));
	const send = stoppingAtLimit(bank);
	await send(request);
	await send(other);
	expect(bank.requests).toEqual([request, other]);
});

describe('At a bank of the Berlin Group', () => {
	const list = (path: string, consentId = 'consent-1'): HttpRequest => ({
		method: 'GET',
		url: `${url}${path}`,
		headers: { 'Consent-ID': consentId },
	});

	it('a 429 ends the requests for its list only', async () => {
		const bank = aSend((sent) => ({ status: sent.url.includes('accounts/1') ? 429 : 200 }));
		const send = stoppingAtLimit(bank);
		const paths = ['accounts/1?page=1', 'accounts/1?page=2', 'accounts/2'];
		const statuses = [];
		for (const path of paths) statuses.push((await send(list(path))).status);
		expect(statuses).toEqual([429, 429, 200]);
		expect(bank.requests).toHaveLength(2);
	});

	it('a 429 of one consent leaves the same list of another consent readable', async () => {
		const bank = aSend(({ headers }) => ({
			status: headers?.['Consent-ID'] === 'consent-1' ? 429 : 200,
		}));
		const send = stoppingAtLimit(bank);
		const statuses = [];
		for (const consentId of ['consent-1', 'consent-2', 'consent-1']) {
			statuses.push((await send(list('accounts', consentId))).status);
		}
		expect(statuses).toEqual([429, 200, 429]);
		expect(bank.requests).toHaveLength(2);
	});

	it.each([
		[true, 1],
		[false, 2],
	])(
		'a 429 with Retry-After that is final for the run (%s) is met %d times',
		async (final, met) => {
			const bank = aSend(() => ({ status: 429, headers: { 'retry-after': '5' } }));
			const send = stoppingAtLimit(bank, () => final);
			await send(list('accounts'));
			await send(list('accounts'));
			expect(bank.requests).toHaveLength(met);
		},
	);
});
