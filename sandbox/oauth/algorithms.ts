import type { Configuration } from 'oidc-provider';

import { kidOf } from '../directory/keys';
import type { AuthorizationServerOptions } from './options';
import type { AuthorizationRules } from './profile';

export type SigningAlgorithm = 'PS256' | 'RS256';
type EncryptionAlgorithm = 'RSA-OAEP' | 'RSA-OAEP-256';
type ContentEncryption = 'A128CBC-HS256' | 'A256GCM';

/** Returns the bank's signing key as a JWK, with `alg` if the bank uses only one algorithm. */
export function signingKey({ home, rules }: Pick<AuthorizationServerOptions, 'home' | 'rules'>) {
	const [alg, ...others] = rules.idTokenSigningAlgs;
	return {
		...home.bankKey.export({ format: 'jwk' }),
		kid: kidOf(home.bankKey),
		use: 'sig',
		...(others.length === 0 ? { alg } : {}),
	};
}

/** Returns the algorithms of the authorization server. `none` is not one of them: see requestObject.ts. */
export function algorithmsOf(rules: AuthorizationRules): Configuration['enabledJWA'] {
	const signed = (algorithms: string[]) =>
		algorithms.filter((alg) => alg !== 'none') as SigningAlgorithm[];
	return {
		idTokenSigningAlgValues: signed(rules.idTokenSigningAlgs),
		requestObjectSigningAlgValues: signed(rules.requestObjectSigningAlgs),
		...(rules.authorizationSigningAlgs && {
			authorizationSigningAlgValues: signed(rules.authorizationSigningAlgs),
		}),
		...(rules.idTokenEncryptions && {
			idTokenEncryptionAlgValues: rules.idTokenEncryptions.algs as EncryptionAlgorithm[],
			idTokenEncryptionEncValues: rules.idTokenEncryptions.encs as ContentEncryption[],
		}),
		clientAuthSigningAlgValues: signed(rules.tokenEndpointAuthSigningAlgs),
	};
}
