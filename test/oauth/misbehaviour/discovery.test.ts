import { clearCaches } from '../../../lib/expiringCache';
import { closeConnections } from '../../../lib/transport/agents';
import { findCase } from '../../../sandbox/misbehaviour/cases';
import { startEmbeddedBank, type EmbeddedBank } from '../../../sandbox/startEmbeddedBank';
import { rejection } from '../../support/builders';
import { clockAt } from '../testBank';
import { atSaltEdge, atZopa, type Party } from './party';

let bank: EmbeddedBank;
let zopa: Party;
let saltEdge: Party;
beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	zopa = await atZopa(bank);
	saltEdge = await atSaltEdge(bank);
});
beforeEach(() => {
	clearCaches();
	for (const { codeRequests } of [zopa, saltEdge]) codeRequests.length = 0;
});
afterEach(async () => {
	jest.useRealTimers();
	await bank.clearMisbehaviour();
});
afterAll(async () => {
	clearCaches();
	closeConnections();
	await bank?.stop();
});

/** The PSU approves at a bank whose responses are valid. Its later responses are not, also those to another client. */
async function exchanged(name: string, party = zopa, id = 'zopa') {
	const response = await party.approved();
	clearCaches();
	await bank.misbehave(id, name);
	return (await party.exchange(response)).session;
}

const described = (name: string) => findCase(name)?.description;

const titled = (rows: Array<[name: string, message: string]>) =>
	rows.map(([name, message]) => [name, described(name), message] as const);

const reading = "The bank's discovery document is invalid: ";
const exchanging = 'The authorisation response is invalid: ';
const ofAnotherIssuer =
	/^The bank's discovery document is for the issuer "(https:.*)1", but "\1" is expected\. /;
const onlyHttps = `${reading}the URL of an endpoint is not an https URL.`;
const noKey = `${exchanging}its id_token is signed with a key that the bank does not publish (kid).`;
const metadata = `${reading}it has no valid `;
const noKeySet =
	"The bank's key set is invalid: the response is not JSON with a list `keys` of objects.";
const status = 'its HTTP status is not the expected one.';

describe('No code is sent when Zopa responds with', () => {
	it.each(
		titled([
			['DS-02-html', `${reading}its content type is not JSON.`],
			['DS-02-broken', `${reading}its body is not JSON.`],
			['DS-02-null', `${reading}its body is not a JSON object.`],
			['DS-02-array', `${reading}its body is not a JSON object.`],
			['DS-03-absent', `${reading}its issuer must be a string.`],
			['DS-03-number', `${reading}its issuer must be a string.`],
			['DS-05', `${reading}${status}`],
			['DS-06-token_endpoint', onlyHttps],
			['DS-06-jwks_uri', onlyHttps],
			['DS-07-token_endpoint', `${metadata}mtls_endpoint_aliases.token_endpoint.`],
			['DS-07-jwks_uri', `${metadata}jwks_uri.`],
			['DS-19-data', onlyHttps],
			['DS-19-file', onlyHttps],
			['DS-19-relative', `${metadata}jwks_uri.`],
			['DS-05-keys', noKeySet],
			['DS-11-broken', noKeySet],
			['DS-11-empty', noKeySet],
			['DS-11-object', noKeySet],
			['DS-11-members', noKeySet],
			['DS-15-use', noKey],
			['DS-15-alg', noKey],
			['no-keys', noKey],
		]),
	)('%s, %s', async (name, _, message) => {
		expect(await rejection(() => exchanged(name))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message,
		});
		expect(zopa.codeRequests).toEqual([]);
	});

	it.each([
		['DS-02-404', 'OB_ASPSP', 'fixRequest'],
		['DS-02-500', 'OB_ASPSP', 'retryLater'],
		['DS-11-404', 'OB_ASPSP', 'fixRequest'],
		['DS-11-500', 'OB_ASPSP', 'retryLater'],
		['DS-12', 'OB_CONNECTION', 'retryLater'],
	] as const)('%s, which is %s and asks to %s', async (name, code, tppAction) => {
		expect(await rejection(() => exchanged(name))).toMatchObject({ code, tppAction });
		expect(zopa.codeRequests).toEqual([]);
	});

	it('DS-15-key_ops, keys: key_ops a string', async () => {
		expect(await rejection(() => exchanged('DS-15-key_ops'))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
		});
	});
});

it.each([
	['zopa', () => zopa],
	['salt-edge', () => saltEdge],
] as const)(
	'No code is sent when the discovery document of %s is of another issuer (DS-01)',
	async (id, party) => {
		expect(await rejection(() => exchanged('DS-01', party(), id))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: expect.stringMatching(ofAnotherIssuer) as string,
		});
		expect(party().codeRequests).toEqual([]);
	},
);

it.each(['DS-06-authorization_endpoint', 'DS-07-authorization_endpoint'])(
	'No PSU is sent to the bank when it responds with %s',
	async (name) => {
		await bank.misbehave('zopa', name);
		expect(await rejection(() => zopa.url())).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: "The bank's discovery document has no authorization_endpoint with an https URL.",
		});
	},
);

it.each(['DS-14', 'unknown-metadata'].map((name) => [name, described(name)]))(
	'A session is created with %s, %s',
	async (name) => {
		expect((await exchanged(name!)).invalid).toBeUndefined();
		expect(zopa.codeRequests).toHaveLength(1);
	},
);

describe('A token endpoint of a document that is kept', () => {
	/** A PSU comes back so many milliseconds after the document was read. */
	async function exchangedAfter(name: string, milliseconds: number) {
		const response = await zopa.approved();
		await bank.misbehave('zopa', name);
		clockAt(Date.now() + milliseconds);
		return (await zopa.exchange(response)).session;
	}
	const gone = {
		code: 'OB_ASPSP',
		httpStatus: 404,
		message: expect.stringMatching(/^The bank responded with 404 at .*\/token when exchanging/),
	};

	it('is looked up again, once, when there is nothing any more (DS-20)', async () => {
		expect((await exchangedAfter('DS-20', 61_000)).invalid).toBeUndefined();
		const codes = zopa.codeRequests.map((form) => form.get('code'));
		expect(new Set(codes).size).toBe(1);
		expect(zopa.codeRequests).toHaveLength(2);
	});

	it('is not looked up again within a minute (DS-20)', async () => {
		expect(await rejection(() => exchangedAfter('DS-20', 30_000))).toMatchObject(gone);
		expect(zopa.codeRequests).toHaveLength(1);
	});

	it('that is nowhere else is asked once (DS-20-away)', async () => {
		expect(await rejection(() => exchangedAfter('DS-20-away', 61_000))).toMatchObject(gone);
		expect(zopa.codeRequests).toHaveLength(1);
	});
});

describe('Keys that are known', () => {
	/** An authorization response that is read so many milliseconds later. */
	async function exchangedLater(name: string, milliseconds: number) {
		await zopa.exchange(await zopa.approved());
		await bank.misbehave('zopa', name);
		const response = await zopa.approved();
		clockAt(Date.now() + milliseconds);
		return (await zopa.exchange(response)).session;
	}

	it('do while the bank’s key set cannot be had', async () => {
		expect((await exchangedLater('DS-11-500', 0)).invalid).toBeUndefined();
	});

	it('do a minute later (DS-12), while the bank’s key set cannot be had', async () => {
		expect((await exchangedLater('DS-11-500', 61_000)).invalid).toBeUndefined();
	});

	it('are given up for the bank’s new ones (RV-39) a minute later', async () => {
		expect((await exchangedLater('RV-39', 61_000)).invalid).toBeUndefined();
	});

	it('are the only ones within a minute (DS-09), and no code is sent', async () => {
		expect(await rejection(() => exchangedLater('RV-39', 30_000))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message: noKey,
		});
		expect(zopa.codeRequests).toHaveLength(1);
	});
});
