import type {
	AccountInformation,
	Environment,
	TokenEndpointAuthMethod,
} from '../../lib/banks/profile';

/** The credential's fields as n8n hands them out; those that the form hides are absent. */
export interface CredentialFields {
	bank: string;
	environment: Environment;
	localAddress?: string;
	localMtlsAddress?: string;
	profileSource?: 'standard' | 'json';
	/** JSON; n8n hands it out as it was stored. */
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
	apiVersion?: AccountInformation['version'];
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
	authorities?: string;
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

/** What was entered; undefined for nothing and for blanks. */
export const entered = (text: string | undefined) => text?.trim() || undefined;
