import type { Keep } from './memory';

export type SecretKind =
	| 'access token'
	| 'authorization code'
	| 'authorization response'
	| 'client assertion'
	| 'client secret'
	| 'HTTP signature'
	| 'id_token'
	| 'PKCE verifier'
	| 'private key'
	| 'pushed request'
	| 'refresh token'
	| 'registration request'
	| 'software statement'
	| 'TPP session';

export interface Secret {
	kind: SecretKind;
	/** For a JWT its last part (signature): without it the JWT is worthless. */
	value: string;
}

/** Records every secret that the sandbox issues or receives. Tests search for them where no secret may be stored. */
export interface Ledger {
	/** Ignores values that are not text, such as absent parameters. */
	add(kind: SecretKind, value: unknown): void;
	/** Adds the signature of a JWT. Ignores unsigned JWTs. */
	addJwt(kind: SecretKind, jwt: unknown): void;
	/** Returns all secrets so far. */
	read(): Secret[];
}

export function newLedger(keep: Keep): Ledger {
	const kinds = keep('ledger', new Map<string, SecretKind>());
	const add: Ledger['add'] = (kind, value) => {
		if (typeof value === 'string' && value !== '') kinds.set(value, kind);
	};
	return {
		add,
		addJwt: (kind, jwt) => add(kind, typeof jwt === 'string' ? jwt.split('.').at(-1) : undefined),
		read: () => [...kinds].map(([value, kind]) => ({ kind, value })),
	};
}
