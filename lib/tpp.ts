import type { KeyObject, X509Certificate } from 'node:crypto';

import type { Addresses } from './banks/addresses';
import type { BankProfile, Environment, TokenEndpointAuthMethod } from './banks/profile';
import type { FieldReference, OpenBankingError } from './errors';
import type {
	JweAlgorithm,
	JweEncryption,
	JwsAlgorithm,
	RequestObjectAlgorithm,
} from './jose/algorithms';

/** A third-party provider (TPP) at one bank: everything that an operation needs to know. */
export interface Tpp {
	bank: BankProfile;
	environment: Environment;
	addresses: Addresses;
	tls: TlsIdentity;
	/** Absent: there is no signing certificate. */
	signer?: Signer;
	softwareStatement?: SoftwareStatement;
	softwareId?: string;
	organisationId?: string;
	redirectUri?: string;
	/** The bank's identifier at the directory. Only for banks whose profile does not have it. */
	aspspId?: string;
	/** Code of the bank, where several banks share the same addresses. */
	provider?: string;
	/** Absent before registration. */
	client?: Client;
	/** The operator chose where the client comes from, so sessions and states of another client are refused. */
	isClientChosen?: true;
	/** Why a registration in the input was not used. */
	clientProblem?: OpenBankingError;
	/** The authentication method that the operator chose. Absent: as registered, or the default of the bank. */
	clientAuthentication?: TokenEndpointAuthMethod;
	/** Keys of sealed sessions and states. The first one seals, all of them open. */
	sealingSecrets: readonly Uint8Array[];
}

/** The client certificate and the trusted authorities of a TLS connection. */
export interface TlsIdentity {
	/** Leaf first, then intermediates. Absent: TLS without a client certificate. */
	certificatePem?: string;
	/** PEM of PKCS #8, not encrypted. */
	keyPem?: string;
	/** PEM of authorities to trust in addition to those of the system. */
	caPem?: string;
	/** Do not check the server's certificate. */
	ignoreSslIssues?: boolean;
}

/** A certificate with its private key. */
export interface Identity {
	certificate: X509Certificate;
	/** PEM: `certificate`, then the issuer of each, as far as they were given. */
	chainPem: string;
	privateKey: KeyObject;
	/** The fields that it comes from. */
	references: IdentityReferences;
}

/** The fields of an identity, for errors. */
export interface IdentityReferences {
	certificate: FieldReference;
	key: FieldReference;
	passphrase: FieldReference;
	pfx: FieldReference;
	/** They come from a file and were not pasted. */
	isFile?: true;
}

/** The signing certificate with its private key. */
export interface Signer extends Identity {
	/** Absent: found in the JWKS of the software statement, or computed. */
	keyId?: string;
}

/** A registered OAuth client. For absent algorithms, the algorithms of the bank's profile apply. */
export interface Client {
	clientId: string;
	/** The credential has the client, so sessions and states need not carry it. */
	isFromCredential?: true;
	clientSecret?: string;
	tokenEndpointAuthMethod: TokenEndpointAuthMethod;
	tokenEndpointAuthSigningAlg?: JwsAlgorithm;
	idTokenSignedResponseAlg?: JwsAlgorithm;
	requestObjectSigningAlg?: RequestObjectAlgorithm;
	authorizationSignedResponseAlg?: JwsAlgorithm;
	idTokenEncryptedResponseAlg?: JweAlgorithm;
	idTokenEncryptedResponseEnc?: JweEncryption;
	/** The bank accepts only pushed authorization requests from this client (RFC 9126 §6). */
	requirePushedRequests?: boolean;
}

/** The software statement assertion (SSA), with the claims that we read in the directory's spelling. */
export interface SoftwareStatement {
	jwt: string;
	claims: SoftwareStatementClaims;
}

export interface SoftwareStatementClaims {
	software_id: string;
	org_id?: string;
	software_client_name?: string;
	software_redirect_uris?: string[];
	software_roles?: string[];
	software_jwks_endpoint?: string;
	iat?: number;
}
