import type { KeyObject, X509Certificate } from 'node:crypto';

import type { Addresses } from './banks/addresses';
import type { BankProfile, Environment, TokenEndpointAuthMethod } from './banks/profile';
import type {
	JweAlgorithm,
	JweEncryption,
	JwsAlgorithm,
	RequestObjectAlgorithm,
} from './jose/algorithms';

/** A third-party provider at one bank: everything an operation needs to know, and nothing of n8n. */
export interface Tpp {
	bank: BankProfile;
	environment: Environment;
	addresses: Addresses;
	tls: TlsIdentity;
	/** Absent: this credential holds no signing certificate. */
	signer?: Signer;
	softwareStatement?: SoftwareStatement;
	softwareId?: string;
	organisationId?: string;
	redirectUri?: string;
	/** The bank's identifier at the directory, where its profile leaves it to the operator. */
	aspspId?: string;
	/** Which bank is meant, where several stand behind the same addresses. */
	provider?: string;
	/** Absent before registration. */
	client?: Client;
	/** What sessions are sealed with: the first seals, all open. */
	sealingSecrets: readonly Uint8Array[];
}

/** Who we are on the wire, and whom we trust. */
export interface TlsIdentity {
	/** Leaf first, then intermediates. Absent: no client certificate is shown. */
	certificatePem?: string;
	/** PKCS #8, not encrypted. */
	keyPem?: string;
	/** Authorities beside the system's. */
	caPem?: string;
	/** Do not check the server's certificate. */
	ignoreSslIssues?: boolean;
}

/** The signing certificate with its key. */
export interface Signer {
	certificate: X509Certificate;
	/** PEM, leaf first. */
	chainPem: string;
	privateKey: KeyObject;
	/** The credential's fields, for errors. */
	labels: Record<'certificate' | 'key' | 'passphrase' | 'pfx', string>;
	/** Absent: looked up in the JWKS of the software statement, or computed. */
	keyId?: string;
}

/** A registered OAuth client. Algorithms that it leaves out are those that the bank's profile registers. */
export interface Client {
	clientId: string;
	clientSecret?: string;
	tokenEndpointAuthMethod: TokenEndpointAuthMethod;
	tokenEndpointAuthSigningAlg?: JwsAlgorithm;
	idTokenSignedResponseAlg?: JwsAlgorithm;
	requestObjectSigningAlg?: RequestObjectAlgorithm;
	authorizationSignedResponseAlg?: JwsAlgorithm;
	idTokenEncryptedResponseAlg?: JweAlgorithm;
	idTokenEncryptedResponseEnc?: JweEncryption;
	/** The bank takes no authorization request of this client that was not pushed to it (RFC 9126 §6). */
	requirePushedRequests?: boolean;
}

/** The software statement assertion (SSA) and the claims of it that we read; the directory's spelling. */
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
