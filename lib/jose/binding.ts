import { parameterError } from '../errors';
import type { Tpp } from '../tpp';

/** The bank that a session, a state or a registration belongs to. */
export interface Binding {
	bank: string;
	environment: string;
	/** Custom banks share one id. */
	issuer?: string;
	/** Banks behind the same addresses share an issuer. */
	provider?: string;
}

/** Returns the binding of what is sealed with a credential. */
export const bindingOf = ({ bank, environment, addresses, provider }: Tpp): Binding => ({
	bank: bank.id,
	environment,
	issuer: addresses.issuer,
	...(provider && { provider }),
});

/**
 * Returns the binding with the first issuer that the bank had. It stays the same when the bank moves, so it is for what is
 * compared with earlier values: keys of transactions, cursors, and the keys that seal states.
 */
export const firstBindingOf = (tpp: Tpp): Binding => {
	const { earlierIssuers: [first = tpp.addresses.issuer] = [] } = tpp.addresses;
	return { ...bindingOf(tpp), issuer: first };
};

/**
 * Checks that something sealed belongs to the bank of the credential.
 *
 * @param name of the sealed thing, which is also the key of its parameter
 * @throws ConfigurationError with the value of each side
 */
export function assertBoundTo(tpp: Tpp, sealed: Binding, name: SealedName): void {
	const expected = bindingOf(tpp);
	const current = { ...sealed, issuer: currentIssuer(tpp, sealed.issuer) };
	for (const member of ['bank', 'environment', 'issuer', 'provider'] as const) {
		assertSame(name, member, [current[member], expected[member]]);
	}
}

/** What is sealed, by the key of its parameter, as errors name it. */
const labels = {
	session: 'session',
	registration: 'registration',
	paymentConsent: 'payment consent',
};

type SealedName = keyof typeof labels;

/** Returns the bank's issuer of today for one that the bank had earlier, and any other issuer unchanged. */
const currentIssuer = ({ addresses }: Tpp, issuer: string | undefined) =>
	issuer && addresses.earlierIssuers?.includes(issuer) ? addresses.issuer : issuer;

/** @throws ConfigurationError unless both values are the same */
export function assertSame(
	name: SealedName,
	member: keyof Binding | 'client',
	[sealed = 'none', expected = 'none']: [string | undefined, string | undefined],
): void {
	if (sealed === expected) return;
	throw parameterError(
		`The ${labels[name]} belongs to the ${member} "${sealed}", the credential to "${expected}". Choose the credential that the ${labels[name]} was created with.`,
		name,
	);
}
