import {
	maxListSize,
	readPages,
	type ListReading,
} from '../../../lib/operations/accountInformation/pagination';
import type { JsonObject } from '../../../lib/responses/body';
import type { HttpRequest } from '../../../lib/transport/http';
import { aSend, rejection, type ResponseParts } from '../../support/builders';

const first: HttpRequest = {
	method: 'GET',
	url: 'https://api.bank.example/aisp/accounts?a=1',
	headers: { Accept: 'application/json' },
};
const list = { member: 'Account', label: 'accounts' };

const page = (ids: string[], Next?: unknown): ResponseParts => ({
	json: { Data: { Account: ids.map((AccountId) => ({ AccountId })) }, Links: { Next }, Meta: {} },
});

/** Pages by the query of their address. */
const aBankWith = (pages: Record<string, ResponseParts>) =>
	aSend(({ url }) => pages[new URL(url).search] ?? { status: 404 });

async function read(
	send: ReturnType<typeof aSend>,
	{ limit = Infinity, ...reading }: Partial<ListReading> & { limit?: number } = {},
): Promise<JsonObject[]> {
	const entries: JsonObject[] = [];
	for await (const page of readPages(send, first, { ...list, ...reading })) {
		for (const entry of page) entries.push(entry);
		if (entries.length >= limit) break;
	}
	return entries;
}

const ids = (entries: JsonObject[]) => entries.map(({ AccountId }) => AccountId);

describe('readPages', () => {
	it('yields every entry, page after page, with the headers of the first request', async () => {
		const send = aBankWith({
			'?a=1': page(['1', '2'], 'https://api.bank.example/aisp/accounts?pg=2'),
			'?pg=2': page(['3']),
		});
		expect(ids(await read(send))).toEqual(['1', '2', '3']);
		expect(send.requests).toEqual([
			first,
			{ ...first, url: 'https://api.bank.example/aisp/accounts?pg=2' },
		]);
	});

	it('does not change entries (BB-20)', async () => {
		const entry = { AccountId: '1', Amount: { Amount: '0.10' }, Unknown: [null] };
		const send = aBankWith({ '?a=1': { json: { Data: { Account: [entry] } } } });
		expect(await read(send)).toEqual([entry]);
	});

	it.each(['?pg=2', '/aisp/accounts?pg=2', '../aisp/accounts?pg=2'])(
		'follows the relative link %s (BB-25)',
		async (next) => {
			const send = aBankWith({ '?a=1': page(['1'], next), '?pg=2': page(['2']) });
			expect(ids(await read(send))).toEqual(['1', '2']);
			expect(send.requests[1]!.url).toBe('https://api.bank.example/aisp/accounts?pg=2');
		},
	);

	it('yields nothing for an empty list (BB-21)', async () => {
		expect(await read(aBankWith({ '?a=1': page([]) }))).toEqual([]);
	});

	it.each([undefined, null, '', false, {}, { href: null }])(
		'ends when the next link is %j',
		async (next) => {
			expect(await read(aBankWith({ '?a=1': page(['1'], next) }))).toHaveLength(1);
		},
	);

	it('follows a link that is an object with href', async () => {
		const pages = { '?a=1': page(['1'], { href: '?pg=2' }), '?pg=2': page(['2']) };
		expect(ids(await read(aBankWith(pages)))).toEqual(['1', '2']);
	});

	it('requests no page that is not needed', async () => {
		const send = aBankWith({ '?a=1': page(['1', '2'], '?pg=2') });
		expect(ids(await read(send, { limit: 2 }))).toEqual(['1', '2']);
		expect(send.requests).toHaveLength(1);
	});

	const invalid = (message: string, interactionId = 'interaction-1') => ({
		code: 'OB_INVALID_RESPONSE',
		message,
		httpStatus: 200,
		interactionId,
		tppAction: 'contactBank',
	});
	const incomplete = (problem: string, interactionId?: string) =>
		invalid(`The list of accounts may be incomplete: ${problem}.`, interactionId);
	const leadsAway = "the bank's link to the next page leads away from the API";
	const leadsBack = "the bank's link to the next page leads back to an earlier page";

	it.each([
		'?a=1',
		'HTTPS://API.bank.example:443/aisp/accounts?a=1',
		'http://x.example/accounts?a=1',
	])('ends at the link %s to the page itself (T-10)', async (next) => {
		const send = aBankWith({ '?a=1': page(['1'], next) });
		expect(ids(await read(send))).toEqual(['1']);
		expect(send.requests).toHaveLength(1);
	});

	it.each([
		['another host', 'https://api.group.example/aisp/accounts?pg=2'],
		['another host, without scheme', '//api.group.example/aisp/accounts?pg=2'],
		['another host and path', 'https://api.group.example/other?pg=2#part'],
		['another port', 'https://api.bank.example:8443/aisp/accounts?pg=2'],
		['http', 'http://api.bank.example/aisp/accounts?pg=2'],
		['another root', '/accounts?pg=2'],
		['a user', 'https://user:password@api.bank.example/aisp/accounts?pg=2'],
	])('requests the query of a link to %s from the first address (T-09)', async (_, next) => {
		const send = aBankWith({ '?a=1': page(['1'], next), '?pg=2': page(['2']) });
		expect(ids(await read(send))).toEqual(['1', '2']);
		expect(send.requests[1]!.url).toBe('https://api.bank.example/aisp/accounts?pg=2');
	});

	it('follows a link to another path of the same host', async () => {
		const next = 'https://user@api.bank.example/aisp/pages/2#part';
		const send = aSend(({ url }) => (url === first.url ? page(['1'], next) : page(['2'])));
		expect(ids(await read(send))).toEqual(['1', '2']);
		expect(send.requests[1]!.url).toBe('https://api.bank.example/aisp/pages/2');
	});

	it.each([
		['another host without a query', 'https://evil.example/aisp/accounts'],
		['a script', 'javascript:alert(1)'],
		['something else', 'https://['],
	])('yields the entries before a link to %s, then fails (T-09, BB-24)', async (_, next) => {
		const send = aBankWith({ '?a=1': { ...page(['1'], next), interactionId: 'of-page-1' } });
		const entries: JsonObject[] = [];
		const error = await rejection(async () => {
			for await (const page of readPages(send, first, list)) entries.push(...page);
		});
		expect(error).toEqual(incomplete(leadsAway, 'of-page-1'));
		expect(ids(entries)).toEqual(['1']);
		expect(send.requests).toHaveLength(1);
	});

	it.each([[7], [true], [['?pg=2']], [{ href: 7 }], [{ href: ['?pg=2'] }]])(
		'yields the entries before the link %j, which nobody can follow, then fails',
		async (next) => {
			const entries: JsonObject[] = [];
			const error = await rejection(async () => {
				const send = aBankWith({ '?a=1': page(['1'], next) });
				for await (const page of readPages(send, first, list)) entries.push(...page);
			});
			expect(error).toEqual(incomplete("the bank's link to the next page is not a text"));
			expect(ids(entries)).toEqual(['1']);
		},
	);

	it('rejects a circle of several pages (BB-23)', async () => {
		const send = aBankWith({
			'?a=1': page(['1'], '?pg=2'),
			'?pg=2': page(['2'], '?pg=3'),
			'?pg=3': { ...page(['3'], '?pg=2'), interactionId: 'of-page-3' },
		});
		expect(await rejection(() => read(send))).toEqual(incomplete(leadsBack, 'of-page-3'));
		expect(send.requests).toHaveLength(3);
	});

	it('ends after 10,000 pages (BB-23)', async () => {
		let number = 1;
		const send = aSend(() => {
			const interactionId = `of-page-${number}`;
			return { ...page([], `?pg=${(number += 1)}`), interactionId };
		});
		expect(await rejection(() => read(send))).toEqual(
			incomplete('it has more than 10000 pages', 'of-page-10000'),
		);
		expect(send.requests).toHaveLength(10_000);
	});

	it.each([
		[{ entries: 4 }, 'it has more than 4 entries'],
		[{ bytes: 150 }, 'it has more than 150 bytes'],
	])('ends when the list exceeds %j (F-08)', async (size, problem) => {
		let number = 0;
		const send = aSend(() => page([`${(number += 1)}`, `${(number += 1)}`], `?pg=${number}`));
		const maxSize = { ...maxListSize, ...size };
		expect(await rejection(() => read(send, { maxSize }))).toEqual(incomplete(problem));
		expect(send.requests).toHaveLength(2);
	});

	it('ends before a page that the bank repeats under a new link (F-08)', async () => {
		let number = 1;
		const send = aSend(() => page(number === 1 ? ['1'] : ['2', '3'], `?pg=${(number += 1)}`));
		const report = jest.fn();
		expect(ids(await read(send, { report }))).toEqual(['1', '2', '3']);
		expect(send.requests).toHaveLength(3);
		expect(report.mock.calls).toEqual([
			[
				'The bank repeats a page of accounts under a new link. The list ends before the repeated page.',
			],
		]);
	});

	it('reads equal pages that the bank announced', async () => {
		const Meta = { TotalPages: 2 };
		const equal = { Account: [{ Name: 'Card' }] };
		const send = aBankWith({
			'?a=1': { json: { Data: equal, Links: { Next: '?pg=2' }, Meta } },
			'?pg=2': { json: { Data: equal, Meta } },
		});
		expect(await read(send)).toHaveLength(2);
	});

	it('reports pages that the bank announced but did not link to (B-17)', async () => {
		const json = { Data: { Account: [{ AccountId: '1' }] }, Links: {}, Meta: { TotalPages: 3 } };
		const report = jest.fn();
		expect(ids(await read(aBankWith({ '?a=1': { json } }), { report }))).toEqual(['1']);
		expect(report.mock.calls).toEqual([
			[
				'The list of accounts may be incomplete: the bank announced 3 pages, but page 1 has no link to the next one.',
			],
		]);
	});

	it.each([
		{},
		{ Data: null },
		{ Data: {} },
		{ Data: [] },
		{ Data: { Account: null } },
		{ Data: { Account: [] }, Links: {}, Meta: {} },
		{
			Data: {},
			Links: { Self: 'https://api.bank.example/aisp/accounts' },
			Meta: { TotalPages: 1 },
		},
	])('reads %j as an empty list (T-08)', async (json) => {
		const report = jest.fn();
		expect(
			await read(
				aSend(() => ({ json })),
				{ report },
			),
		).toEqual([]);
		expect(report).not.toHaveBeenCalled();
	});

	it.each([
		[204, ''],
		[200, ''],
		[200, ' \n'],
	])('reads status %d with the body %j as an empty list (T-08)', async (status, text) => {
		expect(await read(aSend(() => ({ status, text })))).toEqual([]);
	});

	it.each([
		{ message: 'none' },
		{ Data: 'none' },
		{ Data: [{ AccountId: '1' }] },
		{ Data: { Accounts: [] } },
		{ Data: { Account: {} } },
		{ Data: { Account: [null] } },
		{ Data: { Account: ['1'] } },
		{ Data: { Account: [[]] } },
	])('rejects the page %j', async (json) => {
		expect(await rejection(() => read(aSend(() => ({ json }))))).toEqual(
			invalid("The bank's response when reading accounts has no list of objects at Data.Account."),
		);
	});

	it('reads an error in a response of success as that error (F-12)', async () => {
		const json = { error: 'none' };
		expect(await rejection(() => read(aSend(() => ({ json }))))).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: 200,
			errorCodes: ['none'],
		});
	});

	it.each(['null', '[]', '{"Data":', '<html>'])('rejects the body %j', async (text) => {
		expect(await rejection(() => read(aSend(() => ({ text }))))).toEqual(
			invalid(
				'The bank responded with 200 when reading accounts, but the response body is not a JSON object (content type application/json).',
			),
		);
	});

	it('keeps the digits of long numbers (T-12, BB-19)', async () => {
		const text =
			'{"Data":{"Account":[{"AccountId":9007199254740993},{"AccountId":9007199254740992,"Amount":0.10}]}}';
		expect(await read(aSend(() => ({ text })))).toEqual([
			{ AccountId: '9007199254740993' },
			{ AccountId: 9007199254740992, Amount: 0.1 },
		]);
	});

	it('reads 150,000 entries of one page (T-17)', async () => {
		const accounts = Array.from({ length: 150_000 }, (_, number) => `${number}`);
		expect(await read(aSend(() => page(accounts)))).toHaveLength(150_000);
	});

	it('reports an error on a later page', async () => {
		const send = aBankWith({ '?a=1': page(['1'], '?pg=2'), '?pg=2': { status: 403 } });
		expect(await rejection(() => read(send))).toMatchObject({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 403 when reading accounts. Create a new consent and send the PSU through authorisation.',
		});
	});
});
