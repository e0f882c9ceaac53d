import { coop } from '../../lib/banks/cooperativeBank';
import { assertNoError, readRedirect } from '../../lib/oauth/redirect';
import { aTpp, rejection } from '../support/builders';

const parametersOf = async (text: string) => (await readRedirect(text, aTpp())).parameters;

describe('readRedirect', () => {
	const parameters = 'code=a%2Bb&state=s';

	it.each([
		['a complete address with a fragment', `https://tpp.example/callback#${parameters}`],
		['a complete address with a query', `https://tpp.example/callback?${parameters}`],
		['an address with query and fragment', `https://tpp.example/callback?flow=7#${parameters}`],
		['an address with an empty fragment', `https://tpp.example/callback?${parameters}#`],
		['an address without scheme', `tpp.example/callback#${parameters}`],
		['a fragment with its sign', `#${parameters}`],
		['a query with its sign', `?${parameters}`],
		['a query before a fragment that is somebody else’s', `?${parameters}#_=_`],
		['the parameters alone', parameters],
		['parameters with white space around them', `\n ${parameters} \n`],
		['an address in angle brackets', `<https://tpp.example/callback#${parameters}>`],
		['an address in quotation marks', `"https://tpp.example/callback?${parameters}"`],
		[
			'an address that an email has wrapped',
			'https://tpp.example/call\r\n  back?code=a%2\nBb&state=s',
		],
		['parameters beside empty ones', `${parameters}&error=&error_description=&id_token=&iss=`],
	])('reads %s', async (_, text) => {
		expect(Object.fromEntries(await parametersOf(text))).toEqual({
			code: 'a+b',
			state: 's',
		});
	});

	it('reads parameters in which ? and # stand', async () => {
		const text = 'error=x&error_description=sure?&error_uri=https://b.example/#e&state=s';
		expect(Object.fromEntries(await parametersOf(text))).toEqual({
			error: 'x',
			error_description: 'sure?',
			error_uri: 'https://b.example/#e',
			state: 's',
		});
	});

	it('refuses an error and a code at once', async () => {
		const both = 'error=access_denied&code=a&state=s';
		expect(await rejection(() => parametersOf(both))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: 'The authorisation response contains both an error and a code.',
		});
	});

	it.each(['', ' ', undefined, null])(
		'says that %j is empty, and what to enter (C-05)',
		async (text) => {
			expect(await rejection(() => parametersOf(text as string))).toEqual({
				code: 'OB_CONFIGURATION',
				message:
					'The redirect response is empty. Enter the complete URL that the bank redirected the PSU to, with everything after ? or #.',
				field: { in: 'parameters', key: 'redirectResponse' },
				tppAction: 'fixRequest',
			});
		},
	);

	it.each([
		'hello',
		'https://tpp.example/callback',
		'state=s',
		'xcode=1',
		'code=&state=s',
		'error=&state=s',
	])('refuses %j', async (text) => {
		expect(await rejection(() => parametersOf(text as string))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message:
				'This is not an authorisation response: it has neither code nor error. Enter the complete URL that the bank redirected the PSU to, with everything after ? or #.',
			tppAction: 'fixRequest',
		});
	});

	it.each([
		'code=a&code=b',
		'code=a&code=',
		'code=a&state=s&state=s',
		'code=a&id_token=x&id_token=y',
	])('refuses a parameter that comes twice: %s', async (text) => {
		expect(await rejection(() => parametersOf(text))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: 'The authorisation response contains a parameter twice.',
			tppAction: 'contactBank',
		});
	});
});

describe('assertNoError', () => {
	it('accepts a response without error', () => {
		expect(() => assertNoError(new URLSearchParams('code=a'))).not.toThrow();
	});

	it.each([
		['Authentication failed', /online banking is locked.*contact the bank/, 'contactBank'],
		['Account not found', /no account that the request fits/, 'reauthenticate'],
	])(
		'says what to do after %s at The Co-operative Bank (B-24)',
		async (error, advice, tppAction) => {
			const parameters = new URLSearchParams({ error });
			expect(await rejection(() => assertNoError(parameters, coop))).toMatchObject({
				message: expect.stringMatching(advice),
				tppAction,
			});
		},
	);

	it.each([
		['access_denied', 'The PSU or the bank refused the authorisation', 'reconsent'],
		['login_required', 'The bank reports that the authorisation failed', 'reauthenticate'],
		['interaction_required', 'The bank reports that the authorisation failed', 'reauthenticate'],
		['server_error', 'The bank reports that the authorisation failed', 'retryLater'],
		['temporarily_unavailable', 'The bank reports that the authorisation failed', 'retryLater'],
		['invalid_request_object', 'The bank reports that the authorisation failed', 'contactBank'],
		['constructor', 'The bank reports that the authorisation failed', 'contactBank'],
	])('reports %s with the next step', async (error, says, tppAction) => {
		const parameters = new URLSearchParams({ error });
		expect(await rejection(() => assertNoError(parameters))).toEqual({
			code: 'OB_ASPSP',
			message: `${says}: ${error}.`,
			errorCodes: [error],
			tppAction,
		});
	});

	it.each(['Consent declined', 'Authentication declined'])(
		'reports %s as refused only at a bank that uses these words',
		async (error) => {
			const parameters = new URLSearchParams({ error });
			expect(await rejection(() => assertNoError(parameters, coop))).toMatchObject({
				message: `The PSU or the bank refused the authorisation: ${error}.`,
				tppAction: 'reconsent',
			});
			expect(await rejection(() => assertNoError(parameters))).toMatchObject({
				tppAction: 'contactBank',
			});
		},
	);

	it('quotes the description without the secrets in it', async () => {
		const parameters = new URLSearchParams({
			error: 'server_error',
			error_description: 'no\nBearer abc.def',
		});
		expect((await rejection(() => assertNoError(parameters))).message).toBe(
			'The bank reports that the authorisation failed: server_error, no Bearer [token].',
		);
	});
});
