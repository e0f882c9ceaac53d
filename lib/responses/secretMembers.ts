import { isJsonObject } from './json';

/**
 * Returns whether a member of a bank's response is secret, judged by its name and its value. Secret members must not be
 * part of an output, because outputs are stored. Times, flags and URLs are not secret.
 */
export const isSecret = (name: string, value: unknown): boolean =>
	(isSecretName(name) && mayHoldText(value)) || (typeof value === 'string' && isSecretValue(value));

const isSecretName = (name: string) =>
	secretName.test(name) &&
	!/(endpoint|ur[il]s?|methods?|alg|enc|type|format|supported|_at|_in)$/i.test(name);

const secretName =
	/secret|token|password|passphrase|private|credential|api_?-?key|^software_statement$|^pin$/i;

const mayHoldText = (value: unknown) =>
	typeof value === 'string' || (typeof value === 'object' && value !== null);

/** A PEM block with a key, a JWT, or the value of an Authorization header. */
const isSecretValue = (value: string) => /-----BEGIN |^eyJ[\w-]+\.|^(Basic|Bearer) /.test(value);

/** The private members of a JWK (RFC 7518 §6). `k` is the whole key of a symmetric one. */
const privateKeyMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

/** Levels. No document of a bank is this deep; what is deeper is left out. */
const maxDepth = 20;

/** Returns a JSON value without its secret members, at any depth. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
	if (Array.isArray(value)) {
		return depth < maxDepth
			? value.filter(isHarmless).map((one) => withoutSecrets(one, depth + 1))
			: [];
	}
	if (!isJsonObject(value)) return value;
	if (depth >= maxDepth) return {};
	const isKey = 'kty' in value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(
				([name, member]) => !isSecret(name, member) && !(isKey && privateKeyMembers.has(name)),
			)
			.map(([name, member]) => [name, withoutSecrets(member, depth + 1)]),
	);
}

const isHarmless = (value: unknown) => !(typeof value === 'string' && isSecretValue(value));
