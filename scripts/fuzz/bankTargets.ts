import { clearCaches } from '../../lib/expiringCache';
import { discover } from '../../lib/oauth/authorizationServer';
import { requestClientToken } from '../../lib/oauth/clientCredentials';
import { keySetFetch } from '../../lib/oauth/keySets';
import {
	readObieConsent,
	readObieConsentDeletion,
} from '../../lib/operations/accountInformation/accountAccessConsent';
import type { AccountCursor } from '../../lib/operations/accountInformation/accountCursor';
import { selectNewTransactions } from '../../lib/operations/accountInformation/newTransactions';
import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountEndpoint,
	accountResources,
	type AccountListName,
} from '../../lib/operations/accountInformation/resources';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import {
	advanceCursor,
	newCursor,
	readCursor,
	writeCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import { dayOf } from '../../lib/calendar';
import * as consents from '../../lib/operations/berlinGroup/consent';
import { readPageOf } from '../../lib/operations/berlinGroup/lists';
import { simplifyConsent } from '../../lib/operations/consents';
import { readTestData, type TestDataKind } from '../../lib/operations/testData/testDataRequest';
import {
	readNewRegistration,
	sealRegistration,
	toClient,
} from '../../lib/operations/registration/registration';
import { bankError, type JsonObject } from '../../lib/responses/body';
import { isJsonObject, parseJson } from '../../lib/responses/json';
import { withoutSecrets } from '../../lib/responses/secretMembers';
import type { HttpRequest, HttpResponse } from '../../lib/transport/http';
import { concealing } from '../../lib/transport/sentSecrets';
import { aTpp } from '../../test/support/builders';
import { mutateJson } from './mutateText';
import * as seeds from './bankSeeds';
import { json, secretNamed, type Target } from './target';

const issuer = 'https://auth.bank.example';
const resourceServer = 'https://api.bank.example';
const tpp = aTpp();
/** Without a discovery document, so that the only response is the fuzzed one. */
const endpoints = { token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` };
const tppWithEndpoints = aTpp({
	addresses: { issuer, resourceServer, endpoints } as never,
});
const token = secretNamed('access token');
const request: HttpRequest = {
	method: 'GET',
	url: `${resourceServer}/accounts`,
	headers: { Authorization: `Bearer ${token}` },
};
const now = new Date('2026-06-01T12:00:00Z');

/** Reads an input `{"status", "headers", "body"}`. An input that is not JSON is the body. */
export function responseOf(input: Buffer): HttpResponse {
	const parsed = parseJson(input);
	const given = isJsonObject(parsed) ? parsed : {};
	const { status, headers, body = parsed ?? input.toString('utf8') } = given;
	return {
		status: typeof status === 'number' && status >= 200 && status < 600 ? Math.floor(status) : 200,
		headers: {
			'content-type': 'application/json',
			...(isJsonObject(headers) && possibleHeaders(headers)),
		},
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
		interactionId: 'interaction-1',
		conceal: concealing(request),
	};
}

/** Returns the headers that HTTP can carry: others never come out of Node's parser. */
const possibleHeaders = (headers: JsonObject): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers)
			.map(([name, value]) => [
				name.toLowerCase(),
				String(JSON.stringify(value)).replace(/^"|"$/g, ''),
			])
			.filter(([name, value]) => /^[\w-]+$/.test(name!) && /^[\x20-\x7e\xa0-\xff]*$/.test(value!)),
	) as Record<string, string>;

const connectionTo = (input: Buffer, to = tpp) => ({
	tpp: to,
	send: async () => responseOf(input),
});

export const target = (
	name: string,
	bodies: readonly unknown[],
	run: (input: Buffer) => Promise<string[] | void>,
): Target => ({
	name,
	mutate: mutateJson,
	secrets: [token, ...seeds.secrets],
	// A list is hashed, redacted and compared, each member on its own.
	stepsPerByte: 200,
	seeds: async () =>
		[...bodies, ...seeds.errors(token)].map((body) =>
			json(isJsonObject(body) && 'status' in body ? body : { status: 200, body }),
		),
	run: async (input) => {
		clearCaches();
		return await run(input);
	},
});

const listNames = Object.keys(accountResources).filter(
	(name) => name !== 'statementFiles',
) as AccountListName[];

const accounts = target('accounts', seeds.lists, async (input) => {
	const { send } = connectionTo(input);
	const text = input.toString('latin1');
	const named = listNames.filter((name) => text.includes(`"${accountEndpoint(name).member}"`));
	for (const name of named.length > 0 ? named : (['accounts'] as const)) {
		const entries: JsonObject[] = [];
		for await (const page of readPages(send, request, accountEndpoint(name))) {
			for (const entry of page) entries.push(entry);
		}
		if (name === 'transactions') assertCursorsAgree(entries);
		for (const entry of entries) simplifyOrFail(name, entry);
	}
});

function simplifyOrFail(name: AccountListName, entry: JsonObject): void {
	simplify(name, entry, { accountId: 'account-1', accountName: 'Current' });
}

const settings: Parameters<typeof selectNewTransactions>[2] = {
	...{ initialHistoryDays: 30, overlapDays: 30, includePending: true, now, salt: 'saltsalt' },
	identifyBy: 'transactionId',
	...{ withVanishingTransactions: false, accountId: 'account-1', tpp },
};

/** Two runs over the same list: the second one returns nothing new, also after its cursor was a text. */
function assertCursorsAgree(entries: JsonObject[]): void {
	const { cursor } = selectNewTransactions(entries, undefined, settings);
	const accountsRead = new Map<string, AccountCursor>([['account-1', cursor]]);
	const today = dayOf(now.getTime());
	const written = advanceCursor(newCursor('consent-1'), accountsRead, {
		consentId: 'consent-1',
		today,
	});
	const [again] = readCursor(writeCursor(written, tpp), tpp).accounts.values();
	const { newTransactions } = selectNewTransactions(entries, again, settings);
	if (newTransactions.length > 0)
		throw new Error(`${newTransactions.length} transactions came twice.`);
}

const tokens = target('tokens', seeds.tokens, async (input) => {
	await requestClientToken(connectionTo(input, tppWithEndpoints));
});

const discovery = target('discovery', [seeds.discovery(issuer)], async (input) => {
	await discover(connectionTo(input));
});

const keySet = target('key set', [seeds.keySet], async (input) => {
	const server = { issuer, jwks_uri: endpoints.jwks_uri };
	const read = keySetFetch(connectionTo(input, tppWithEndpoints), server);
	await read(endpoints.jwks_uri, { method: 'GET', headers: {}, redirect: 'manual' } as never);
});

const registration = target('registration', [seeds.registration], async (input) => {
	const read = readNewRegistration(responseOf(input), tpp);
	toClient(read);
	await sealRegistration(read, tpp);
	// What an item shows.
	return [JSON.stringify(withoutSecrets(read.metadata))];
});

const consent = target('consent', [seeds.consent], async (input) => {
	simplifyConsent(readObieConsent(responseOf(input), 'creating the consent'));
	readObieConsentDeletion(responseOf(input));
});

const testDataKinds: TestDataKind[] = ['agreement', 'transactions', 'account'];

const testData = target('test data', [seeds.agreement], async (input) => {
	const reads = testDataKinds.map(async (kind) => void readTestData(responseOf(input), kind));
	const results = await Promise.allSettled(reads);
	const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
	if (failures.length > 0) throw new AggregateError(failures);
});

const errors = target('bank errors', [], async (input) => {
	throw bankError(responseOf(input), 'reading accounts');
});

const berlinGroupLists = ['accounts', 'balances', 'transactions', 'cardTransactions'] as const;

const berlinGroup = target('Berlin Group', seeds.berlinGroup, async (input) => {
	const text = input.toString('latin1');
	const named = berlinGroupLists.filter((name) => text.includes(`"${name}"`));
	for (const name of named) {
		const list = { ...accountEndpoint(name), readBody: readPageOf(name) };
		const { send } = connectionTo(input);
		const entries: JsonObject[] = [];
		for await (const page of readPages(send, request, list)) {
			for (const entry of page) entries.push(entry);
		}
		if (name === 'transactions') assertCursorsAgree(entries);
		for (const entry of entries) simplifyOrFail(name, entry);
	}
	if (named.length > 0) return;
	simplifyConsent(consents.readConsent(responseOf(input), 'reading the consent'));
	consents.readAuthorisation(responseOf(input));
});

export const bankTargets: Target[] = [
	...[accounts, berlinGroup, tokens, discovery, keySet, registration, consent, testData, errors],
];
