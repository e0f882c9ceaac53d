import {
	defaultJws,
	jwe,
	jweAlgorithms,
	jws,
	jwsAlgorithmsFor,
	keyFits,
	requestObjectAlgorithms,
	type SignedJwt,
} from '../../lib/jose/algorithms';
import { aPrivateKey, type KeyKind } from '../support/certificates';

it.each<SignedJwt>([
	'registrationRequest',
	'requestObject',
	'clientAssertion',
	'idToken',
	'authorizationResponse',
])('A JWT of the kind %s may be signed with PS256, RS256 or ES256', (jwt) => {
	expect(jwsAlgorithmsFor(jwt)).toEqual(['PS256', 'RS256', 'ES256']);
});

it('Only request objects may be unsigned', () => {
	expect(requestObjectAlgorithms).toEqual(['PS256', 'RS256', 'ES256', 'none']);
});

it('The default algorithm of a JWT is allowed for it', () => {
	for (const [jwt, alg] of Object.entries(defaultJws)) {
		expect(jwsAlgorithmsFor(jwt as SignedJwt)).toContain(alg);
	}
});

it.each<[KeyKind, string[]]>([
	['rsa-2048', ['PS256', 'RS256', 'RSA-OAEP', 'RSA-OAEP-256']],
	['rsa-1024', ['RSA-OAEP', 'RSA-OAEP-256']],
	['p256', ['ES256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']],
	['p384', []],
])('A key %s fits %j', (kind, algorithms) => {
	const key = aPrivateKey(kind, 'signing');
	const rows = Object.entries({ ...jws, ...jwe });
	const fitting = rows.filter(([, row]) => keyFits(row.key, key)).map(([alg]) => alg);
	expect(fitting).toEqual(algorithms);
});

it('Encryption with RSA1_5 is not supported (RFC 8725 §3.2)', () => {
	expect(jweAlgorithms).not.toContain('RSA1_5');
});
