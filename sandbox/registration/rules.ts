/** Claims of a registration request (OpenID Connect Dynamic Client Registration 1.0 §2, RFC 7519). */
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
	tls_client_auth_subject_dn?: string;
}

/** Values that one bank accepts. Error messages name the first value of a list. */
export interface RegistrationRules {
	signingAlgs: string[];
	audiences: string[];
	/** Maximum seconds from `iat` to `exp`. */
	maximumLifetime: number;
	tokenEndpointAuthMethods: string[];
	tokenEndpointAuthSigningAlgs: string[];
	grantTypes: string[];
	responseTypes: string[];
	idTokenSigningAlgs: string[];
	requestObjectSigningAlgs: string[];
	/** For authorization responses in a JWT (JARM §3). Absent: plain parameters only. */
	authorizationSigningAlgs?: string[];
	/** Absent: the bank does not encrypt id_tokens. */
	idTokenEncryptions?: { algs: string[]; encs: string[] };
	scopes: string[];
}
