import { randomUUID } from 'node:crypto';

import { millisecondsPerDay } from '../../lib/calendar';
import { signedHeaders } from '../../lib/httpSignature/signedRequest';
import { requireSigner } from '../../lib/requirements';
import { toTpp } from '../../nodes/shared/credential';
import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../localCredential';
import { sendRequest, type ContractClient } from './client';
import { newProber, type Outcome, type Prober } from './probe';
import { readSpecification, type ReceivedResponse } from './specification';

/** The bank's account information in the Berlin Group's document. The PSU decides on the bank's pages only. */
const operations = /^\/v1\/(consents|accounts|card-accounts)/;
const unsupported = /\{transactionId\}|PUT /;

type Headers = Record<string, string>;
type Client = Pick<ContractClient, 'send'>;

/** Probes Eika's account information API with signed requests. */
export async function probeBerlinGroup(bank: EmbeddedBank, file: string): Promise<Outcome[]> {
	const client = await newSigningClient(bank);
	const specified = readSpecification(file).filter(({ path }) => operations.test(path));
	const probers = specified
		.filter(({ method, path }) => !unsupported.test(`${method} ${path}`))
		.map((operation) => newProber(operation, client));
	const create = specified.find(({ method, path }) => `${method} ${path}` === 'POST /v1/consents')!;
	const offered = newProber({ ...create, path: '/v1/bank-offered-consents' }, client);
	const proberOf = (operation: string): Prober =>
		probers.find(({ outcome }) => outcome.operation === operation)!;
	const session = await approvedConsent(offered, bank);
	for (const kind of ['accounts', 'card-accounts']) await probeAccounts(kind, session, proberOf);
	await probeConsents(proberOf);
	return [...probers, offered].map(({ outcome }) => outcome);
}

/** Signs requests with the code of the package, and sends them without its transport. */
async function newSigningClient(bank: EmbeddedBank): Promise<Client> {
	const tpp = await toTpp({ ...localCredential(bank, 'eika'), environment: 'local' }, new Date());
	const { apiBaseUrl } = bank.banks.eika;
	return {
		send: ({ headers = {}, body, ...request }) => {
			const signed = signedHeaders({
				headers: { 'X-Request-ID': randomUUID(), ...headers },
				body: body === undefined ? '' : JSON.stringify(body),
				identity: requireSigner(tpp),
				rules: tpp.bank.httpSignature!,
				now: new Date(),
			});
			return sendRequest(bank, apiBaseUrl, { ...request, headers: signed, body });
		},
	};
}

const dateIn = (days: number): string =>
	new Date(Date.now() + days * millisecondsPerDay).toISOString().slice(0, 10);

const consent = (access: object, overrides: object = {}) => ({
	access,
	recurringIndicator: true,
	validUntil: dateIn(90),
	frequencyPerDay: 4,
	combinedServiceIndicator: false,
	...overrides,
});
const offeredAccess = { accounts: [], balances: [], transactions: [] };
const detailedAccess = { accounts: [{ iban: 'NO2439100000044' }] };
const psu: Headers = { 'TPP-Redirect-URI': 'https://tpp.example/back', 'PSU-Context': 'private' };

/** Creates a consent, lets the PSU approve it, and returns the headers of the session. */
async function approvedConsent(offered: Prober, { ca }: EmbeddedBank): Promise<Headers> {
	const body = consent(offeredAccess);
	await offered.send({ title: 'no redirect URI', body, expected: [400] });
	await offered.send({ title: '181 days', ...of({ validUntil: dateIn(181) }), expected: [400] });
	const created = await offered.send({ title: 'a consent', headers: psu, body, expected: [201] });
	const { consentId, _links } = json<{
		consentId: string;
		_links: { scaRedirect: { href: string } };
	}>(created);
	const back = new URL(await psuApproves(_links.scaRedirect.href, { user: '13039319955', ca }));
	return {
		'Consent-ID': consentId,
		'TPP-Session-ID': back.searchParams.get('tpp-session-id')!,
		'PSU-ID': back.searchParams.get('psu-id')!,
	};
}

const of = (overrides: object) => ({ headers: psu, body: consent(offeredAccess, overrides) });

async function probeAccounts(
	kind: string,
	headers: Headers,
	proberOf: (operation: string) => Prober,
): Promise<void> {
	const list = proberOf(`GET /v1/${kind}`);
	const title = 'the session';
	const listed = await list.send({ title, headers, query: '?withBalance=true', expected: [200] });
	await list.send({ title: 'no consent', expected: [400] });
	await list.send({ title: 'an unknown one', headers: { 'Consent-ID': 'x' }, expected: [403] });
	await list.send({
		title: 'no JSON',
		headers: { ...headers, Accept: 'text/xml' },
		expected: [406],
	});
	await list.send({ title: 'an unsupported method', method: 'PATCH', headers, expected: [405] });
	for (let count = 0; count < 3; count++) await list.send({ title, headers, expected: [200] });
	await list.send({ title: 'the fifth time', headers, expected: [429] });
	const [id] = Object.values(json<Record<string, Array<{ resourceId: string }>>>(listed))[0]!;
	const known = { 'account-id': id!.resourceId };
	for (const resource of ['', '/balances', '/transactions']) {
		const prober = proberOf(`GET /v1/${kind}/{account-id}${resource}`);
		const query = resource === '/transactions' ? '?bookingStatus=both&limit=2' : '';
		const read = { headers, query, expected: [200] };
		const first = await prober.send({ ...read, title: 'an account', ids: known });
		for (const next of nextQuery(first)) {
			await prober.send({ ...read, title: 'the next page', ids: known, query: next });
		}
		await prober.send({ ...read, title: 'an unknown account', expected: [404] });
		const { 'PSU-ID': _, ...stranger } = headers;
		await prober.send({ title: 'no PSU-ID', headers: stranger, ids: known, expected: [401] });
	}
}

function nextQuery(response: ReceivedResponse): string[] {
	const body = json<Record<string, { _links?: { next?: { href: string } } }>>(response);
	const links = (body['transactions'] ?? body['cardTransactions'])?._links;
	return links?.next ? [new URL(links.next.href).search] : [];
}

async function probeConsents(proberOf: (operation: string) => Prober): Promise<void> {
	const create = proberOf('POST /v1/consents');
	const body = consent(detailedAccess);
	await create.send({ title: 'no access', headers: psu, body: consent({}), expected: [400] });
	const created = await create.send({ title: 'accounts', headers: psu, body, expected: [201] });
	const ids = { consentId: json<{ consentId: string }>(created).consentId };
	await probeAuthorisations(proberOf, ids);
	for (const operation of [
		'GET /v1/consents/{consentId}',
		'GET /v1/consents/{consentId}/status',
		'DELETE /v1/consents/{consentId}',
	]) {
		const prober = proberOf(operation);
		const isDelete = operation.startsWith('DELETE');
		await prober.send({ title: 'an unknown consent', expected: [403] });
		await prober.send({ title: 'a consent', ids, expected: [isDelete ? 204 : 200] });
	}
}

async function probeAuthorisations(
	proberOf: (operation: string) => Prober,
	ids: { consentId: string },
): Promise<void> {
	const path = '/v1/consents/{consentId}/authorisations';
	const start = proberOf(`POST ${path}`);
	await start.send({ title: 'no redirect URI', ids, expected: [400] });
	await start.send({ title: 'an unknown consent', headers: psu, expected: [403] });
	const started = await start.send({ title: 'a consent', headers: psu, ids, expected: [201] });
	await proberOf(`GET ${path}`).send({ title: 'a consent', ids, expected: [200] });
	const read = proberOf(`GET ${path}/{authorisationId}`);
	const { authorisationId } = json<{ authorisationId: string }>(started);
	await read.send({ title: 'a state', ids: { ...ids, authorisationId }, expected: [200] });
	await read.send({ title: 'an unknown authorisation', ids, expected: [404] });
}

const json = <Body>({ text }: ReceivedResponse): Body => JSON.parse(text) as Body;
