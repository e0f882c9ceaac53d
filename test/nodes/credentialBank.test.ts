import type { IDataObject } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { stepError } from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

/** Returns the error of a step that needs the addresses of the bank. */
async function errorWith(changes: IDataObject, base: 'zopa' | 'salt-edge' = 'zopa') {
	await bank.resetStatistics();
	const credential = { ...localCredential(bank, base), ...changes };
	const { message } = await stepError(bank, { type: 'createConsent' }, { credential });
	expect((await bank.statistics()).requests).toBe(0);
	return message;
}

const custom = { bank: 'custom', environment: 'production', issuer: 'https://bank.example' };
const entered = { ...custom, apiVersion: 'v3.1', endpoints: 'entered' };

it.each<[string, IDataObject, RegExp]>([
	[
		'an unknown bank',
		{ bank: 'barclays' },
		/^This version of the package does not have the bank "barclays"\. Check "Bank"/,
	],
	[
		'text that is no bank, without quoting it',
		{ bank: 'MIIEvQ secret' },
		/^This version of the package does not have this bank\. Check "Bank"/,
	],
	[
		'a profile that is no profile',
		{ ...custom, profileSource: 'json', bankProfile: { id: 1 } },
		/^The bank profile is invalid: .* Check "Bank Profile"/,
	],
	[
		'a missing endpoint',
		{ ...entered, authorizationUrl: '' },
		/^The URL of an endpoint is missing\. Check "Authorization Endpoint"/,
	],
	[
		'an endpoint with http, of which it quotes the host',
		{ ...entered, authorizationUrl: 'http://bank.example/authorize?key=secret' },
		/^"http:\/\/bank\.example" is not a complete https URL\. Check "Authorization Endpoint"/,
	],
	[
		'an endpoint that is no URL, without quoting it',
		{
			...entered,
			authorizationUrl: 'https://bank.example/authorize',
			tokenUrl: 'MIIEvQ',
		},
		/^This text is not a complete https URL\. Check "Token Endpoint"/,
	],
	[
		'an issuer with a user name, without quoting it',
		{ ...custom, issuer: 'https://operator:secret@bank.example' },
		/^The URL contains a user name or a password\. Enter it without\. Check "Issuer"/,
	],
	[
		'an API address with a query, which would swallow the path',
		{ ...custom, apiBaseUrl: 'https://api.example/v1?key=secret' },
		/^The URL contains a query\. Enter it without \? and what follows\. Check "API Base URL"/,
	],
	[
		'an API address with an empty query',
		{ ...custom, apiBaseUrl: 'https://api.example?' },
		/^The URL contains a query\..* Check "API Base URL"/,
	],
	[
		'an API address with a fragment, which would swallow the path',
		{ ...custom, apiBaseUrl: 'https://api.example/#' },
		/^The URL contains a fragment\. Enter it without # and what follows\. Check "API Base URL"/,
	],
	[
		'an endpoint with a password',
		{
			...entered,
			authorizationUrl: 'https://bank.example/authorize?brand=b',
			tokenUrl: 'https://:secret@bank.example/token',
		},
		/^The URL contains a user name or a password\..* Check "Token Endpoint"/,
	],
])('The credential refuses %s', async (_, changes, message) => {
	expect(await errorWith(changes)).toMatch(message);
});

it.each([
	['', /^The provider code is missing\. .* Check "Provider Code"/],
	['../other', /^This is not a valid provider code\. .* Check "Provider Code"/],
])('The credential refuses the provider code "%s"', async (providerCode, message) => {
	expect(await errorWith({ providerCode }, 'salt-edge')).toMatch(message);
});
