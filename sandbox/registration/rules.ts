/** Wire names of OpenID Connect Dynamic Client Registration 1.0 §2 and of RFC 7519. */
export interface RegistrationClaims {
	iss: string;
	aud: string | string[];
	jti: string;
	iat: number;
	exp: number;
	redirect_uris: string[];
	token_endpoint_auth_method: string;
	token_endpoint_auth_signing_alg: string;
	grant_types: string[];
	response_types: string[];
	subject_type: string;
	application_type: string;
	id_token_signed_response_alg: string;
	request_object_signing_alg: string;
	authorization_signed_response_alg?: string;
	id_token_encrypted_response_alg?: string;
	id_token_encrypted_response_enc?: string;
	scope: string;
	software_statement: string;
	software_id?: string;
}

/** What one bank takes; the first value of a list is the one that error messages name. */
export interface RegistrationRules {
	signingAlgs: string[];
	audiences: string[];
	/** Seconds from `iat` to `exp`. */
	longestLifetime: number;
	tokenEndpointAuthMethods: string[];
	tokenEndpointAuthSigningAlgs: string[];
	grantTypes: string[];
	responseTypes: string[];
	idTokenSigningAlgs: string[];
	requestObjectSigningAlgs: string[];
	/** Of a JWT around the answer (JARM §3); absent: the bank answers openly. */
	authorizationSigningAlgs?: string[];
	/** Absent: the bank encrypts no id_tokens. */
	idTokenEncryptions?: { algs: string[]; encs: string[] };
	scopes: string[];
}
