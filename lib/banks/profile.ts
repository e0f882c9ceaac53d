/**
 * How banks differ: everything about one bank is one `BankProfile`, plain JSON. What a profile leaves out is what the
 * standard says.
 */
export interface BankProfile {
	/** Stored in credentials and sessions; never changes. */
	id: string;
	/** As the bank writes it. */
	name: string;
	/** Where the bank publishes addresses. An environment without them asks the operator for its address. */
	environments: Partial<Record<PublishedEnvironment, BankAddresses>>;
	registration: DynamicRegistration | PortalRegistration;
	/** Absent: the bank has no OAuth authorization server that we speak to. */
	authorizationRequest?: AuthorizationRequestRules;
	/** Absent: the bank offers no account information that we speak. */
	accountInformation?: AccountInformation;
	/** Absent: requests carry no HTTP message signature. */
	httpSignature?: HttpSignatureRules;
	/** Absent: the bank has no sandbox agreements. */
	agreements?: { path: string };
}

export type PublishedEnvironment = 'sandbox' | 'production';
/** `local` is the embedded bank of this package. */
export type Environment = PublishedEnvironment | 'local';

export interface BankAddresses {
	/** OpenID Connect issuer; its discovery document names the OAuth endpoints. */
	issuer?: string;
	/** Root of the bank's resource server, without a trailing slash. */
	resourceServer?: string;
}

/** OBIE Dynamic Client Registration: a signed request JWT is posted over mutual TLS. */
export interface DynamicRegistration {
	via: 'dcr';
	/** Below the resource server. Absent: `registration_endpoint` of the discovery document. */
	path?: string;
	/** JWS algorithm of the request JWT. */
	requestSigningAlg: JwsAlgorithm;
	/** Who the request JWT is for: the issuer URL, or the bank's own identifier. */
	audience: { is: 'issuer' } | { is: 'aspspId'; aspspId: string };
	/** Seconds from `iat` to `exp` of the request JWT. */
	lifetime: number;
	/** Claims the bank asks for beside those the standard computes from the software statement. */
	claims: RegistrationClaims;
	/** Authentication method that the claims ask for, where an environment differs from the rest. */
	tokenEndpointAuthMethod: Record<Environment, TokenEndpointAuthMethod>;
	/** Absent: the bank has no Postman environment file. */
	postmanEnvironment?: { path: string; authentication: 'none' | 'client_secret_basic' };
}

/** Registration by the bank's portal or by e-mail: there is nothing to call. */
export interface PortalRegistration {
	via: 'portal';
}

/** Wire names of OpenID Connect Dynamic Client Registration 1.0 §2. */
export interface RegistrationClaims {
	application_type: 'web' | 'mobile';
	grant_types: string[];
	response_types: string[];
	subject_type?: 'public';
	token_endpoint_auth_signing_alg?: JwsAlgorithm;
	id_token_signed_response_alg: JwsAlgorithm;
	request_object_signing_alg: JwsAlgorithm | 'none';
}

export type JwsAlgorithm = 'PS256' | 'RS256' | 'ES256';
export type TokenEndpointAuthMethod = 'client_secret_basic' | 'private_key_jwt' | 'tls_client_auth';

export interface AuthorizationRequestRules {
	/** `code id_token` answers in the URL fragment, `code` in the query. */
	responseType: 'code id_token' | 'code';
}

/** OBIE Read/Write account information, at the standard's path below the resource server. */
export interface AccountInformation {
	version: 'v3.1' | 'v4.0';
}

/** draft-cavage-http-signatures-10 as the Berlin Group's framework uses it. */
export interface HttpSignatureRules {
	digestAlgorithm: DigestAlgorithm;
	/** How the issuer of the signing certificate is written in `keyId`. */
	issuerSpelling: DistinguishedNameSpelling;
	/**
	 * Order of the headers in the signing string, in lower case. Those that a request does not have are left out, but
	 * `date`, `digest` and `x-request-id` must be there.
	 */
	signedHeaders: string[];
	/** When the Signature header is wrapped as an RFC 2047 encoded word. */
	encodedWord: 'whenNotAscii' | 'always';
}

export type DigestAlgorithm = 'SHA-256' | 'SHA-512';

/**
 * - `rfc2253`: most specific first, unknown attribute types as `OID=#hexDER`
 * - `rfc2253Text`: the same order, `organizationIdentifier` and its value as text
 * - `openssl`: least specific first, as `openssl x509 -nameopt` prints it with
 *   `esc_2253,esc_ctrl,utf8,dump_unknown,dump_der,sep_comma_plus,sname`
 * - `cnFirst`: only CN, O, OU, L, S, C in this order, as the signer that Eika's vendor publishes
 */
export type DistinguishedNameSpelling = 'rfc2253' | 'rfc2253Text' | 'openssl' | 'cnFirst';
