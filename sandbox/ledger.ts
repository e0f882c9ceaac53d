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
	| 'software statement';

export interface Secret {
	kind: SecretKind;
	/** Of a JWT its last part, without which it is worth nothing. */
	value: string;
}

/** Everything secret that the sandbox hands out or is shown, for tests that look for it where it must not be. */
export interface Ledger {
	/** What is no text, as absent parameters are none, is not written down. */
	add(kind: SecretKind, value: unknown): void;
	/** Of an unsigned JWT nothing. */
	addJwt(kind: SecretKind, jwt: unknown): void;
	read(): Secret[];
}

export function newLedger(): Ledger {
	const kinds = new Map<string, SecretKind>();
	const add: Ledger['add'] = (kind, value) => {
		if (typeof value === 'string' && value !== '') kinds.set(value, kind);
	};
	return {
		add,
		addJwt: (kind, jwt) => add(kind, typeof jwt === 'string' ? jwt.split('.').at(-1) : undefined),
		read: () => [...kinds].map(([value, kind]) => ({ kind, value })),
	};
}
