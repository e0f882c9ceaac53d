import type { IDataObject } from 'n8n-workflow';

import { OpenBankingError } from '../../lib/errors';
import { isSealedText, joinedSealedText } from '../../lib/jose/seal';
import { withSealedClient } from '../../lib/oauth/sealedClient';
import { openSession, withClientOf } from '../../lib/oauth/session';
import { openState } from '../../lib/oauth/state';
import { openRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import type { ClientSource } from './fields';
import type { Item } from './operation';
import { toOpenBankingError } from './nodeError';

/**
 * Returns the TPP with the client that the field *Client* selects. *Automatic* finds the client in the item: in its
 * registration, session or state. If there is none, it is the client of the credential. Operations without the field use
 * that one, too.
 */
export async function withSelectedClient(tpp: Tpp, item: Item): Promise<Tpp> {
	switch (item.parameter<ClientSource>('client', 'credential')) {
		case 'automatic':
			return await findClient(tpp, item);
		case 'input':
			return {
				...(await registered(tpp, item.parameter('registration', ''))),
				isClientChosen: true,
			};
		default:
			return { ...tpp, isClientChosen: true };
	}
}

const registered = async (tpp: Tpp, sealed: string): Promise<Tpp> => ({
	...tpp,
	client: toClient(await openRegistration(sealed, tpp), tpp),
});

async function findClient(tpp: Tpp, item: Item): Promise<Tpp> {
	const found = await clientInItem(tpp, item.json).catch(toOpenBankingError);
	if (!(found instanceof OpenBankingError)) return found;
	if (tpp.client)
		item.hint(
			`The client of the credential is used, because the client of the input cannot be read: ${found.message}`,
		);
	return { ...tpp, clientProblem: found };
}

async function clientInItem(tpp: Tpp, json: IDataObject): Promise<Tpp> {
	const { registration, session, state } = sealedMembers(json);
	if (registration) return await registered(tpp, registration);
	return (await clientOfSession(tpp, session)) ?? (await clientOfState(tpp, state)) ?? tpp;
}

/** A member of that name may also have another meaning, such as the registration of a car. */
const sealedMembers = (json: IDataObject): Record<string, string | undefined> =>
	Object.fromEntries(
		['registration', 'session', 'state']
			.map((name) => [name, sealedMember(json[name])])
			.filter(([, text]) => text !== undefined),
	) as Record<string, string>;

function sealedMember(value: unknown): string | undefined {
	const text = typeof value === 'string' ? joinedSealedText(value) : null;
	return isSealedText(text) ? text! : undefined;
}

async function clientOfSession(tpp: Tpp, sealed: string | undefined): Promise<Tpp | undefined> {
	if (!sealed) return undefined;
	const session = await openSession(sealed, { ...tpp, client: undefined });
	return session.client && withClientOf(tpp, session);
}

async function clientOfState(tpp: Tpp, sealed: string | undefined): Promise<Tpp | undefined> {
	const state = sealed ? await openState(sealed, tpp) : undefined;
	return state?.client && withSealedClient(tpp, state.client);
}
