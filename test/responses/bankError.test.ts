import type { TppAction } from '../../lib/errors';
import { bankError } from '../../lib/responses/body';
import { readErrors } from '../../lib/responses/errorBody';
import { isFinal } from '../../lib/responses/nextStep';
import type { HttpResponse } from '../../lib/transport/http';

const now = new Date('2026-03-01T12:00:00Z');
const response = (
	status: number,
	body: unknown = '',
	headers: Record<string, string> = {},
): HttpResponse => ({
	status,
	headers,
	body: Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
	interactionId: 'id-1',
});
const errorOf = (...args: Parameters<typeof response>) =>
	bankError(response(...args), 'testing', { access: 'psu', now });
const read = (body: unknown) => readErrors(response(400, body).body);

describe('The error codes and messages', () => {
	it('are read from an OAuth error', () => {
		expect(read({ error: 'invalid_client', error_description: 'Unknown client' })).toEqual({
			errorCodes: ['invalid_client'],
			messages: ['Unknown client'],
		});
	});

	it('are read from all entries of an OBIE error (BB-09)', () => {
		const Errors = [
			{
				ErrorCode: 'UK.OBIE.Field.Missing',
				Path: 'Data.Permissions',
				Message: 'Missing',
				Url: 'x',
			},
			{ ErrorCode: 'UK.OBIE.Header.Invalid', Message: 'Bad header' },
		];
		expect(read({ Code: '400 BadRequest', Id: '1', Message: 'Bad request', Errors })).toEqual({
			errorCodes: ['UK.OBIE.Field.Missing', 'UK.OBIE.Header.Invalid'],
			messages: ['Data.Permissions Missing', 'Bad header'],
		});
	});

	it('are read from an OBIE error without entries', () => {
		expect(read({ Code: 'UK.OBIE.UnexpectedError', Message: 'Sorry' })).toEqual({
			errorCodes: ['UK.OBIE.UnexpectedError'],
			messages: ['Sorry'],
		});
	});

	it('are read from all entries of a Berlin Group error', () => {
		const tppMessages = [
			{ category: 'ERROR', code: 'CONSENT_EXPIRED', text: 'Expired' },
			{ category: 'ERROR', code: 'FORMAT_ERROR', path: 'access', text: 'Bad' },
		];
		expect(read({ tppMessages })).toEqual({
			errorCodes: ['CONSENT_EXPIRED', 'FORMAT_ERROR'],
			messages: ['Expired', 'access Bad'],
		});
	});

	it('are read from problem details (RFC 9457), with the code that Berlin Group adds (BB-11)', () => {
		expect(
			read({
				type: 'about:blank',
				title: 'Bad',
				status: 401,
				detail: 'Why',
				code: 'CERTIFICATE_EXPIRED',
			}),
		).toEqual({
			errorCodes: ['CERTIFICATE_EXPIRED'],
			messages: ['Why'],
		});
		expect(read({ title: 'Bad' }).messages).toEqual(['Bad']);
	});

	it('are read from a Salt Edge error', () => {
		expect(read({ error_class: 'ConsentInvalid', error_message: 'Invalid' })).toEqual({
			errorCodes: ['ConsentInvalid'],
			messages: ['Invalid'],
			errorClass: 'ConsentInvalid',
		});
	});

	it.each([
		[
			'Apigee',
			{
				fault: {
					faultstring: 'Invalid ApiKey',
					detail: { errorcode: 'oauth.v2.InvalidApiKey' },
				},
			},
			['oauth.v2.InvalidApiKey'],
			['Invalid ApiKey'],
		],
		['AWS API Gateway', { message: 'Forbidden' }, [], ['Forbidden']],
		[
			'Google',
			{ error: { code: 404, status: 'NOT_FOUND', message: 'No such account' } },
			[],
			['No such account'],
		],
		[
			'Spring',
			{
				timestamp: 1,
				status: 500,
				error: 'Internal Server Error',
				message: 'No value',
				path: '/x',
			},
			['Internal Server Error'],
			['No value'],
		],
	])('are read from the gateway body of %s (B-13)', (_, body, errorCodes, messages) => {
		expect(read(body)).toEqual({ errorCodes, messages });
	});

	it.each([
		[{ ErrorCode: 'UK.OBIE.Field.Missing', Message: 'No', Path: 'Data' }, ['Data No']],
		[{ Code: '400 BadRequest', ErrorCode: 'UK.OBIE.Field.Missing', Message: 'No' }, ['No']],
		[{ error_code: 'UK.OBIE.Field.Missing', error_description: 'No' }, ['No']],
	])('are read without Errors, from %j (B-31)', (body, messages) => {
		expect(read(body)).toEqual({ errorCodes: ['UK.OBIE.Field.Missing'], messages });
	});

	it('are read from the gateway body of IBM API Connect (B-32)', () => {
		const httpMessage = 'Unauthorized';
		const moreInformation = 'Invalid client id or secret.';
		expect(read({ httpCode: '401', httpMessage, moreInformation })).toEqual({
			errorCodes: [],
			messages: ['Unauthorized: Invalid client id or secret.'],
		});
	});

	it.each([
		[{ fault: 'x' }],
		[{ fault: { detail: 7, faultstring: {} } }],
		[{ message: { a: 1 } }],
		[{ error: { message: ['x'] } }],
		[{ httpMessage: 7, moreInformation: null }],
		[{ ErrorCode: 7, Message: [] }],
	])('are empty for a gateway body with other types: %j', (body) => {
		expect(read(body)).toEqual({ errorCodes: [], messages: [] });
	});

	it('are read after a byte order mark (BB-12)', () => {
		expect(read('\ufeff{"error":"invalid_grant"}').errorCodes).toEqual(['invalid_grant']);
	});

	it.each([
		['nothing', ''],
		['a page', '<html>secret</html>'],
		['null', 'null'],
		['a list', '[{"error":"x"}]'],
		['a text', '"x"'],
		['a number', '7'],
		['other types', { error: { a: 1 }, Errors: 'x', tppMessages: [1, null, 'x'], Message: 7 }],
		['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
		['a hundred thousand levels', '{"a":'.repeat(100_000)],
	])('are empty for %s', (_name, body) => {
		expect(read(body)).toEqual({ errorCodes: [], messages: [] });
	});

	it('are twenty at most', () => {
		const tppMessages = Array.from({ length: 10_000 }, () => ({
			code: 'FORMAT_ERROR',
			text: 'a b '.repeat(999),
		}));
		const { errorCodes, messages } = read({ tppMessages });
		expect([errorCodes.length, messages.length, messages[0]?.length]).toEqual([20, 20, 501]);
	});

	it('contain no secret and no line break of the bank', () => {
		const body = { error: 'invalid_grant\r\n', error_description: 'code=abc Bearer x.y.z' };
		expect(read(body)).toEqual({
			errorCodes: ['invalid_grant'],
			messages: ['code=[secret] Bearer [token]'],
		});
	});
});

describe('The error', () => {
	it('has the operation, the message of the bank and the next step', () => {
		const error = errorOf(403, { tppMessages: [{ code: 'CONSENT_EXPIRED', text: 'Expired.' }] });
		expect(error).toMatchObject({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 403 when testing: CONSENT_EXPIRED: Expired. Create a new consent and send the PSU through authorisation.',
			details: { httpStatus: 403, errorCodes: ['CONSENT_EXPIRED'], interactionId: 'id-1' },
		});
	});

	it.each<[object, TppAction]>([
		[{ ErrorCode: 'UK.OBIE.Resource.InvalidConsentStatus' }, 'reconsent'],
		[{ error_code: 'UK.OBIE.Reauthenticate' }, 'reauthenticate'],
		[{ error_code: 'UK.OBIE.Signature.Invalid' }, 'fixCredential'],
	])('has the next step of a code outside Errors, %j (B-31)', (body, tppAction) => {
		expect(errorOf(400, body).tppAction).toBe(tppAction);
	});

	it('quotes a gateway without its secrets (B-13, B-32)', () => {
		const faultstring = 'Invalid access token: Bearer abc.def.ghi';
		expect(errorOf(401, { fault: { faultstring } }).message).toBe(
			'The bank responded with 401 when testing: Invalid access token: Bearer [token]. Send the PSU through authorisation again for the same consent.',
		);
	});

	it('does not quote a body of an unknown form', () => {
		expect(errorOf(502, '<p>some page</p>').message).toBe(
			'The bank responded with 502 when testing. Try again later.',
		);
	});

	it.each<[number, string, TppAction]>([
		[401, 'invalid_client', 'fixCredential'],
		[401, 'TOKEN_EXPIRED', 'reauthenticate'],
		[400, 'invalid_grant', 'reauthenticate'],
		[400, 'UK.OBIE.Resource.InvalidConsentStatus', 'reconsent'],
		[400, 'UK.OBIE.Resource.NotFound', 'fixRequest'],
		[400, 'UK.OBIE.Signature.Invalid', 'fixCredential'],
		[400, 'UK.OBIE.Reauthenticate', 'reauthenticate'],
		[401, 'CONSENT_INVALID', 'reconsent'],
		[429, 'ACCESS_EXCEEDED', 'retryLater'],
		[400, 'FORMAT_ERROR', 'fixRequest'],
		[400, 'access_denied', 'reconsent'],
		[503, 'temporarily_unavailable', 'retryLater'],
		[400, 'unauthorized_client', 'fixRequest'],
	])('of %i %s has the next step %s', (status, error, tppAction) => {
		expect(errorOf(status, { error }).tppAction).toBe(tppAction);
	});

	it.each([
		['TL-14', 401, 'CERTIFICATE_EXPIRED'],
		['TL-15', 401, 'CERTIFICATE_REVOKED'],
		['TL-17', 401, 'CERTIFICATE_MISSING'],
		['TL-18', 401, 'CERTIFICATE_INVALID'],
		['TL-18', 401, 'ROLE_INVALID'],
		['SG-32', 401, 'SIGNATURE_MISSING'],
		['SG-32', 401, 'SIGNATURE_INVALID'],
		['SG-05', 400, 'UK.OBIE.Signature.Missing'],
		['SG-06', 400, 'UK.OBIE.Signature.Invalid'],
		['SG-06', 400, 'UK.OBIE.Signature.Unexpected'],
	])('(%s) of %i %s concerns the credential, and is not retried', (_, status, code) => {
		const body = { tppMessages: [{ code }] };
		expect(errorOf(status, body)).toMatchObject({
			tppAction: 'fixCredential',
			details: { httpStatus: status, errorCodes: [code] },
		});
		expect(isFinal({ status, body: Buffer.from(JSON.stringify(body)) })).toBe(true);
	});

	it('of TIMESTAMP_INVALID names the clock when it is wrong (SG-33)', () => {
		const body = { tppMessages: [{ code: 'TIMESTAMP_INVALID' }] };
		expect(errorOf(400, body).message).not.toMatch(/clock/);
		const error = bankError({ ...response(400, body), clockAhead: -300_000 }, 'testing', { now });
		expect(error).toMatchObject({ tppAction: 'fixRequest' });
		expect(error.message).toMatch(/clock/);
	});

	it.each([401, 403])(
		'of %i without a code concerns the credential when the client authorised the request',
		(status) => {
			expect(bankError(response(status), 'registering the client')).toMatchObject({
				tppAction: 'fixCredential',
				message: `The bank responded with ${status} when registering the client. Check the certificates, the key ID, the software statement and the OAuth client.`,
			});
		},
	);

	it.each(['NotFound', 'AccessDenied', 'Invalid'])(
		'of %s has no special meaning outside error_class',
		(code) => {
			expect(errorOf(400, { code }).message).toMatch(/Correct the request\.$/);
		},
	);

	it('of a request for another audience names the field', () => {
		const error = errorOf(400, {
			error_class: 'RequestFormatInvalid',
			error_message: 'aud is not x',
		});
		expect(error).toMatchObject({
			tppAction: 'fixCredential',
			message: expect.stringMatching(/Check the ASPSP ID/),
		});
	});

	it.each([
		{
			Errors: [
				{ ErrorCode: 'UK.OBIE.Resource.NotFound', ErrorType: 'AccountPermanentlyUnavailable' },
			],
		},
		{ Code: 'AccountPermanentlyUnavailable', Errors: [{ ErrorCode: 'UK.OBIE.Resource.NotFound' }] },
	])('of a closed account is found in any member: %j', (body) => {
		expect(errorOf(400, body)).toMatchObject({
			tppAction: 'reconsent',
			details: { errorType: 'AccountPermanentlyUnavailable' },
		});
	});

	it('of a consent without the permission requires another consent', () => {
		expect(errorOf(403, { Errors: [{ ErrorCode: 'U008', Message: 'No' }] })).toMatchObject({
			tppAction: 'reconsent',
			message: expect.stringMatching(/The consent does not cover this request/),
		});
	});

	it.each([404, 405])('of %i names the address', (status) => {
		const address = 'https://api.bank.example/register';
		expect(bankError({ ...response(status), address }, 'registering the client').message).toMatch(
			`The bank responded with ${status} at ${address} when registering the client. `,
		);
	});

	it('of an address without an endpoint names both possible causes', () => {
		expect(errorOf(404).message).toMatch(
			/\. The bank has no endpoint at this URL\. Check that the bank/,
		);
		expect(errorOf(404, { error: 'invalid_request' }).message).toMatch(/Correct the request\.$/);
	});

	it.each([
		['No required SSL certificate was sent', 'The bank requires a transport certificate'],
		['The SSL certificate error', 'The bank rejected the transport certificate'],
	])('of a web server\'s page "%s" names the transport certificate', (title, advice) => {
		const page = `<html>\n<head><title>400 ${title}</title></head>\n<body>…</body></html>`;
		const { tppAction, message } = errorOf(400, page);
		expect(tppAction).toBe('fixCredential');
		expect(message).toContain(`The bank responded with 400 when testing: ${title}. ${advice}`);
	});

	// Salt Edge, "Related Errors".
	it.each<[number, string, TppAction, string]>([
		[400, 'RequestFormatInvalid', 'fixRequest', 'Correct the value that the bank names'],
		[401, 'WrongRequiredFields', 'fixRequest', 'Add the required field that the bank names'],
		[401, 'AccessDenied', 'fixCredential', 'The bank does not allow this for your software'],
		[
			404,
			'NotFound',
			'fixCredential',
			'Check the ASPSP ID, the provider code and the software statement',
		],
		[406, 'Invalid', 'fixCredential', 'Check the signing key and the key ID'],
	])('of %i %s has its own advice', (status, error_class, tppAction, advice) => {
		const error = errorOf(status, { error_class, error_message: 'Why', meta: { version: 'V2' } });
		expect(error).toMatchObject({
			tppAction,
			details: { httpStatus: status, errorCodes: [error_class] },
			message: expect.stringContaining(
				`The bank responded with ${status} when testing: ${error_class}: Why. ${advice}`,
			),
		});
	});

	// The Co-operative Bank, "Error scenarios"; OBIE's code list gives the v4.0 codes the same meaning.
	it.each<[number, string, string, string, TppAction, string]>([
		[
			403,
			'UK.OBIE.Reauthenticate',
			'',
			'Reauthenticate',
			'reauthenticate',
			'Send the PSU through authorisation again for the same consent.',
		],
		[
			400,
			'UK.OBIE.Resource.InvalidConsentStatus',
			'',
			'ReConsent',
			'reconsent',
			'Create a new consent and send the PSU through authorisation.',
		],
		[
			400,
			'UK.OBIE.Resource.NotFound',
			'AccountPermanentlyUnavailable',
			'AccountPermanentlyUnavailable',
			'reconsent',
			'Create a new consent and send the PSU through authorisation.',
		],
		[
			400,
			'UK.OBIE.Resource.NotFound',
			'AccountTemporarilyUnavailable: barred',
			'AccountTemporarilyUnavailable',
			'contactBank',
			'Check the status of the account. The customer has to contact the bank about it.',
		],
		[403, 'U028', '', 'Reauthenticate', 'reauthenticate', 'same consent.'],
		[400, 'U009', '', 'ReConsent', 'reconsent', 'Create a new consent'],
		[
			400,
			'U011',
			'AccountPermanentlyUnavailable',
			'AccountPermanentlyUnavailable',
			'reconsent',
			'',
		],
	])('of %i %s %s is of type %s', (status, ErrorCode, Message, errorType, tppAction, advice) => {
		const error = errorOf(status, { Errors: [{ ErrorCode, Message }] });
		expect(error).toMatchObject({ tppAction, details: { httpStatus: status, errorType } });
		expect(error.message).toContain(advice);
	});

	it('of an unknown account has no error type (BB-07)', () => {
		const Errors = [{ ErrorCode: 'UK.OBIE.Resource.NotFound', Message: 'Unknown account' }];
		const { tppAction, details } = errorOf(400, { Errors });
		expect({ tppAction, errorType: details.errorType }).toEqual({ tppAction: 'fixRequest' });
	});

	it.each<[number, TppAction]>([
		[401, 'reauthenticate'],
		[403, 'reconsent'],
		[404, 'fixRequest'],
		[429, 'retryLater'],
		[500, 'retryLater'],
	])('of %i without a body has the next step %s', (status, tppAction) => {
		expect(errorOf(status).tppAction).toBe(tppAction);
	});

	it.each([
		['3600', '2026-03-01T13:00:00.000Z'],
		['Sun, 01 Mar 2026 12:30:00 GMT', '2026-03-01T12:30:00.000Z'],
		['9'.repeat(400), '+275760-09-13T00:00:00.000Z'],
		['soon', undefined],
	])('with Retry-After %s has the time', (value, retryAfter) => {
		expect(errorOf(429, '', { 'retry-after': value }).details.retryAfter).toBe(retryAfter);
	});
});
