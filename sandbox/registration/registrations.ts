import { randomBytes, randomUUID } from 'node:crypto';

import type { Ledger } from '../ledger';
import type { Keep } from '../memory';
import type { ServerProfile } from '../oauth/profile';
import type { RegistrationClaims } from './rules';

export interface Registration {
	client_id: string;
	client_secret?: string;
	client_secret_expires_at?: 0;
	client_id_issued_at: number;
	metadata: Omit<RegistrationClaims, OptionalClaim> &
		Partial<Pick<RegistrationClaims, OptionalClaim>> & { jwks_uri: string };
}

/** Claims that some banks do not have. */
type OptionalClaim = 'jti' | 'request_object_signing_alg';

export type Metadata = Registration['metadata'];

/** The clients of one bank. */
export interface Registrations {
	add(metadata: Metadata): Registration;
	replace(registration: Registration, metadata: Metadata): Registration;
	remove(clientId: string): void;
	find(clientId: string): Registration | undefined;
}

/** Creates the list of clients, with those that the bank remembers. Client secrets are recorded in the ledger. */
export function newRegistrations(
	{ ledger, keep }: { ledger: Ledger; keep: Keep },
	{ rawClientSecrets }: Pick<ServerProfile, 'rawClientSecrets'> = {},
): Registrations {
	// Characters that the encoding of RFC 6749 changes.
	const newSecret = () =>
		`${randomBytes(24).toString('base64url')}${rawClientSecrets ? '+/=%' : ''}`;
	const all = keep('registrations', new Map<string, Registration>());
	const save = (registration: Registration): Registration => {
		all.set(registration.client_id, registration);
		ledger.add('client secret', registration.client_secret);
		return registration;
	};
	return {
		add: (metadata) =>
			save({
				client_id: randomUUID(),
				...credentials(metadata, newSecret()),
				// RFC 7591 says seconds; the Ozone platform sends milliseconds.
				client_id_issued_at: Date.now(),
				metadata,
			}),
		replace: ({ client_id, client_secret, client_id_issued_at }, metadata) =>
			save({
				client_id,
				...credentials(metadata, client_secret ?? newSecret()),
				client_id_issued_at,
				metadata,
			}),
		remove: (clientId) => void all.delete(clientId),
		find: (clientId) => all.get(clientId),
	};
}

/** Returns whether the client authenticates with a secret. */
export const hasSecret = ({
	token_endpoint_auth_method: method,
}: Pick<Metadata, 'token_endpoint_auth_method'>): boolean =>
	method === 'client_secret_basic' || method === 'client_secret_post';

function credentials(metadata: Metadata, secret: string) {
	return hasSecret(metadata) ? { client_secret: secret, client_secret_expires_at: 0 as const } : {};
}
