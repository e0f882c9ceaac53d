import type {
	ObieAccountInformation,
	Environment,
	TokenEndpointAuthMethod,
} from '../../lib/banks/profile';

/** The credential's fields as n8n provides them. Fields that the form hides are absent. */
export interface CredentialFields {
	bank: string;
	environment: Environment;
	localAddress?: string;
	localMtlsAddress?: string;
	profileSource?: 'standard' | 'json';
	/** JSON: text or an object, as n8n stored it. */
	bankProfile?: unknown;
	providerCode?: string;
	aspspId?: string;
	issuer?: string;
	endpoints?: 'discovery' | 'entered';
	authorizationUrl?: string;
	tokenUrl?: string;
	jwksUrl?: string;
	registrationUrl?: string;
	apiBaseUrl?: string;
	apiVersion?: ObieAccountInformation['version'];
	transportFormat?: 'pem' | 'pfx';
	transportCertificate?: string;
	transportKey?: string;
	transportPfx?: string;
	transportPassphrase?: string;
	signingFormat?: 'pem' | 'pfx';
	signingCertificate?: string;
	signingKey?: string;
	signingPfx?: string;
	signingPassphrase?: string;
	keyId?: string;
	ca?: string;
	ignoreSslIssues?: boolean;
	softwareStatement?: string;
	softwareId?: string;
	organisationId?: string;
	redirectUri?: string;
	clientId?: string;
	clientSecret?: string;
	clientAuthentication?: TokenEndpointAuthMethod | '';
	sessionSecret?: string;
	previousSessionSecret?: string;
}

/** The labels of the fields in n8n. */
export const credentialLabels = {
	bank: 'Bank',
	environment: 'Environment',
	localAddress: 'Local Address',
	localMtlsAddress: 'Local Mutual TLS Address',
	profileSource: 'Profile',
	bankProfile: 'Bank Profile',
	providerCode: 'Provider Code',
	aspspId: 'ASPSP ID',
	issuer: 'Issuer',
	endpoints: 'Endpoints',
	authorizationUrl: 'Authorization Endpoint',
	tokenUrl: 'Token Endpoint',
	jwksUrl: 'JWKS URI',
	registrationUrl: 'Registration Endpoint',
	apiBaseUrl: 'API Base URL',
	apiVersion: 'Read/Write API Version',
	transportFormat: 'Transport Certificate Format',
	transportCertificate: 'Transport Certificate',
	transportKey: 'Transport Key',
	transportPfx: 'Transport PFX',
	transportPassphrase: 'Transport Passphrase',
	signingFormat: 'Signing Certificate Format',
	signingCertificate: 'Signing Certificate',
	signingKey: 'Signing Key',
	signingPfx: 'Signing PFX',
	signingPassphrase: 'Signing Passphrase',
	keyId: 'Key ID',
	ca: 'CA Certificates',
	ignoreSslIssues: 'Ignore SSL Issues (Insecure)',
	softwareStatement: 'Software Statement',
	softwareId: 'Software ID',
	organisationId: 'Organisation ID',
	redirectUri: 'Redirect URI',
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	clientAuthentication: 'Token Endpoint Authentication',
	sessionSecret: 'Session Secret',
	previousSessionSecret: 'Previous Session Secret',
} satisfies Record<keyof CredentialFields, string>;
