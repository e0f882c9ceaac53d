import { readPages } from '../../../lib/operations/accountInformation/pagination';
import type { JsonObject } from '../../../lib/responses/body';
import type { HttpRequest } from '../../../lib/transport/http';
import { aSend, rejection, type AnAnswer } from '../../support/builders';

const first: HttpRequest = {
	method: 'GET',
	url: 'https://api.bank.example/aisp/accounts?a=1',
	headers: { Accept: 'application/json' },
};
const listing = { member: 'Account', label: 'accounts' };

const page = (ids: string[], Next?: unknown): AnAnswer => ({
	json: { Data: { Account: ids.map((AccountId) => ({ AccountId })) }, Links: { Next }, Meta: {} },
});

/** Pages by the query of their address. */
const aBankWith = (pages: Record<string, AnAnswer>) =>
	aSend(({ url }) => pages[new URL(url).search] ?? { status: 404 });

async function read(send: ReturnType<typeof aSend>, most = Infinity): Promise<JsonObject[]> {
	const entries: JsonObject[] = [];
	for await (const entry of readPages(send, first, listing)) {
		entries.push(entry);
		if (entries.length >= most) break;
	}
	return entries;
}

const ids = (entries: JsonObject[]) => entries.map(({ AccountId }) => AccountId);

describe('readPages', () => {
	it('gives every entry, page after page, with the request of the first', async () => {
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

	it('passes entries on as they came', async () => {
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

	it('takes an empty list for no entries', async () => {
		expect(await read(aBankWith({ '?a=1': page([]) }))).toEqual([]);
	});

	it.each([undefined, null, '', 7])('ends when the next link is %j', async (next) => {
		expect(await read(aBankWith({ '?a=1': page(['1'], next) }))).toHaveLength(1);
	});

	it('asks for no further page than is needed', async () => {
		const send = aBankWith({ '?a=1': page(['1', '2'], '?pg=2') });
		expect(ids(await read(send, 2))).toEqual(['1', '2']);
		expect(send.requests).toHaveLength(1);
	});

	const refused = (message: string, interactionId = 'interaction-1') => ({
		code: 'OB_INVALID_RESPONSE',
		message,
		httpStatus: 200,
		interactionId,
		tppAction: 'contactBank',
	});

	it.each([
		['itself', '?a=1', 'lead in a circle'],
		[
			'another spelling of itself',
			'HTTPS://API.bank.example:443/aisp/accounts?a=1',
			'lead in a circle',
		],
		['another host', 'https://evil.example/aisp/accounts?pg=2', 'lead to another host'],
		['another host, without scheme', '//evil.example/aisp', 'lead to another host'],
		['another port', 'https://api.bank.example:8443/aisp', 'lead to another host'],
		['http', 'http://api.bank.example/aisp', 'lead to another host'],
		['a script', 'javascript:alert(1)', 'lead to another host'],
		['no address', 'https://[', 'are no addresses'],
	])('refuses a link to %s, and sends nothing there', async (_, next, says) => {
		const send = aBankWith({ '?a=1': page(['1'], next) });
		expect(await rejection(() => read(send))).toEqual(
			refused(`The bank's links to further pages of accounts ${says}.`),
		);
		expect(send.requests).toHaveLength(1);
	});

	it('refuses a circle of several pages', async () => {
		const send = aBankWith({
			'?a=1': page(['1'], '?pg=2'),
			'?pg=2': page(['2'], '?pg=3'),
			'?pg=3': page(['3'], '?pg=2'),
		});
		expect(await rejection(() => read(send))).toEqual(
			refused("The bank's links to further pages of accounts lead in a circle."),
		);
		expect(send.requests).toHaveLength(3);
	});

	it.each([
		['?a=1', 'in a circle', 'lead in a circle'],
		['https://evil.example/aisp', 'to another host', 'lead to another host'],
		['https://[', 'nowhere', 'are no addresses'],
	])('reports the page whose link is %s, which leads %s', async (next, _, says) => {
		const send = aBankWith({
			'?a=1': { ...page(['1'], '?pg=2'), interactionId: 'of-page-1' },
			'?pg=2': { ...page(['2'], next), interactionId: 'of-page-2' },
		});
		expect(await rejection(() => read(send))).toEqual(
			refused(`The bank's links to further pages of accounts ${says}.`, 'of-page-2'),
		);
	});

	it('ends after 10,000 pages', async () => {
		let number = 1;
		const send = aSend(() => {
			const interactionId = `of-page-${number}`;
			return { ...page([], `?pg=${(number += 1)}`), interactionId };
		});
		expect(await rejection(() => read(send))).toEqual(
			refused(
				"The bank's links to further pages of accounts do not end after 10000 pages.",
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
	])('refuses %j for a page', async (json) => {
		expect(await rejection(() => read(aSend(() => ({ json }))))).toEqual(
			refused("The bank's answer holds no list of objects Data.Account when reading accounts."),
		);
	});

	it.each(['', 'null', '[]', '{"Data":', '<html>'])('refuses the body %j', async (text) => {
		expect(await rejection(() => read(aSend(() => ({ text }))))).toEqual(
			refused(
				'The bank responded with 200 when reading accounts, but the response body is not a JSON object (content type application/json).',
			),
		);
	});

	it('reports a refusal on a later page', async () => {
		const send = aBankWith({ '?a=1': page(['1'], '?pg=2'), '?pg=2': { status: 403 } });
		expect(await rejection(() => read(send))).toMatchObject({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 403 when reading accounts. Create a new consent and send the PSU through authorisation.',
		});
	});
});
