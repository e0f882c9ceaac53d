import { ConfigurationError } from '../errors';
import type { Signer, Tpp } from '../tpp';

/** @throws ConfigurationError when the credential holds nothing to sign with */
export function requireSigner({ signer }: Tpp): Signer {
	if (signer) return signer;
	throw new ConfigurationError(
		'The credential holds no signing certificate and key, and this request is signed with them.',
		{ field: 'Signing Certificate' },
	);
}
