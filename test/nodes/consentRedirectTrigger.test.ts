import { UnsecuredJWT } from 'jose';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { clearCaches } from '../../lib/expiringCache';
import { sealState } from '../../lib/oauth/state';
import { receiveRedirect } from '../../nodes/ConsentRedirectTrigger/receiveRedirect';
import { toTpp } from '../../nodes/shared/credential';
import { psuApproves, psuRefuses } from '../../sandbox/psu';
import { withOtherUnusedBits } from '../support/builders';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { clockAt } from '../oauth/testBank';
import { fapiBank } from '../support/fapiBank';
import { consent, fromInput, register, stepItems } from '../support/journey';

let bank: EmbeddedBank;
let client: IDataObject;
let credential: IDataObject;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2 });
	client = await register(bank);
	credential = localCredential(bank, 'zopa');
});
afterAll(async () => {
	await bank.stop();
});
beforeEach(clearCaches);

interface Reply {
	status?: number;
	headers: Record<string, string>;
	body: string;
	redirect?: [status: number, location: string];
}

interface ARequest {
	method?: 'GET' | 'POST' | 'HEAD' | 'OPTIONS';
	/** Behind the path. */
	query?: string;
	body?: string;
	type?: string;
}

/** n8n's webhook call, as far as the node sees one. */
async function call(
	{ method = 'GET', query = '', body = '', type = 'application/x-www-form-urlencoded' }: ARequest,
	parameters: Record<string, unknown> = {},
	change: IDataObject = {},
	reply: Reply = { headers: {}, body: '' },
) {
	const response = {
		get headersSent() {
			return reply.body !== '' || reply.redirect !== undefined;
		},
		status: (status: number) => ((reply.status = status), response),
		set: (headers: Record<string, string>) => ((reply.headers = headers), response),
		send: (text: string) => {
			if (reply.body !== '' || reply.redirect)
				throw new Error('Cannot set headers after they are sent');
			reply.body = text;
		},
		redirect: (status: number, location: string) => {
			if (reply.body !== '') throw new Error('Cannot set headers after they are sent');
			reply.redirect = [status, location];
		},
	};
	const settings = parameters;
	const context = {
		helpers: {},
		getRequestObject: () => ({
			method,
			url: `/open-banking${query}`,
			originalUrl: `/webhook/open-banking${query}`,
			headers: { 'content-type': type },
			rawBody: Buffer.from(body),
		}),
		getResponseObject: () => response,
		getNodeParameter: (name: string, fallback: unknown) => {
			if (settings[name] instanceof Error) throw settings[name];
			return settings[name] ?? fallback;
		},
		getCredentials: async () => ({ ...credential, ...change }),
	};
	const result = await receiveRedirect(context as unknown as IWebhookFunctions);
	const [authorised = [], notAuthorised = []] = result.workflowData ?? [];
	return {
		reply,
		started: result.workflowData !== undefined,
		n8nResponds: result.noWebhookResponse !== true,
		authorised: authorised.map(({ json }) => json),
		notAuthorised: notAuthorised.map(({ json }) => json),
	};
}

const passThrough = { options: { passThrough: 'customer-4711' } };

async function approve(of = 'rora'): Promise<URL> {
	const { authorizationUrl } = await consent(bank, client, passThrough);
	return new URL(await psuApproves(String(authorizationUrl), { user: of, ca: bank.ca }));
}

const post = (fragment: string): ARequest => ({
	method: 'POST',
	body: new URLSearchParams({ fragment }).toString(),
});

describe('A URL without a response', () => {
	it('shows the page that hands the fragment on, and starts nothing', async () => {
		const { reply, started, n8nResponds } = await call({});
		expect({ started, n8nResponds, status: reply.status }).toEqual({
			started: false,
			n8nResponds: false,
			status: 200,
		});
		expect(reply.body).toMatch(/<form method="post"><input type="hidden" name="fragment"><\/form>/);
		expect(reply.body).toMatch(/<noscript>.*needs JavaScript/s);
	});

	it('may hold what an email scanner adds (RP-21)', async () => {
		expect((await call({ query: '?utm_source=mail' })).started).toBe(false);
	});
});

it('While the bank does not respond, the PSU gets a page, and the workflow starts later (F-23)', async () => {
	const url = await approve();
	const reply: Reply = { headers: {}, body: '' };
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	const called = call(post(url.hash.slice(1)), {}, {}, reply);
	jest.advanceTimersByTime(8_000);
	jest.useRealTimers();
	expect(reply).toMatchObject({ status: 202, body: expect.stringContaining('taking longer') });
	const { body } = reply;
	expect((await called).authorised).toHaveLength(1);
	expect(reply.body).toBe(body);
});

it.each(['HEAD', 'OPTIONS'] as const)(
	'A %s request does not use up the response (RP-21)',
	async (method) => {
		const query = `?${(await approve()).hash.slice(1)}`;
		expect((await call({ method, query })).started).toBe(false);
		expect((await call({ query })).authorised).toHaveLength(1);
	},
);

describe('The right response (RV-01)', () => {
	it.each([
		['as our page posts the fragment', (url: URL) => post(url.hash.slice(1))],
		['in the query', (url: URL) => ({ query: `?${url.hash.slice(1)}` })],
		[
			'in the bank’s own form post',
			(url: URL) => ({ method: 'POST' as const, body: url.hash.slice(1) }),
		],
	])('%s becomes a session', async (_, request) => {
		const url = await approve();
		await bank.resetStatistics();
		const { authorised, notAuthorised, reply } = await call(request(url));
		expect((await bank.statistics()).listeners.mtls.requests).toBe(1);
		expect(notAuthorised).toEqual([]);
		expect(authorised).toEqual([
			{
				outcome: 'authorised',
				bank: 'zopa',
				consentId: expect.stringMatching(/^aac-/),
				passThrough: 'customer-4711',
				scope: 'openid accounts',
				expiresAt: expect.stringMatching(/^20/),
				isRenewable: true,
				reconfirmBy: expect.stringMatching(/^20/),
				interactionId: expect.any(String),
				session: expect.stringMatching(/^eyJ/),
			},
		]);
		expect(reply).toMatchObject({ status: 200, body: expect.stringMatching(/is connected/) });
		const accounts = await stepItems(bank, {
			type: 'getAccounts',
			parameters: {
				session: authorised[0]!.session,
				client: 'input',
				registration: client.registration,
			},
		});
		expect(accounts).toHaveLength(2);
	});

	it('may carry a long state (RV-65)', async () => {
		const long = 'customer-4711 '.repeat(100);
		const { authorizationUrl } = await consent(bank, client, { options: { passThrough: long } });
		const psu = { user: 'rora', ca: bank.ca };
		const url = new URL(await psuApproves(String(authorizationUrl), psu));
		expect((await call(post(url.hash.slice(1)))).authorised).toMatchObject([{ passThrough: long }]);
	});

	it('for a payment brings the session that pays it, found by the consent ID', async () => {
		const step = async (type: string, parameters: IDataObject) => {
			const given = { ...parameters, client: 'input', registration: client.registration };
			return (await stepItems(bank, { type, parameters: given }))[0]!;
		};
		const { authorizationUrl, consentId, paymentConsent } = await step('createConsent', {
			operation: 'createPayment',
			instructionId: 'INV-42',
			amount: '12.50',
			payeeName: 'Acme Supplies Ltd',
			payeeAccount: '04-00-04 12345678',
			reference: 'INV 42',
		});
		const psu = { user: 'rora', ca: bank.ca };
		const url = new URL(await psuApproves(String(authorizationUrl), psu));
		const { authorised } = await call(post(url.hash.slice(1)));
		expect(authorised).toMatchObject([{ consentId, session: expect.stringMatching(/^eyJ/) }]);
		const { session } = authorised[0]!;
		const paid = await step('createPayment', { paymentConsent, session });
		expect(await bank.payments('zopa')).toMatchObject([{ id: paid.paymentId, consentId }]);
	});

	it('brings one session, however often it comes at once (RP-03)', async () => {
		const request = post((await approve()).hash.slice(1));
		const calls = await Promise.all([call(request), call(request)]);
		expect(calls.flatMap(({ authorised }) => authorised)).toHaveLength(1);
		expect(calls.filter(({ started }) => started)).toHaveLength(1);
		const [repeated] = calls.filter(({ started }) => !started);
		expect(repeated!.reply).toMatchObject({
			status: 200,
			body: expect.stringMatching(/already received/),
		});
	});

	it('leaves no token in the item, in the page or in its address', async () => {
		const url = await approve();
		const { authorised, reply } = await call(post(url.hash.slice(1)));
		const code = new URLSearchParams(url.hash.slice(1)).get('code')!;
		for (const text of [JSON.stringify(authorised), reply.body, JSON.stringify(reply.headers)]) {
			expect(text).not.toContain(code);
			expect(text).not.toContain('accessToken');
		}
		expect(reply.body).not.toContain('eyJ');
	});
});

describe('An error that comes', () => {
	const errorFor = (url: URL) =>
		`error=access_denied&state=${new URLSearchParams(url.hash.slice(1)).get('state')}`;

	it('after a success starts nothing', async () => {
		const url = await approve();
		expect((await call(post(url.hash.slice(1)))).authorised).toHaveLength(1);
		const { started, reply } = await call({ query: `?${errorFor(url)}` });
		expect({ started, body: reply.body }).toEqual({
			started: false,
			body: expect.stringMatching(/already received/),
		});
	});

	it('twice starts the workflow once', async () => {
		const query = `?${errorFor(await approve())}`;
		expect((await call({ query })).notAuthorised).toHaveLength(1);
		expect((await call({ query })).started).toBe(false);
	});

	it.each<[string, (state: string) => string]>([
		['with a space behind', (state) => `${state} `],
		['with a line break inside', (state) => state.replace(/.{9}$/, '\n$&')],
		['with padding', (state) => state.replace(/\.(?=[^.]*$)/, '==.')],
		['with other unused bits at the end', withOtherUnusedBits],
	])('with the same state, written %s, starts nothing', async (_, rewritten) => {
		const state = new URLSearchParams((await approve()).hash.slice(1)).get('state')!;
		const query = new URLSearchParams({ error: 'access_denied', state: rewritten(state) });
		expect((await call({ query: `?${query.toString()}` })).started).toBe(false);
	});

	it('before a success does not stand in its way: the PSU went back', async () => {
		const url = await approve();
		await call({ query: `?${errorFor(url)}` });
		expect((await call(post(url.hash.slice(1)))).authorised).toHaveLength(1);
	});

	it('of another issuer is not believed', async () => {
		const query = `?${errorFor(await approve())}&iss=https://evil.example`;
		expect((await call({ query })).notAuthorised).toEqual([
			expect.objectContaining({ outcome: 'failed', consentId: expect.stringMatching(/^aac-/) }),
		]);
	});
});

describe('A code that could not be exchanged', () => {
	it('is not sent again, and starts the workflow once', async () => {
		const request = post((await approve()).hash.slice(1));
		await bank.addFault({
			method: 'POST',
			path: '/zopa/token',
			times: 1,
			response: { status: 503 },
		});
		const calls = await Promise.all([call(request), call(request)]);
		expect(calls.flatMap(({ notAuthorised }) => notAuthorised)).toEqual([
			expect.objectContaining({ outcome: 'failed', consentId: expect.stringMatching(/^aac-/) }),
		]);
		await bank.resetStatistics();
		expect((await call(request)).started).toBe(false);
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it('of somebody else does not spoil the right one', async () => {
		const right = new URLSearchParams((await approve()).hash.slice(1));
		const wrong = new URLSearchParams(right);
		wrong.set('code', 'stolen');
		const [, { authorised }] = await Promise.all([
			call(post(wrong.toString())),
			call(post(right.toString())),
		]);
		expect(authorised).toHaveLength(1);
	});
});

it('A response that comes too late is recognised', async () => {
	const request = post((await approve()).hash.slice(1));
	clockAt(Date.now() + 3 * 60 * 60 * 1000);
	const { notAuthorised, reply } = await call(request).finally(() => jest.useRealTimers());
	expect(reply.status).toBe(400);
	expect(notAuthorised).toEqual([
		expect.objectContaining({
			outcome: 'failed',
			consentId: expect.stringMatching(/^aac-/),
			passThrough: 'customer-4711',
		}),
	]);
});

describe('A response that failed', () => {
	it('starts the workflow once, however often it comes and with whatever code', async () => {
		const parameters = new URLSearchParams((await approve()).hash.slice(1));
		const withCode = async (code: string) => {
			parameters.set('code', code);
			return await call(post(parameters.toString()));
		};
		expect((await withCode('a')).notAuthorised).toEqual([
			expect.objectContaining({ outcome: 'failed', consentId: expect.stringMatching(/^aac-/) }),
		]);
		for (const code of ['a', 'b', 'c']) {
			const { started, reply } = await withCode(code);
			expect({ started, status: reply.status }).toEqual({ started: false, status: 400 });
		}
	});

	it('starts it once for errors of a kind', async () => {
		const state = new URLSearchParams((await approve()).hash.slice(1)).get('state');
		const calls = [];
		for (const error of ['a', 'b', 'access_denied'])
			calls.push((await call({ query: `?error=${error}&state=${state}` })).started);
		expect(calls).toEqual([true, false, true]);
	});

	it('does not stand in the way of the right one', async () => {
		const right = post((await approve()).hash.slice(1));
		await bank.misbehave('zopa', 'DS-11-404');
		const starts = [
			(await call(right)).notAuthorised.length,
			(await call(right)).notAuthorised.length,
		];
		await bank.clearMisbehaviour();
		expect(starts).toEqual([1, 0]);
		expect((await call(right)).authorised).toHaveLength(1);
	});
});

describe('Settings that cannot be read', () => {
	const blocked = () => new Error('access to env vars denied');

	it('show before the code is used', async () => {
		const request = post((await approve()).hash.slice(1));
		const { notAuthorised } = await call(request, { 'options.outputTokens': blocked() });
		expect(notAuthorised).toEqual([expect.objectContaining({ outcome: 'failed' })]);
		expect((await call(request)).authorised).toHaveLength(1);
	});

	it('of the page give way to our words', async () => {
		const request = post((await approve()).hash.slice(1));
		const { authorised, reply } = await call(request, { page: blocked() });
		expect(authorised).toHaveLength(1);
		expect(reply.body).toMatch(/is connected/);
	});

	it.each([null, 42, 'text', ['text']])(
		'of the page give way to our words if they are %j',
		async (page) => {
			const request = post((await approve()).hash.slice(1));
			const { authorised, reply } = await call(request, { page });
			expect(authorised).toHaveLength(1);
			expect(reply.body).toMatch(/is connected/);
		},
	);

	it('of any type are words', async () => {
		const request = post((await approve()).hash.slice(1));
		const { authorised, reply } = await call(request, { page: { authorisedText: 42 } });
		expect(authorised).toHaveLength(1);
		expect(reply.body).toContain('<p>42</p>');
	});

	it('start the workflow once for each kind of failure, from any sender', async () => {
		const header = { alg: 'dir', enc: 'A256GCM' };
		const redirectOf = (kid: string) => {
			const state = Buffer.from(JSON.stringify({ ...header, kid })).toString('base64url');
			return { query: `?code=x&state=${state}..AAAA.AAAA.AAAA` };
		};
		const broken = { transportKey: 'nonsense' };
		const other = { signingKey: 'nonsense' };
		const starts = async (path: string, change: IDataObject) => {
			const calls = [];
			for (const kid of ['a', 'b', 'c']) calls.push(await call(redirectOf(kid), { path }, change));
			return calls.map(({ started }) => started);
		};
		expect(await starts('one', broken)).toEqual([true, false, false]);
		expect(await starts('one', other)).toEqual([true, false, false]);
		expect(await starts('another', broken)).toEqual([true, false, false]);
	});

	it('start nothing for somebody who is not ours', async () => {
		const redirect = { query: '?code=x&state=y' };
		expect((await call(redirect, { 'options.emitForeign': blocked() })).started).toBe(false);
		expect((await call(redirect, {}, { transportKey: 'nonsense' })).started).toBe(false);
	});
});

describe('A PSU who refuses', () => {
	it.each<[string, (parameters: string) => ARequest]>([
		['as our page posts the fragment', post],
		['in the bank’s own form post (RV-48)', (body) => ({ method: 'POST', body })],
	])('%s is an item on the second output, with a calm page', async (_, request) => {
		const { authorizationUrl } = await consent(bank, client, passThrough);
		const url = new URL(await psuRefuses(String(authorizationUrl), { user: 'rora', ca: bank.ca }));
		const { authorised, notAuthorised, reply } = await call(request(url.hash.slice(1)));
		expect(authorised).toEqual([]);
		expect(notAuthorised).toEqual([
			expect.objectContaining({
				outcome: 'refused',
				consentId: expect.stringMatching(/^aac-/),
				passThrough: 'customer-4711',
				details: expect.objectContaining({
					errorCodes: ['access_denied'],
					tppAction: 'reconsent',
				}),
			}),
		]);
		expect(reply).toMatchObject({
			status: 200,
			body: expect.stringMatching(/is not connected/),
		});
	});
});

it.each([
	['an empty body', ''],
	['two fragments', 'fragment=code%3Da&fragment=code%3Db'],
	['neither code nor error', 'fragment=a%3D1'],
])('A post of %s is refused', async (_, body) => {
	const { reply, started } = await call({ method: 'POST', body });
	expect({ status: reply.status, started }).toEqual({ status: 400, started: false });
});

describe('The field Client', () => {
	const entered = { client: 'entered' };

	it('selects a registration that is entered', async () => {
		const { registration } = client;
		const { authorised } = await call(post((await approve()).hash.slice(1)), {
			...entered,
			registration,
		});
		expect(authorised).toEqual([expect.objectContaining({ outcome: 'authorised' })]);
	});

	it('refuses another client than the one that started the authorisation', async () => {
		const { registration } = await register(bank);
		const url = await approve();
		const { notAuthorised } = await call(post(url.hash.slice(1)), { ...entered, registration });
		expect(notAuthorised).toEqual([
			expect.objectContaining({
				outcome: 'failed',
				error: expect.stringMatching(
					/started this authorisation, but .* is selected. Check "Client"/,
				),
				details: expect.objectContaining({ code: 'OB_CONFIGURATION', tppAction: 'fixRequest' }),
			}),
		]);
	});

	it('serves every client that the credential registered (C-03)', async () => {
		const { authorizationUrl } = await consent(bank, await register(bank));
		const psu = { user: 'rora', ca: bank.ca };
		const url = new URL(await psuApproves(String(authorizationUrl), psu));
		const { authorised } = await call(post(url.hash.slice(1)));
		expect(authorised).toEqual([expect.objectContaining({ outcome: 'authorised' })]);
	});

	it('tells the operator once that no client is known, and sends no PSU to the bank again (C-04)', async () => {
		const tpp = { ...(await toTpp(credential as never, new Date())) };
		const started = { consentId: 'aac-1', hybrid: true, expires: Date.now() + 60_000 };
		const withClient = {
			...tpp,
			client: { clientId: 'client-1', tokenEndpointAuthMethod: 'private_key_jwt' as const },
		};
		const state = await sealState(started, withClient);
		const response = { query: `?${new URLSearchParams({ state, code: 'code-1' })}` };
		const { notAuthorised } = await call(response);
		expect(notAuthorised).toEqual([
			expect.objectContaining({
				outcome: 'failed',
				error: expect.stringMatching(/^There is no OAuth client. The input has no registration/),
				details: expect.objectContaining({ tppAction: 'fixCredential', field: 'Client ID' }),
			}),
		]);
		expect((await call(response)).started).toBe(false);
	});
});

describe('A forged response', () => {
	const forged = 'code=stolen&state=guessed&id_token=x';

	it('starts nothing and asks the bank for nothing (RP-01)', async () => {
		await bank.resetStatistics();
		const { started, reply } = await call(post(forged));
		expect(started).toBe(false);
		expect(reply).toMatchObject({ status: 400, body: expect.stringMatching(/connection failed/) });
		expect((await bank.statistics()).requests).toBe(0);
	});

	it('starts the workflow where the operator wants to see it', async () => {
		const { notAuthorised } = await call(post(forged), { 'options.emitForeign': true });
		expect(notAuthorised).toEqual([
			expect.objectContaining({
				outcome: 'failed',
				details: expect.objectContaining({ code: 'OB_INVALID_RESPONSE' }),
			}),
		]);
	});

	it('with a stolen code in an own state brings no token', async () => {
		const [own, other] = [await approve(), await approve('mits')];
		const mixed = new URLSearchParams(own.hash.slice(1));
		mixed.set('code', new URLSearchParams(other.hash.slice(1)).get('code')!);
		await bank.resetStatistics();
		const { authorised, notAuthorised } = await call(post(mixed.toString()));
		expect(authorised).toEqual([]);
		expect(notAuthorised[0]).toMatchObject({
			outcome: 'failed',
			details: { code: 'OB_INVALID_RESPONSE' },
		});
		// The token endpoint is the only one that wants the certificate.
		expect((await bank.statistics()).listeners.mtls.requests).toBe(0);
	});

	it.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain'])(
		'of type %s is not read (RP-14)',
		async (type) => {
			const { reply, started } = await call({ method: 'POST', type, body: '{"code":"x"}' });
			expect({ status: reply.status, started }).toEqual({ status: 415, started: false });
		},
	);

	it('of a size that no bank sends is not read (RP-15)', async () => {
		const { reply, started } = await call(post('a=1&'.repeat(30_000)));
		expect({ status: reply.status, started }).toEqual({ status: 413, started: false });
	});

	it.each(['state[]=a&code=x', 'code=x&code=y&state=z', 'state=__proto__&code=x'])(
		'is refused as it is: %s',
		async (fragment) => {
			expect((await call(post(fragment))).reply.status).toBe(400);
		},
	);
});

describe('The page', () => {
	it('has the operator’s words, and whatever came in is escaped', async () => {
		const { reply } = await call(post('error=<script>alert(1)</script>&state=x'), {
			page: {
				failedTitle: '<b>Oh</b>',
				failedText: 'Schade & adieu',
				linkText: '"Zurück"',
				linkUrl: 'https://app.example.com/?a=1&b=2',
			},
		});
		expect(reply.body).toContain('<h1>&lt;b&gt;Oh&lt;/b&gt;</h1>');
		expect(reply.body).toContain('<p>Schade &amp; adieu</p>');
		expect(reply.body).toContain(
			'<a href="https://app.example.com/?a=1&amp;b=2">&quot;Zurück&quot;</a>',
		);
		expect(reply.body).not.toContain('alert(1)');
	});

	it('has no link to what a browser would run', async () => {
		const { reply } = await call(post('error=x&state=x'), {
			page: { linkUrl: 'javascript:alert(1)', linkText: 'Go' },
		});
		expect(reply.body).not.toContain('javascript:');
	});

	it('is the same for every address, and neither runs nor keeps a part of it (RP-18)', async () => {
		const evil = '?x=%3C/script%3E%3Cscript%3Ealert(1)';
		const [plain, other] = [(await call({})).reply, (await call({ query: evil })).reply];
		const withoutNonce = ({ body }: Reply) => body.replaceAll(/nonce="[^"]+"/g, '');
		expect(withoutNonce(other)).toBe(withoutNonce(plain));
		expect(plain.body).not.toMatch(/eval|Function|innerHTML|document\.write|[sS]torage|cookie/);
		expect(plain.headers['Content-Security-Policy']).not.toContain('unsafe');
	});

	it('is not cached, not framed (RP-20), and tells no other site its address (LK-21)', async () => {
		const { headers } = (await call({})).reply;
		expect(headers).toMatchObject({
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
			'X-Frame-Options': 'DENY',
			'Content-Security-Policy': expect.stringMatching(
				/^default-src 'none'; .*frame-ancestors 'none'$/,
			),
		});
	});
});

describe('Redirecting', () => {
	const redirects = {
		answerWith: 'redirect',
		redirectAuthorised: 'https://app.example.com/yes',
		redirectOtherwise: 'https://app.example.com/no',
	};

	it('leads to the operator’s addresses and nowhere else (RP-19)', async () => {
		const state = new URLSearchParams((await approve()).hash.slice(1)).get('state');
		const refused = post(`error=access_denied&state=${state}&returnTo=https://evil.example`);
		expect((await call(refused, redirects)).reply.redirect).toEqual([
			303,
			'https://app.example.com/no',
		]);
		const right = post((await approve()).hash.slice(1));
		expect((await call(right, redirects)).reply.redirect).toEqual([
			303,
			'https://app.example.com/yes',
		]);
	});

	it('sends a repeated response to the URL of the first one', async () => {
		const right = post((await approve()).hash.slice(1));
		await call(right, redirects);
		expect((await call(right, redirects)).reply.redirect).toEqual([
			303,
			'https://app.example.com/yes',
		]);
	});

	it('reads an address as a browser does', async () => {
		const right = post((await approve()).hash.slice(1));
		const redirectAuthorised = ' https://app.example.com/yes\n';
		expect((await call(right, { ...redirects, redirectAuthorised })).reply.redirect).toEqual([
			303,
			'https://app.example.com/yes',
		]);
	});

	it.each(['javascript:alert(1)', '//evil.example', '', 'app', 'https:app/x'])(
		'to %j is refused before the code is used',
		async (redirectAuthorised) => {
			const request = post((await approve()).hash.slice(1));
			const { notAuthorised, reply } = await call(request, { ...redirects, redirectAuthorised });
			expect(reply.status).toBe(400);
			expect(notAuthorised).toEqual([
				expect.objectContaining({
					details: expect.objectContaining({
						code: 'OB_CONFIGURATION',
						field: 'Redirect on Success',
					}),
				}),
			]);
			expect((await call(request)).authorised).toHaveLength(1);
		},
	);
});

it('A credential that cannot work is the operator’s to see, and the PSU sees that it failed', async () => {
	const request = post((await approve()).hash.slice(1));
	const { notAuthorised, reply } = await call(request, {}, { transportKey: 'nonsense' });
	expect(reply).toMatchObject({ status: 400, body: expect.stringMatching(/connection failed/) });
	expect(reply.body).not.toContain('Transport');
	expect(notAuthorised[0]).toMatchObject({
		outcome: 'failed',
		details: { code: 'OB_CONFIGURATION', field: 'Transport Key' },
	});
});

describe('A bank that responds with a JWT (JARM)', () => {
	let own: IDataObject;
	let registration: IDataObject;
	const fapi = (type: string, parameters: IDataObject = {}) =>
		stepItems(bank, { type, parameters }, { credential: own });
	beforeAll(async () => {
		own = {
			...localCredential(bank, 'zopa'),
			bank: 'custom',
			environment: 'sandbox',
			issuer: bank.banks.zopa.issuer,
			apiBaseUrl: bank.banks.zopa.resourceServer,
			profileSource: 'json',
			bankProfile: JSON.stringify(fapiBank),
		};
		[registration = {}] = await fapi('dcrRegister');
	});
	const requested = async () => {
		const [item] = await fapi('createConsent', { ...fromInput(registration), ...passThrough });
		return String(item!.authorizationUrl);
	};
	const psu = () => ({ user: 'rora', ca: bank.ca });
	const callFapi = async (url: string, parameters: IDataObject = {}) =>
		await call({ query: new URL(url).search }, { ...fromInput(registration), ...parameters }, own);

	it('starts the workflow with a session, once', async () => {
		const url = await psuApproves(await requested(), psu());
		expect(new URL(url).search).toMatch(/^\?response=eyJ/);
		expect((await callFapi(url)).authorised).toEqual([
			expect.objectContaining({
				bank: 'fapi-bank',
				passThrough: 'customer-4711',
				session: expect.stringMatching(/^eyJ/),
			}),
		]);
		expect((await callFapi(url)).started).toBe(false);
	});

	it('takes the bank’s form post of it (form_post.jwt)', async () => {
		const body = new URL(await psuApproves(await requested(), psu())).search.slice(1);
		const { authorised } = await call({ method: 'POST', body }, fromInput(registration), own);
		expect(authorised).toEqual([expect.objectContaining({ bank: 'fapi-bank' })]);
	});

	it('starts it with the refusal', async () => {
		const { notAuthorised } = await callFapi(await psuRefuses(await requested(), psu()));
		expect(notAuthorised).toEqual([
			expect.objectContaining({ outcome: 'refused', passThrough: 'customer-4711' }),
		]);
	});

	it('starts nothing for a JWT with a state that is not ours', async () => {
		const jwt = new UnsecuredJWT({ state: 'guessed', code: 'x' }).encode();
		expect((await callFapi(`https://tpp.example/?response=${jwt}`)).started).toBe(false);
		const wanted = await callFapi(`https://tpp.example/?response=${jwt}`, {
			'options.emitForeign': true,
		});
		expect(wanted.notAuthorised).toEqual([expect.objectContaining({ outcome: 'failed' })]);
	});

	it('is read by Parse Redirect and by Exchange Authorization Code alike', async () => {
		for (const [operation, field] of [
			['parseRedirect', 'redirectParameters'],
			['authorizationCode', 'redirectResponse'],
		] as const) {
			const url = await psuApproves(await requested(), psu());
			const parameters = { operation, [field]: url, ...fromInput(registration) };
			expect(await fapi('getToken', parameters)).toEqual([
				expect.objectContaining({ bank: 'fapi-bank', passThrough: 'customer-4711' }),
			]);
		}
	});
});

describe('A PSU who returns from Eika', () => {
	const kari = '13039319955';
	const eika = () => localCredential(bank, 'eika');

	async function consentAtEika(): Promise<string> {
		const parameters = { standard: 'berlinGroup', ...passThrough };
		const step = { type: 'createConsent', parameters };
		const [created] = await stepItems(bank, step, { credential: eika() });
		return String(created!.authorizationUrl);
	}

	const back = async (location: string) => {
		const { search } = new URL(location);
		return await call({ query: search }, {}, eika());
	};

	it('starts the workflow with a session that Get Accounts takes, once', async () => {
		const location = await psuApproves(await consentAtEika(), { user: kari, ca: bank.ca });
		const { authorised, reply } = await back(location);
		expect(authorised).toMatchObject([
			{ outcome: 'authorised', bank: 'eika', passThrough: 'customer-4711' },
		]);
		expect(JSON.stringify(reply)).not.toMatch(/tpp-session-id|eyJ/);
		const get = { type: 'getAccounts', parameters: { returnAll: true } };
		const input = { credential: eika(), input: [authorised[0]!] };
		expect(await stepItems(bank, get, input)).toHaveLength(2);
		expect(await back(location)).toMatchObject({ authorised: [] });
	});

	it('continues at the second output after a refusal, whatever the address says', async () => {
		const location = await psuRefuses(await consentAtEika(), { user: kari, ca: bank.ca });
		const { authorised, notAuthorised } = await back(
			`${location}&tpp-session-id=made-up&psu-id=${kari}`,
		);
		expect({ authorised, notAuthorised }).toMatchObject({
			authorised: [],
			notAuthorised: [{ outcome: 'refused', bank: 'eika', passThrough: 'customer-4711' }],
		});
	});
});
