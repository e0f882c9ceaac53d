import { clearCaches } from '../../lib/expiringCache';
import { discover } from '../../lib/oauth/authorizationServer';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import type { HttpRequest } from '../../lib/transport/http';
import { aBank, aTpp, rejection } from '../support/builders';
import { aTestBank, issuer, type TestBank } from './testBank';

let bank: TestBank;
beforeEach(() => {
	clearCaches();
	bank = aTestBank();
	bank.token = () => ({ json: { access_token: 'a', token_type: 'bearer' } });
});
afterEach(() => jest.restoreAllMocks());

describe('discover', () => {
	it('reads the discovery document once in ten minutes (DS-20)', async () => {
		const start = Date.now();
		expect(await discover(bank.connection)).toMatchObject(bank.metadata);
		await discover(bank.connection);
		expect(bank.requested()).toEqual(['GET /.well-known/openid-configuration']);
		jest.spyOn(Date, 'now').mockImplementation(() => start + 601_000);
		await discover(bank.connection);
		expect(bank.requested()).toHaveLength(2);
	});

	it('accepts an issuer that differs by the slash of an empty path', async () => {
		bank.metadata.issuer = `${issuer}/`;
		expect((await discover(bank.connection)).issuer).toBe(`${issuer}/`);
	});

	describe('of a bank whose document lies elsewhere', () => {
		const discovery = `${issuer}/.well-known/openid-configuration/demobank`;
		const asked = () => {
			const { tpp, send } = bank.connection;
			const connection = {
				tpp: { ...tpp, addresses: { ...tpp.addresses, discovery } },
				send: async (request: HttpRequest) =>
					await send({ ...request, url: request.url.replace('/demobank', '') }),
			};
			return { connection, addresses: jest.spyOn(connection, 'send') };
		};

		it('reads it there', async () => {
			const { connection, addresses } = asked();
			expect(await discover(connection)).toMatchObject(bank.metadata);
			expect(addresses).toHaveBeenCalledWith(expect.objectContaining({ url: discovery }));
		});

		it('refuses one of another issuer', async () => {
			bank.metadata.issuer = 'https://auth.evil.example';
			expect(await rejection(() => discover(asked().connection))).toMatchObject({
				code: 'OB_INVALID_RESPONSE',
				message: `The bank's discovery document is for the issuer "https://auth.evil.example", but "https://auth.bank.example" is expected. Ask the bank which issuer is right.`,
			});
		});
	});

	it('refuses a document of another issuer, and quotes both (B-12, F-28)', async () => {
		bank.discovery = () => ({ json: { issuer: 'https://auth.evil.example' } });
		expect(await rejection(() => discover(bank.connection))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank\'s discovery document is for the issuer "https://auth.evil.example", but "https://auth.bank.example" is expected. Ask the bank which issuer is right.',
			httpStatus: 200,
			interactionId: 'interaction-1',
			tppAction: 'contactBank',
		});
	});

	it('accepts and keeps a slash at the end of the issuer, which Starling has', async () => {
		bank.metadata.issuer = `${issuer}/`;
		expect((await discover(bank.connection)).issuer).toBe(`${issuer}/`);
	});

	const refused = "The bank's discovery document is invalid: ";
	it.each([
		['without issuer', { json: {} }, 'its issuer must be a string'],
		['whose issuer is no text', { json: { issuer: 7 } }, 'its issuer must be a string'],
		[
			'that is a redirect',
			{ status: 302, headers: { location: issuer } },
			'its HTTP status is not the expected one',
		],
		[
			'that is HTML',
			{ text: '<html>', headers: { 'content-type': 'text/html' } },
			'its content type is not JSON',
		],
		['that is broken JSON', { text: '{"' }, 'its body is not JSON'],
		['that is null', { text: 'null' }, 'its body is not a JSON object'],
		['that is a list', { text: '[]' }, 'its body is not a JSON object'],
	])('refuses a document %s', async (_, parts, says) => {
		bank.discovery = () => parts;
		expect(await rejection(() => discover(bank.connection))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `${refused}${says}.`,
			httpStatus: (parts as { status?: number }).status ?? 200,
			interactionId: 'interaction-1',
			tppAction: 'contactBank',
		});
	});

	it.each([
		[
			404,
			'The bank has no endpoint at this URL. Check that the bank supports the operation, and check the URLs that you entered.',
			'fixRequest',
		],
		[500, 'Try again later.', 'retryLater'],
	])('reports the status %d and does not keep it', async (status, advice, tppAction) => {
		bank.discovery = () => ({ status, text: '<html>' });
		expect(await rejection(() => discover(bank.connection))).toEqual({
			code: 'OB_ASPSP',
			message: `The bank responded with ${status} when reading its discovery document. ${advice}`,
			httpStatus: status,
			errorCodes: [],
			interactionId: 'interaction-1',
			tppAction,
		});
		bank.discovery = () => ({ json: bank.metadata });
		expect((await discover(bank.connection)).issuer).toBe(issuer);
	});

	it.each([
		[
			'http://auth.bank.example',
			'The issuer "http://auth.bank.example" is not a complete https URL.',
		],
		['auth.bank.example', 'The issuer "auth.bank.example" is not a complete https URL.'],
		[undefined, 'The issuer is missing, and Test Bank publishes none for this environment.'],
	])('refuses the issuer %s', async (entered, message) => {
		bank = aTestBank(aTpp({ addresses: { issuer: entered } }));
		expect(await rejection(() => discover(bank.connection))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: { in: 'credential', key: 'issuer' },
			tppAction: 'fixCredential',
		});
		expect(bank.requested()).toEqual([]);
	});

	it('tells that a bank has no authorization server', async () => {
		bank = aTestBank(aTpp({ addresses: {}, bank: aBank({ authorizationRequest: undefined }) }));
		expect(await rejection(() => discover(bank.connection))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: 'Test Bank has no OAuth authorization server.',
		});
	});
});

describe('The token endpoint', () => {
	const ask = async () => await requestClientToken(bank.connection);

	it('is the one for mutual TLS where the bank has one (TK-06, DS-08)', async () => {
		bank.metadata.mtls_endpoint_aliases = { token_endpoint: `${issuer}/mtls/token` };
		await ask();
		expect(bank.requested()).toContain('POST /mtls/token');
	});

	describe('that is gone (DS-20)', () => {
		const moved = () => {
			bank.metadata.token_endpoint = `${issuer}/new`;
			bank.token = () =>
				bank.requested().at(-1) === 'POST /new'
					? { json: { access_token: 'a', token_type: 'bearer' } }
					: { status: 404 };
		};
		const later = (milliseconds: number) => {
			const now = Date.now() + milliseconds;
			jest.spyOn(Date, 'now').mockImplementation(() => now);
		};

		it('is looked up again and asked with a new assertion (TK-03)', async () => {
			await ask();
			moved();
			later(61_000);
			await ask();
			expect(bank.requested().slice(2)).toEqual([
				'POST /token',
				'GET /.well-known/openid-configuration',
				'POST /new',
			]);
			const [, second, third] = bank.forms.map((form) => form.get('client_assertion'));
			expect(second).not.toBe(third);
		});

		it('is not looked up again by those who knew no other', async () => {
			bank.token = () => ({ status: 404 });
			await rejection(ask);
			expect(bank.forms).toHaveLength(1);
		});

		it.each([
			['cannot be had', () => (bank.discovery = () => ({ status: 503 }))],
			['names an address without TLS', () => (bank.metadata.token_endpoint = 'http://new')],
		])('is an error where the new document %s', async (_, change) => {
			await ask();
			moved();
			change();
			later(61_000);
			expect(await rejection(ask)).toMatchObject({ code: 'OB_ASPSP', httpStatus: 404 });
			expect(bank.forms).toHaveLength(2);
		});
	});

	const refused = "The bank's discovery document is invalid: ";
	it.each([
		['absent', undefined, 'it has no valid mtls_endpoint_aliases.token_endpoint'],
		['no address', 'token', 'it has no valid mtls_endpoint_aliases.token_endpoint'],
		['http', 'http://auth.bank.example/token', 'the URL of an endpoint is not an https URL'],
		['a file', 'file:///etc/passwd', 'the URL of an endpoint is not an https URL'],
		['data', 'data:application/json,{}', 'the URL of an endpoint is not an https URL'],
	])('is refused when it is %s', async (_, endpoint, says) => {
		bank.metadata.token_endpoint = endpoint;
		expect(await rejection(ask)).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `${refused}${says}.`,
			tppAction: 'contactBank',
		});
		expect(bank.forms).toEqual([]);
	});
});
