import type { Adapter, AdapterPayload } from 'oidc-provider';

import type { Keep } from '../memory';
import type { ServerProfile } from './profile';

interface Entry {
	payload: AdapterPayload;
	expiresAt: number;
}

/** Memory of the authorization server, by model and id. */
export interface Store {
	adapter(model: string): Adapter;
	/** Deletes every token, code and grant of a client. */
	revokeByClientId(clientId: string): void;
	/** Makes every access token of a grant expire. */
	expireByGrantId(grantId: string): void;
}

/** Expired access tokens are kept, because a bank may have a more specific error for them. */
const secondsKeptAfterExpiry: Record<string, number> = { AccessToken: 86_400 };

export type FindClient = (clientId: string) => AdapterPayload | undefined;

/** Creates the store, with what the bank remembers. */
export function newStore(
	findClient: FindClient,
	keep: Keep,
	{ usedRefreshTokens }: Pick<ServerProfile, 'usedRefreshTokens'> = {},
): Store {
	const models = keep('tokens', new Map<string, Map<string, Entry>>());
	const entriesOf = (model: string): Map<string, Entry> => {
		const entries = models.get(model) ?? new Map<string, Entry>();
		models.set(model, entries);
		return entries;
	};
	/** oidc-provider withdraws the grant when a token comes again that is stored as consumed. */
	const consumed = (model: string) => async (id: string) => {
		if (usedRefreshTokens === 'refused') entriesOf(model).delete(id);
	};
	return {
		adapter: (model) =>
			model === 'Client'
				? clientAdapter(findClient)
				: {
						...modelAdapter(entriesOf(model), models, secondsKeptAfterExpiry[model]),
						...(model === 'RefreshToken' && usedRefreshTokens && { consume: consumed(model) }),
					},
		revokeByClientId: (clientId) =>
			deleteMatching(models, ({ payload }) => payload.clientId === clientId),
		expireByGrantId(grantId) {
			for (const { payload } of entriesOf('AccessToken').values()) {
				if (payload.grantId === grantId) payload.exp = 1;
			}
		},
	};
}

function modelAdapter(
	entries: Map<string, Entry>,
	models: Map<string, Map<string, Entry>>,
	secondsKept = 0,
): Adapter {
	const find = async (id: string): Promise<AdapterPayload | undefined> => {
		const entry = entries.get(id);
		return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
	};
	return {
		find,
		async upsert(id, payload, expiresIn) {
			dropExpired(entries);
			entries.set(id, {
				payload,
				expiresAt: Date.now() + ((expiresIn || Infinity) + secondsKept) * 1000,
			});
		},
		async findByUid(uid) {
			const entry = [...entries.values()].find(({ payload }) => payload.uid === uid);
			return entry?.payload;
		},
		findByUserCode: async () => undefined,
		async consume(id) {
			const payload = await find(id);
			if (payload) payload.consumed = Math.floor(Date.now() / 1000);
		},
		async destroy(id) {
			entries.delete(id);
		},
		async revokeByGrantId(grantId) {
			deleteMatching(models, ({ payload }) => payload.grantId === grantId);
		},
	};
}

function clientAdapter(findClient: FindClient): Adapter {
	const unused = async (): Promise<undefined> => undefined;
	return {
		find: async (clientId) => findClient(clientId),
		upsert: unused,
		findByUid: unused,
		findByUserCode: unused,
		consume: unused,
		destroy: unused,
		revokeByGrantId: unused,
	};
}

function deleteMatching(
	models: Map<string, Map<string, Entry>>,
	matches: (entry: Entry) => boolean,
): void {
	for (const entries of models.values()) {
		for (const [id, entry] of entries) if (matches(entry)) entries.delete(id);
	}
}

// Entries are in the order of writing, which is nearly the order of expiry, so checking the oldest is sufficient.
function dropExpired(entries: Map<string, Entry>): void {
	for (const [id, { expiresAt }] of entries) {
		if (expiresAt > Date.now()) return;
		entries.delete(id);
	}
}
