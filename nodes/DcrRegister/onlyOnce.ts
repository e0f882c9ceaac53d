import { ConfigurationError, OpenBankingError, parameterError } from '../../lib/errors';
import { createCache } from '../../lib/expiringCache';
import { jsonHash } from '../../lib/hash';
import { firstBindingOf } from '../../lib/jose/binding';
import {
	openRegistration,
	sealRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';

/*
 * What keeps a software from having two clients at a bank when a workflow runs twice. Not every bank refuses the second one.
 */

/** The registrations that this process has made, sealed, by credential and bank. */
const registrations = createCache<string>();
const lifetime = 24 * 60 * 60 * 1000;

/** What one client is enough for: a software at a bank. */
export const registrationScope = (tpp: Tpp): string => {
	const { bank, environment, issuer, provider } = firstBindingOf(tpp);
	return JSON.stringify([bank, environment, issuer, provider, tpp.aspspId, tpp.softwareId]);
};

/** Only the credential that made a registration finds it. */
const cacheKey = (tpp: Tpp): string =>
	jsonHash(
		registrationScope(tpp),
		tpp.sealingSecrets.map((secret) => Buffer.from(secret).toString('base64')),
	);

/** What the bank registered, and the ID of the response. */
export interface Registered {
	registration: Registration;
	interactionId?: string;
}

/**
 * Registers a client, unless this process did so in the last 24 hours, or this node ever did so in any process. Executions
 * that call it at the same time share one request.
 *
 * @throws ConfigurationError when this node has registered before, but the registration is not known any more, or when others
 * overwrite the record; ConnectionError when the execution is canceled before the request
 */
export async function registerOnce(
	item: Item,
	tpp: Tpp,
	register: () => Promise<Registered>,
): Promise<Registered & { isNew: boolean }> {
	let registered: Registered | undefined;
	const sealed = await registrations.get(cacheKey(tpp), async () => {
		registered = await registerUnlessRecorded(item, tpp, register);
		return await toRemember(registered.registration, tpp);
	});
	return registered
		? { ...registered, isNew: true }
		: { registration: await openRegistration(sealed, tpp), isNew: false };
}

async function registerUnlessRecorded(
	item: Item,
	tpp: Tpp,
	register: () => Promise<Registered>,
): Promise<Registered> {
	const scope = registrationScope(tpp);
	const record = await item.recordOnce(scope);
	if (record === 'earlier') throw alreadySent(tpp);
	if (record === 'overwritten') throw notRecorded();
	const registered = register();
	await registered.catch(async (failure: unknown) => {
		const { requestOutcome } = failure instanceof OpenBankingError ? failure.details : {};
		if (requestOutcome !== 'unknown') await item.forgetRecord(scope);
	});
	return await registered;
}

const alreadySent = ({ bank }: Tpp) =>
	parameterError(
		`Another execution of this node has sent a registration to ${bank.name}. No request was sent. Pass the stored registration on to this node. If there is none, ask the bank whether it registered a client, or turn on Register Again.`,
		'registerAgain',
	);

const notRecorded = () =>
	new ConfigurationError(
		"Other executions of this node overwrote the record of this registration in n8n's database. No request was sent. Execute the node again when they have ended.",
		{ tppAction: 'retryLater' },
	);

const toRemember = async (registration: Registration, tpp: Tpp) => ({
	value: (await sealRegistration(registration, tpp)).registration,
	expires: Date.now() + lifetime,
});

/** Remembers a registration that was made although there was another one. Returns the ID of the other client, if known. */
export async function replaceRegistration(
	item: Item,
	tpp: Tpp,
	registration: Registration,
): Promise<string | undefined> {
	const earlier = await rememberedClientId(tpp);
	registrations.put(cacheKey(tpp), await toRemember(registration, tpp));
	await item.keepRecord(registrationScope(tpp));
	return earlier;
}

/** Lets a software register again after the client of `tpp` was deleted, unless it is another client that is remembered. */
export async function forgetRegistration(item: Item, tpp: Tpp): Promise<void> {
	const remembered = await rememberedClientId(tpp);
	if (remembered !== undefined && remembered !== tpp.client?.clientId) return;
	const sealed = registrations.find(cacheKey(tpp));
	if (sealed !== undefined) registrations.forget(cacheKey(tpp), sealed);
	await item.forgetRecord(registrationScope(tpp));
}

async function rememberedClientId(tpp: Tpp): Promise<string | undefined> {
	const sealed = registrations.find(cacheKey(tpp));
	if (sealed === undefined) return undefined;
	return String((await openRegistration(sealed, tpp)).metadata.client_id);
}
