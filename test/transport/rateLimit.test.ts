import type { HttpRequest } from '../../lib/transport/http';
import { stoppingAtLimit } from '../../lib/transport/rateLimit';
import { aSend, type ResponseParts } from '../support/builders';
import { json, refuse, type Respond } from '../support/tlsServer';
import { aServer, closeAll, fakeTimeouts, get, aSend as overNetwork } from './sending';

afterEach(closeAll);

const url = 'https://api.bank.example/';
const request = { method: 'GET', url, headers: { Authorization: 'Bearer token' } } as const;

/** Sends three requests, of which the bank responds to the first with `first`. */
async function sendThree(first: ResponseParts) {
	const responses = [first];
	const bank = aSend(() => responses.shift() ?? {});
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
])('After %s the run goes on', async (_, first) => {
	expect(await sendThree(first)).toEqual({ statuses: [first.status, 200, 200], sent: 3 });
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

	it('the refused lists of one consent leave the lists of another consent readable', async () => {
		const bank = aSend(({ headers }) => ({
			status: headers?.['Consent-ID'] === 'consent-1' ? 429 : 200,
		}));
		const send = stoppingAtLimit(bank);
		for (let account = 0; account < 30; account++) await send(list(`accounts/${account}`));
		expect((await send(list('accounts/30', 'consent-2'))).status).toBe(200);
		expect(bank.requests).toHaveLength(31);
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

describe('A bank that refuses many sessions in a row', () => {
	const session = (number: number): HttpRequest => ({
		...request,
		headers: { Authorization: `Bearer ${number}` },
	});

	/** Reads 50 sessions, of which the bank refuses those that `isRefused` names. Returns how many requests it received. */
	async function readSessions(isRefused: (number: number) => boolean, isFinal = false) {
		const bank = aSend(({ headers }) => ({
			status: isRefused(Number(headers!.Authorization!.split(' ')[1])) ? 429 : 200,
		}));
		const send = stoppingAtLimit(bank, () => isFinal);
		for (let number = 0; number < 50; number++) await send(session(number));
		return bank.requests.length;
	}

	it('limits the TPP: after twenty, the run reads no other session', async () => {
		expect(await readSessions(() => true)).toBe(20);
	});

	it('and responds to one in between limits its PSUs: the run reads all', async () => {
		expect(await readSessions((number) => number % 20 !== 19)).toBe(50);
	});

	it('because each of them has used up its day limits its PSUs: the run reads all', async () => {
		expect(await readSessions(() => true, true)).toBe(50);
	});
});

describe('Requests that wait for their turn', () => {
	const of = (url: string, token: string) => get(url, { Authorization: token });

	it.each<[string, Respond, boolean]>([
		['without Retry-After', refuse(429), false],
		['with a Retry-After of a day', refuse(429, { 'retry-after': '86400' }), false],
		['that is final', refuse(429, { 'retry-after': '1' }), true],
	])('are not sent after a 429 for their session %s', async (_, refused, isFinal) => {
		const server = await aServer([refused, json({})]);
		const of1 = of(server.url(), 'Bearer 1');
		const isFinalHere = () => isFinal;
		const send = stoppingAtLimit(
			overNetwork({ concurrency: 1, isFinal: isFinalHere }),
			isFinalHere,
		);
		const responses = await Promise.all(Array.from({ length: 5 }, () => send(of1)));
		expect(responses.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429]);
		expect(server.requests).toHaveLength(1);
	});

	it('are not sent either if a later attempt, which is signed again, got the 429', async () => {
		const server = await aServer([refuse(503, { 'retry-after': '0' }), refuse(429), json({})]);
		const send = stoppingAtLimit(overNetwork({ concurrency: 1 }));
		const signed: HttpRequest = of(server.url(), 'Bearer 1');
		const renewing = { ...signed, renew: () => Promise.resolve(signed) };
		const responses = await Promise.all([send(renewing), send(renewing)]);
		expect(responses.map(({ status }) => status)).toEqual([429, 429]);
		expect(server.requests).toHaveLength(2);
	});

	it('for other sessions are sent in their order, after half a second without a request', async () => {
		const server = await aServer([refuse(429), json({})]);
		const send = stoppingAtLimit(overNetwork({ concurrency: 1 }));
		fakeTimeouts();
		const tokens = ['A', 'A', 'B', 'A', 'C'];
		const sending = tokens.map((token) => send(of(server.url(), token)));
		await sending[0];
		const sent = () => server.requests.map(({ headers }) => headers.authorization);
		jest.advanceTimersByTime(499);
		for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
		expect(sent()).toEqual(['A']);
		jest.advanceTimersByTime(1);
		const statuses = (await Promise.all(sending)).map(({ status }) => status);
		expect(statuses).toEqual([429, 429, 200, 429, 200]);
		expect(sent()).toEqual(['A', 'B', 'C']);
	});

	it('have as many connections as before after a 429 that is final, and fewer after any other', async () => {
		const connections = [];
		for (const isFinal of [true, false]) {
			const server = await aServer([refuse(429, { 'retry-after': '86400' }), json({})]);
			const send = overNetwork({ isFinal: () => isFinal });
			await send(get(server.url()));
			await Promise.all(Array.from({ length: 8 }, () => send(get(server.url()))));
			expect(server.requests).toHaveLength(9);
			connections.push(server.handshakes);
		}
		expect(connections).toEqual([8, expect.any(Number)]);
		expect(connections[1]).toBeLessThan(8);
	});
});
