import { readPages } from '../../../lib/operations/accountInformation/pagination';
import type { JsonObject } from '../../../lib/responses/body';
import type { HttpRequest } from '../../../lib/transport/http';
import { aSend, rejection, type AnAnswer } from '../../support/builders';

const first: HttpRequest = {
	method: 'GET',
	url: 'https://api.bank.example/aisp/accounts?a=1',
	headers: { Accept: 'application/json' },
};
const list = { member: 'Account', label: 'accounts' };

const page = (ids: string[], Next?: unknown): AnAnswer => ({
	json: { Data: { Account: ids.map((AccountId) => ({ AccountId })) }, Links: { Next }, Meta: {} },
});

/** Pages by the query of their address. */
const aBankWith = (pages: Record<string, AnAnswer>) =>
	aSend(({ url }) => pages[new URL(url).search] ?? { status: 404 });

async function read(send: ReturnType<typeof aSend>, most = Infinity): Promise<JsonObject[]> {
	const entries: JsonObject[] = [];
	for await (const entry of readPages(send, first, list)) {
		entries.push(entry);
		if (entries.length >= most) break;
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

	it('does not change entries', async () => {
		const entry = { AccountId: '1', Amount: { Amount: '0.10' }, Unknown: [null] };
		const send = aBankWith({ '?a=1': { json: { Data: { Account: [entry] } } } });
		expect(await read(send)).toEqual([entry]);
	});

	it.each(['?pg=2', '/aisp/accounts?pg=2', '../aisp/accounts?pg=2'])(
		'follows the relative link %s',
		async (next) => {
			const send = aBankWith({ '?a=1': page(['1'], next), '?pg=2': page(['2']) });
			expect(ids(await read(send))).toEqual(['1', '2']);
			expect(send.requests[1]!.url).toBe('https://api.bank.example/aisp/accounts?pg=2');
		},
	);

	it('yields nothing for an empty list', async () => {
		expect(await read(aBankWith({ '?a=1': page([]) }))).toEqual([]);
	});

	it.each([undefined, null, '', 7])('ends when the next link is %j', async (next) => {
		expect(await read(aBankWith({ '?a=1': page(['1'], next) }))).toHaveLength(1);
	});

	it('requests no page that is not needed', async () => {
		const send = aBankWith({ '?a=1': page(['1', '2'], '?pg=2') });
		expect(ids(await read(send, 2))).toEqual(['1', '2']);
		expect(send.requests).toHaveLength(1);
	});

	const invalid = (message: string, interactionId = 'interaction-1') => ({
		code: 'OB_INVALID_RESPONSE',
		message,
		httpStatus: 200,
		interactionId,
		tppAction: 'contactBank',
	});

	it.each([
		['itself', '?a=1', 'it points to a page that was already read'],
		[
			'another spelling of itself',
			'HTTPS://API.bank.example:443/aisp/accounts?a=1',
			'it points to a page that was already read',
		],
		['another host', 'https://evil.example/aisp/accounts?pg=2', 'it points to another host'],
		['another host, without scheme', '//evil.example/aisp', 'it points to another host'],
		['another port', 'https://api.bank.example:8443/aisp', 'it points to another host'],
		['http', 'http://api.bank.example/aisp', 'it points to another host'],
		['a script', 'javascript:alert(1)', 'it points to another host'],
		['something else', 'https://[', 'it is not a URL'],
	])('rejects a link to %s, and sends no request there', async (_, next, problem) => {
		const send = aBankWith({ '?a=1': page(['1'], next) });
		expect(await rejection(() => read(send))).toEqual(
			invalid(`The bank's link to the next page of accounts is invalid: ${problem}.`),
		);
		expect(send.requests).toHaveLength(1);
	});

	it('rejects a circle of several pages', async () => {
		const send = aBankWith({
			'?a=1': page(['1'], '?pg=2'),
			'?pg=2': page(['2'], '?pg=3'),
			'?pg=3': page(['3'], '?pg=2'),
		});
		expect(await rejection(() => read(send))).toEqual(
			invalid(
				"The bank's link to the next page of accounts is invalid: it points to a page that was already read.",
			),
		);
		expect(send.requests).toHaveLength(3);
	});

	it.each([
		['?a=1', 'in a circle', 'it points to a page that was already read'],
		['https://evil.example/aisp', 'to another host', 'it points to another host'],
		['https://[', 'nowhere', 'it is not a URL'],
	])('reports the page whose link is %s, which points %s', async (next, _, problem) => {
		const send = aBankWith({
			'?a=1': { ...page(['1'], '?pg=2'), interactionId: 'of-page-1' },
			'?pg=2': { ...page(['2'], next), interactionId: 'of-page-2' },
		});
		expect(await rejection(() => read(send))).toEqual(
			invalid(`The bank's link to the next page of accounts is invalid: ${problem}.`, 'of-page-2'),
		);
	});

	it('ends after 10,000 pages', async () => {
		let number = 1;
		const send = aSend(() => {
			const interactionId = `of-page-${number}`;
			return { ...page([], `?pg=${(number += 1)}`), interactionId };
		});
		expect(await rejection(() => read(send))).toEqual(
			invalid(
				"The bank's link to the next page of accounts is invalid: there are more than 10000 pages.",
				'of-page-10000',
			),
		);
		expect(send.requests).toHaveLength(10_000);
	});

	it.each([
		{},
		{ Data: null },
		{ Data: {} },
		{ Data: { Account: {} } },
		{ Data: { Account: [null] } },
		{ Data: { Account: ['1'] } },
		{ Data: { Account: [[]] } },
	])('rejects the page %j', async (json) => {
		expect(await rejection(() => read(aSend(() => ({ json }))))).toEqual(
			invalid("The bank's response when reading accounts has no list of objects at Data.Account."),
		);
	});

	it.each(['', 'null', '[]', '{"Data":', '<html>'])('rejects the body %j', async (text) => {
		expect(await rejection(() => read(aSend(() => ({ text }))))).toEqual(
			invalid(
				'The bank responded with 200 when reading accounts, but the response body is not a JSON object (content type application/json).',
			),
		);
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
