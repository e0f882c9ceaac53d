import { json, refuse, reset } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, rejection } from './sending';

afterEach(closeAll);

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const withId = (id: string, status = 200) =>
	json({}, { status, headers: { 'x-fapi-interaction-id': id } });

it('is created for each request without one, and is in the response', async () => {
	const server = await aServer();
	const send = aSend();
	const results = [await send(get(server.url())), await send(get(server.url()))];
	const sent = server.requests.map(({ headers }) => headers['x-fapi-interaction-id']);
	expect(results.map(({ interactionId }) => interactionId)).toEqual(sent);
	expect(sent[0]).toMatch(uuid);
	expect(sent[1]).not.toBe(sent[0]);
});

it.each(['x-fapi-interaction-id', 'X-FAPI-Interaction-ID', 'X-Request-ID'])(
	'is kept when the request has one in %s',
	async (name) => {
		const server = await aServer();
		const { interactionId } = await aSend()(get(server.url(), { [name]: 'given-1' }));
		expect(interactionId).toBe('given-1');
		const { headers } = server.requests[0]!;
		expect(headers[name.toLowerCase()]).toBe('given-1');
		expect([headers['x-fapi-interaction-id'], headers['x-request-id']]).toContain(undefined);
	},
);

it('of another request in a success rejects the response without a retry (NW-25, BB-30)', async () => {
	const server = await aServer([withId('another')]);
	const error = await rejection(aSend()(get(server.url(), { 'x-fapi-interaction-id': 'ours' })));
	expect(error).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message: "The bank's response has the interaction ID of another request and was discarded.",
		details: { interactionId: 'ours' },
	});
	expect(server.requests).toHaveLength(1);
});

it.each(['OURS', 'ours, ours', 'ours,ours'])('may be returned as "%s"', async (echo) => {
	const server = await aServer([withId(echo)]);
	const response = await aSend()(get(server.url(), { 'x-fapi-interaction-id': 'ours' }));
	expect(response).toMatchObject({ status: 200, interactionId: echo.slice(0, 4) });
});

it.each([
	['one', 'one, one', 'one'],
	['both', 'one, other', 'one, other'],
])('is shown as %s where the header of an error has "%s"', async (_, echo, shown) => {
	const server = await aServer([withId(echo, 400)]);
	expect((await aSend()(get(server.url()))).interactionId).toBe(shown);
});

it('may be missing in the response (BB-30)', async () => {
	const server = await aServer([(response) => response.end('{}')]);
	const response = await aSend()(get(server.url(), { 'x-fapi-interaction-id': 'ours' }));
	expect(response.interactionId).toBe('ours');
});

it('is not compared with the ID that a gateway sets in the other header', async () => {
	const gateway = { headers: { 'x-request-id': 'of-the-gateway' } };
	const server = await aServer([json({}, gateway), withId('of-the-gateway')]);
	const send = aSend();
	expect((await send(get(server.url(), { 'x-fapi-interaction-id': 'ours' }))).interactionId).toBe(
		'ours',
	);
	expect((await send(get(server.url(), { 'X-Request-ID': 'ours' }))).interactionId).toBe('ours');
});

it('that the bank sets in an error is kept for its support', async () => {
	const server = await aServer([withId('of-the-bank', 400)]);
	expect(await aSend()(get(server.url()))).toMatchObject({
		status: 400,
		interactionId: 'of-the-bank',
	});
});

it.each([
	['a request without a response', reset, {}],
	['a response that is too large', json('x'.repeat(99)), { bytes: 10 }],
])('is in the error of %s', async (_name, responder, limits) => {
	const server = await aServer([responder]);
	const send = aSend({ limits: { attempts: 1, ...limits } });
	const { details } = await rejection(send(get(server.url(), { 'X-Request-ID': 'ours' })));
	expect(details.interactionId).toBe('ours');
});

it('is in the error of a canceled request', async () => {
	const server = await aServer([refuse(500)]);
	const send = aSend({ signal: AbortSignal.abort() });
	const { details } = await rejection(send(get(server.url(), { 'X-Request-ID': 'ours' })));
	expect(details.interactionId).toBe('ours');
});

it('of another request does not discard the result of a POST', async () => {
	const server = await aServer([withId('of-a-gateway')]);
	const request = { method: 'POST', url: server.url(), body: 'grant_type=refresh_token' } as const;
	expect((await aSend()(request)).status).toBe(200);
});

it('leaves no listener on the cancel signal', async () => {
	const server = await aServer();
	const stop = new AbortController();
	const added = jest.spyOn(stop.signal, 'addEventListener');
	const removed = jest.spyOn(stop.signal, 'removeEventListener');
	const send = aSend({ signal: stop.signal });
	for (let count = 0; count < 3; count++) await send(get(server.url()));
	expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});
