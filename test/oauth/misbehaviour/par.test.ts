import { clearCaches } from '../../../lib/expiringCache';
import { authorizationUrl } from '../../../lib/oauth/authorizationRequest';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { atFapiBank, type Party } from './party';

let bank: EmbeddedBank;
let party: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	party = await atFapiBank(bank);
});
beforeEach(clearCaches);
afterEach(() => bank.clearMisbehaviour());
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

const described = (name: string) => findCase(name)?.description;
const titled = (rows: Array<[name: string, message: string]>) =>
	rows.map(([name, message]) => [name, described(name), message] as const);

const pushing = "The bank's response to the pushed authorization request is invalid: ";
const uri = `${pushing}its request_uri must be a string.`;
const lifetime = `${pushing}its expires_in must be a number.`;
const object = `${pushing}its body is not a JSON object.`;
const status = `${pushing}its HTTP status is not the expected one.`;

describe('No PSU is sent to the bank when it responds to a pushed request with', () => {
	it.each(
		titled([
			['PA-02-uri', uri],
			['PA-02-uri-number', uri],
			['PA-02-uri-empty', `${pushing}its request_uri must not be empty.`],
			['PA-02-expires_in', lifetime],
			['PA-02-expires_in-words', lifetime],
			['PA-02-expires_in-negative', `${pushing}its expires_in must be a non-negative number.`],
			['PA-02-broken', `${pushing}its body is not JSON.`],
			['PA-02-null', object],
			['PA-02-array', object],
			['PA-02-html', status],
			['PA-02-202', status],
			['PA-02-302', status],
		]),
	)('%s, %s', async (name, _, message) => {
		await bank.misbehave('zopa', name);
		expect(await rejection(() => party.url())).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: `${message} The bank may have stored the authorisation request, which expires by itself. Get a new authorisation URL.`,
			tppAction: 'retryLater',
			requestOutcome: 'unknown',
		});
	});

	it.each(
		(
			[
				['PA-06-request', 'invalid_request'],
				['PA-06-object', 'invalid_request_object'],
			] as const
		).map(([name, error]) => [name, described(name), error] as const),
	)('%s, %s', async (name, _, error) => {
		await bank.misbehave('zopa', name);
		expect(await rejection(() => party.url())).toMatchObject({
			code: 'OB_ASPSP',
			httpStatus: 400,
			errorCodes: [error],
		});
	});
});

it.each([
	['PA-01', 60],
	['PA-01-long', 600],
	['PA-01-endless', 7200],
])('The PSU is sent to a bank that responds with %s, within %i seconds', async (name, seconds) => {
	await bank.misbehave('zopa', name);
	const now = new Date();
	const requested = { consentId: 'aac-1', access: 'accounts', now } as const;
	const { authorizationUrl: url, authorizationUrlExpiresAt } = await authorizationUrl(
		party.connection,
		requested,
	);
	expect(new URL(url).searchParams.get('request_uri')).toMatch(
		/^urn:ietf:params:oauth:request_uri:/,
	);
	expect(Date.parse(authorizationUrlExpiresAt) - now.getTime()).toBe(seconds * 1000);
});
