import { defaultAuthMethod } from '../banks/applicableRules';
import { compactText, expandText } from '../jose/seal';
import { registeredAlgorithms } from '../jose/registeredAlgorithms';
import type { Client, Tpp } from '../tpp';

/** What a sealed session says about its client, beside its ID. The member names never change. */
export type SealedClient = Omit<Client, 'clientId' | 'isFromCredential'>;

/** Returns what has to be sealed to use the client again. Undefined: the client is in the credential. */
export function toSealedClient({ client }: Tpp): SealedClient | undefined {
	if (!client || client.isFromCredential) return undefined;
	const { clientId: _id, isFromCredential: _origin, ...members } = client;
	return members;
}

/**
 * Returns the TPP with a sealed client. For the same client, a registration in the input counts more than what was sealed
 * earlier, and so do the secret and the authentication method that the operator entered into the credential since.
 */
export function withSealedClient(tpp: Tpp, sealed: Client): Tpp {
	const { client: current } = tpp;
	if (current?.clientId !== sealed.clientId) return { ...tpp, client: sealed };
	if (!current.isFromCredential) return tpp;
	return {
		...tpp,
		client: {
			...sealed,
			clientSecret: current.clientSecret ?? sealed.clientSecret,
			tokenEndpointAuthMethod: tpp.clientAuthentication ?? sealed.tokenEndpointAuthMethod,
		},
	};
}

/** Short names of what is sealed only if it differs from the bank's default. They never change. */
const shortNames = {
	tokenEndpointAuthMethod: 'm',
	tokenEndpointAuthSigningAlg: 'a',
	idTokenSignedResponseAlg: 'i',
	requestObjectSigningAlg: 'r',
	authorizationSignedResponseAlg: 'j',
	idTokenEncryptedResponseAlg: 'e',
	idTokenEncryptedResponseEnc: 'n',
	requirePushedRequests: 'p',
} satisfies Partial<Record<keyof Client, string>>;

/** A client inside a sealed state, which some banks cut or refuse when it is long: ID, secret, and what is not the default. */
export type CompactClient = [
	clientId: string,
	clientSecret?: string,
	differences?: Record<string, unknown>,
];

/** Shortens a client to what the code exchange and the requests after it need. */
export function toCompactClient(client: Client, tpp: Tpp): CompactClient {
	const defaults = defaultsOf(tpp);
	const differences = Object.entries(shortNames)
		.map(([name, short]) => [short, client[name as keyof Client], defaults[name as keyof Client]])
		.filter(([, value, byDefault]) => value !== undefined && value !== byDefault)
		.map(([short, value]) => [short, value]);
	const { clientId, clientSecret = '' } = client;
	return [
		compactText(clientId),
		...(clientSecret || differences.length > 0 ? [compactText(clientSecret)] : []),
		...(differences.length > 0 ? [Object.fromEntries(differences)] : []),
	] as CompactClient;
}

/** Returns the client that `toCompactClient` has shortened. */
export function fromCompactClient(
	[clientId, clientSecret = '', differences = {}]: CompactClient,
	tpp: Tpp,
): Client {
	const members = Object.entries(shortNames)
		.filter(([, short]) => differences[short] !== undefined)
		.map(([name, short]) => [name, differences[short]]);
	return {
		tokenEndpointAuthMethod: defaultAuthMethod(tpp.bank, tpp.environment),
		...(Object.fromEntries(members) as Partial<Client>),
		clientId: expandText(clientId),
		...(clientSecret && { clientSecret: expandText(clientSecret) }),
	};
}

/** What holds for a client without the member. */
function defaultsOf(tpp: Tpp): Partial<Client> {
	const algorithms = registeredAlgorithms({ ...tpp, client: undefined });
	return {
		tokenEndpointAuthMethod: defaultAuthMethod(tpp.bank, tpp.environment),
		tokenEndpointAuthSigningAlg: algorithms.clientAssertion,
		idTokenSignedResponseAlg: algorithms.idToken,
		requestObjectSigningAlg: algorithms.requestObject,
		authorizationSignedResponseAlg: algorithms.authorizationResponse,
		idTokenEncryptedResponseAlg: algorithms.idTokenEncryption?.alg,
		idTokenEncryptedResponseEnc: algorithms.idTokenEncryption?.enc,
	};
}
