import { createPrivateKey, type KeyObject } from 'node:crypto';

import { compactDecrypt, decodeProtectedHeader } from 'jose';

import { credentialError, InvalidResponseError } from '../errors';
import { jwe, keyFits, type JweAlgorithm } from '../jose/algorithms';
import type { Tpp } from '../tpp';
import { registeredAlgorithms, type Encryption } from './registeredAlgorithms';

/**
 * Returns an id_token as the bank signed it: decrypted if the client is registered for encryption (OpenID Connect Core §10.2,
 * §3.1.3.7 (1)). Its signature is not validated yet.
 *
 * @throws InvalidResponseError when the encryption is not the registered one, or no key decrypts it; ConfigurationError when the
 * credential has no key of the kind
 */
export async function signedIdToken(idToken: string, tpp: Tpp): Promise<string> {
	const { idTokenEncryption: registered } = registeredAlgorithms(tpp);
	const isEncrypted = idToken.split('.').length === 5;
	if (!registered && !isEncrypted) return idToken;
	if (!registered) throw notRegistered();
	if (!isEncrypted) throw notEncrypted();
	assertRegistered(idToken, registered);
	return await decrypted(idToken, registered, decryptionKeys(registered.alg, tpp));
}

const notRegistered = () =>
	new InvalidResponseError(
		'The id_token is encrypted, but the client is not registered for that. Register the client with id_token_encrypted_response_alg, or switch encryption off at the bank.',
	);

const notEncrypted = () =>
	new InvalidResponseError(
		'The id_token is not encrypted, but the client is registered for encryption (id_token_encrypted_response_alg).',
	);

/**
 * Returns the keys of the credential that fit `alg`: the signing key, then the transport key. The bank has encrypted for one of
 * the keys that the software publishes.
 *
 * @throws ConfigurationError when there is none
 */
export function decryptionKeys(alg: JweAlgorithm, { signer, tls }: Tpp): KeyObject[] {
	const { key: rule } = jwe[alg];
	const keys = [signer?.privateKey, tls.keyPem && createPrivateKey(tls.keyPem)].filter(
		(key): key is KeyObject => typeof key === 'object' && keyFits(rule, key),
	);
	if (keys.length > 0) return keys;
	throw credentialError(
		`The bank encrypts id_tokens with ${alg}, which needs ${rule.description}. Neither the signing key nor the transport key is one.`,
		'signingKey',
	);
}

/** RFC 8725 §3.1: the header does not choose. */
function assertRegistered(text: string, { alg, enc }: Encryption): void {
	if (isEncryptedWith(text, { alg, enc })) return;
	throw new InvalidResponseError(
		`The id_token is not encrypted with ${alg} and ${enc}, which the client is registered for.`,
	);
}

function isEncryptedWith(text: string, { alg, enc }: Encryption): boolean {
	try {
		const header = decodeProtectedHeader(text);
		return header.alg === alg && header.enc === enc;
	} catch {
		return false;
	}
}

async function decrypted(
	text: string,
	{ alg, enc }: Encryption,
	[key, ...others]: KeyObject[],
): Promise<string> {
	if (!key) {
		throw new InvalidResponseError(
			'No key of the credential decrypts the id_token: it was altered, or encrypted for another key of your software.',
		);
	}
	try {
		const { plaintext } = await compactDecrypt(text, key, {
			keyManagementAlgorithms: [alg],
			contentEncryptionAlgorithms: [enc],
		});
		return new TextDecoder().decode(plaintext);
	} catch {
		return await decrypted(text, { alg, enc }, others);
	}
}
