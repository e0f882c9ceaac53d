import { createPublicKey, randomUUID } from 'node:crypto';

import type { PaymentKind, Payments } from '../../lib/banks/profile';
import type { PaymentJourney } from '../../lib/oauth/encodedParameters';
import { millisecondsPerDay } from '../../lib/calendar';
import { sha1JwkThumbprint } from '../../lib/certificates/facts';
import { signDetached } from '../../lib/jose/jws';
import { journeyOf, toConsentedPayment } from '../../lib/operations/payments/paymentConsent';
import { bankHolidays } from '../../lib/operations/payments/paymentDate';
import { kinds, initiationOf, type PaymentOrder } from '../../lib/operations/payments/paymentOrder';
import { requirePayments, requireSigner } from '../../lib/requirements';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { newContractClient, type ContractClient, type ContractedBank } from './client';
import { newProber, type Outcome, type Probe, type Prober } from './probe';
import { readSpecification } from './specification';

/** Outcome of one operation, and whether the bank supports it. */
interface PaymentOutcome {
	outcome: Outcome;
	isSupported: boolean;
}

/** The part of the document for payments within the country. */
const operations = /^\/domestic-(payment|scheduled-payment|standing-order)s?(-consents)?(\/|$)/;
/** Neither bank offers it. */
const details = /\/payment-details$/;

/** A working day some weeks ahead. */
export function workingDay(now = Date.now()): string {
	const date = new Date(now + 30 * millisecondsPerDay);
	const dayText = () => date.toISOString().slice(0, 10);
	const isClosed = () =>
		[0, 6].includes(date.getUTCDay()) || bankHolidays(date.getUTCFullYear()).has(dayText());
	while (isClosed()) date.setUTCDate(date.getUTCDate() + 1);
	return dayText();
}

/** Returns an order of the kind in the version of the bank. */
export const orderOf = (kind: PaymentKind, { version }: Payments): PaymentOrder => ({
	kind,
	instructionId: randomUUID().slice(0, 18),
	payee: { name: 'Acme Supplies Ltd', account: '04000412345678' },
	amount: '12.50',
	reference: 'INV 42',
	date: workingDay(),
	frequency: version === 'v4.0' ? 'MNTH' : 'IntrvlMnthDay:01:05',
	numberOfPayments: 12,
	context: 'BillingGoodsAndServicesInArrears',
});

/** Everything about one bank. */
interface Probed {
	client: ContractClient;
	rules: Payments;
	/** Token with another scope. */
	foreignToken: string;
	proberOf(operation: string): Prober;
}

/** Probes every operation of the document for domestic payments, in each state of consents and payments. */
export async function probePayments(
	bank: EmbeddedBank,
	probed: ContractedBank & { file: string },
): Promise<PaymentOutcome[]> {
	const client = await newContractClient(bank, { ...probed, access: 'payments' });
	const accounts = await newContractClient(bank, probed);
	const rules = requirePayments(client.connection.tpp);
	const offered = (Object.keys(kinds) as PaymentKind[]).filter(
		(kind) => rules.kinds?.includes(kind) !== false,
	);
	const paths = offered.flatMap((kind) => [kinds[kind].consents, kinds[kind].payments]);
	const probers = readSpecification(probed.file)
		.filter(({ path }) => operations.test(path))
		.map((operation) => newProber(operation, client));
	const isSupported = ({ operation }: Outcome) =>
		paths.includes(operation.split('/')[1]!) && !details.test(operation);
	const proberOf = (operation: string): Prober =>
		probers.find(({ outcome }) => outcome.operation === operation)!;
	for (const kind of offered) {
		const { clientToken: foreignToken } = accounts;
		await probeKind(kind, { client, rules, foreignToken, proberOf });
	}
	const { clientToken: token } = client;
	for (const prober of probers.filter(({ outcome }) => !isSupported(outcome))) {
		await prober.send({ title: 'not supported', token, body: undefined, expected: [404] });
	}
	return probers.map(({ outcome }) => ({ outcome, isSupported: isSupported(outcome) }));
}

async function probeKind(kind: PaymentKind, probed: Probed): Promise<void> {
	const { client, rules } = probed;
	const { consents, payments, idMember } = kinds[kind];
	const createConsent = probed.proberOf(`POST /${consents}`);
	const readConsent = probed.proberOf(`GET /${consents}/{ConsentId}`);
	const submit = probed.proberOf(`POST /${payments}`);
	const read = probed.proberOf(`GET /${payments}/{${idMember}}`);
	const order = orderOf(kind, rules);
	const consentBody = bodyOf(order, rules);
	await probeSignedPost(createConsent, client.clientToken, { body: consentBody, probed });
	await refuseMembers(createConsent, consentBody, client);
	const approved = { title: 'approved', expected: [200] };
	for (const psu of ['rora', 'ivsa']) {
		const { ids, payment, body } = await created(probed, order);
		await probeReading(readConsent, ids, probed);
		const token = await client.psuToken(ids.ConsentId, { user: psu, payment });
		await readConsent.send({ ...approved, token: client.clientToken, ids });
		await probeFunds(kind, { token, ids }, probed);
		const key = await probeSignedPost(submit, token, { body, probed });
		await submit.send(signedProbe('a used consent', client, { token, body, expected: [400] }));
		await submit.send(
			signedProbe('another body', client, {
				token,
				key,
				body: { ...body, Risk: {} },
				expected: [400],
			}),
		);
		await readConsent.send({ title: 'used', token: client.clientToken, ids, expected: [200] });
		const replay = signedProbe('a replay', client, { token, key, body, expected: [201] });
		const { Data } = JSON.parse((await submit.send(replay)).text) as Record<string, object>;
		const paymentIds = { [idMember]: (Data as Record<string, string>)[idMember]! };
		await probeReading(read, paymentIds, probed);
	}
	const { ids, payment } = await created(probed, order);
	await client.psuRefuses(ids.ConsentId, { payment });
	await readConsent.send({ title: 'refused', token: client.clientToken, ids, expected: [200] });
}

/** Returns the body of the consent for an order. */
export const bodyOf = (order: PaymentOrder, rules: Payments) => {
	const { Initiation, Risk } = initiationOf(order, rules);
	const permission = kinds[order.kind].hasPermission ? { Permission: 'Create' } : {};
	return { Data: { ...permission, Initiation }, Risk };
};

interface Created {
	ids: { ConsentId: string };
	payment: PaymentJourney;
	/** Body of the submission. */
	body: object;
}

/** Creates a consent. */
async function created({ client, rules, proberOf }: Probed, order: PaymentOrder): Promise<Created> {
	const create = signedProbe('a consent', client, {
		token: client.clientToken,
		body: bodyOf(order, rules),
		expected: [201],
	});
	const { text } = await proberOf(`POST /${kinds[order.kind].consents}`).send(create);
	const { ConsentId } = (JSON.parse(text) as { Data: { ConsentId: string } }).Data;
	const consented = toConsentedPayment(client.connection.tpp, order, ConsentId);
	const { initiation, risk } = consented;
	return {
		ids: { ConsentId },
		payment: journeyOf(consented),
		body: { Data: { ConsentId, Initiation: initiation }, Risk: risk },
	};
}

interface Signed {
	token: string | undefined;
	body: object;
	expected: number[];
	key?: string;
	headers?: Record<string, string>;
}

/** Returns a probe with a signature and an idempotency key. */
export function signedProbe(
	title: string,
	{ connection: { tpp } }: ContractClient,
	{ token, body, expected, key = randomUUID(), headers }: Signed,
): Probe {
	const signer = requireSigner(tpp);
	const { org_id, software_id } = tpp.softwareStatement!.claims;
	const signature = signDetached(JSON.stringify(body), {
		generation: 'v3.1.4',
		trustAnchor: 'openbanking.org.uk',
		signer,
		kid: sha1JwkThumbprint(createPublicKey(signer.privateKey)),
		issuer: `${org_id}/${software_id}`,
		now: new Date(),
	});
	return {
		title,
		token,
		body,
		expected,
		headers: { 'x-idempotency-key': key, 'x-jws-signature': signature, ...headers },
	};
}

/** Probes a POST that has a signature and an idempotency key. Returns the key of the request that was carried out. */
async function probeSignedPost(
	prober: Prober,
	token: string,
	{ body, probed }: { body: object; probed: Probed },
): Promise<string> {
	const key = randomUUID();
	const { client, foreignToken } = probed;
	const send = async (
		title: string,
		expected: number[],
		changes: Partial<Signed> & Partial<Probe> = {},
	) => {
		const { method, ...signed } = changes;
		const probe = signedProbe(title, client, {
			token,
			body,
			expected,
			key: randomUUID(),
			...signed,
		});
		await prober.send({ ...probe, ...(method && { method }) });
	};
	await send('no signature', [400], { headers: { 'x-jws-signature': '' } });
	await send('no JWS', [400], { headers: { 'x-jws-signature': 'x' } });
	await send('another signature', [400], { headers: { 'x-jws-signature': 'e30..AAAA' } });
	await send('no key', [400], { headers: { 'x-idempotency-key': '' } });
	await send('a long key', [400], { key: 'x'.repeat(41) });
	await send('no interaction id', [400], { headers: { 'x-fapi-interaction-id': 'x' } });
	await send('no token', [401], { token: undefined });
	await send('another scope', [401, 403], { token: foreignToken });
	await send('XML', [406], { headers: { accept: 'application/xml' } });
	await send('plain text', [415], { headers: { 'content-type': 'text/plain' } });
	await send('an unsupported method', [405], { method: 'PATCH' });
	await send('a request', [201], { key });
	await send('a replay', [201], { key });
	return key;
}

/** Probes a GET of a consent or a payment. */
async function probeReading(
	prober: Prober,
	ids: Record<string, string>,
	{ client: { clientToken: token }, foreignToken }: Probed,
): Promise<void> {
	await prober.send({ title: 'known', token, ids, expected: [200] });
	await prober.send({ title: 'known, later', token, ids, expected: [200] });
	await prober.send({ title: 'unknown', token, expected: [400] });
	await prober.send({ title: 'no token', ids, expected: [401] });
	await prober.send({ title: 'another scope', token: foreignToken, ids, expected: [403] });
	const signature = { 'x-jws-signature': 'e30..AAAA' };
	await prober.send({ title: 'a signature', token, ids, headers: signature, expected: [400] });
	const xml = { accept: 'application/xml' };
	await prober.send({ title: 'XML', token, ids, headers: xml, expected: [406] });
	await prober.send({ title: 'PATCH', method: 'PATCH', token, ids, expected: [405] });
}

async function probeFunds(
	kind: PaymentKind,
	{ token, ids }: { token: string; ids: Record<string, string> },
	{ client, proberOf }: Probed,
): Promise<void> {
	const { consents, hasFundsConfirmation } = kinds[kind];
	if (!hasFundsConfirmation) return;
	const funds = proberOf(`GET /${consents}/{ConsentId}/funds-confirmation`);
	await funds.send({ title: 'an authorised consent', token, ids, expected: [200] });
	await funds.send({ title: 'no token', ids, expected: [401] });
	await funds.send({ title: 'no PSU', token: client.clientToken, ids, expected: [401] });
	await funds.send({ title: 'another consent', token, expected: [400] });
	const xml = { accept: 'application/xml' };
	await funds.send({ title: 'XML', token, ids, headers: xml, expected: [406] });
}

async function refuseMembers(
	prober: Prober,
	body: ReturnType<typeof bodyOf>,
	client: ContractClient,
): Promise<void> {
	const { clientToken: token } = client;
	const { Initiation } = body.Data;
	const refuse = async (title: string, changed: object) =>
		await prober.send(signedProbe(title, client, { token, body: changed, expected: [400] }));
	const withInitiation = (changes: object) => ({
		...body,
		Data: { ...body.Data, Initiation: { ...Initiation, ...changes } },
	});
	await refuse('an empty object', {});
	await refuse('no payee', withInitiation({ CreditorAccount: undefined }));
	await refuse('an unknown member', withInitiation({ Other: 1 }));
	const account = { SchemeName: 'UK.OBIE.PAN', Identification: '1', Name: 'x' };
	await refuse('an unsupported account', withInitiation({ CreditorAccount: account }));
	await refuse('no risk', { Data: body.Data });
}
