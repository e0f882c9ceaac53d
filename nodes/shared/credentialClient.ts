import type { BankProfile, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { ConfigurationError } from '../../lib/errors';
import { defaultAuthMethod } from '../../lib/operations/registration/registrationClaims';
import type { Client } from '../../lib/tpp';
import { entered, type CredentialFields } from './credentialFields';

/** The client of the credential; undefined before registration. @throws ConfigurationError that names the field */
export function enteredClient(fields: CredentialFields, bank: BankProfile): Client | undefined {
	const { registration } = bank;
	const clientId = entered(fields.clientId);
	if (!clientId) return undefined;
	const usual =
		registration.via === 'dcr'
			? defaultAuthMethod(registration, fields.environment)
			: 'client_secret_basic';
	const tokenEndpointAuthMethod = fields.clientAuthentication || usual;
	assertAuthMethod(bank, tokenEndpointAuthMethod);
	return { clientId, clientSecret: entered(fields.clientSecret), tokenEndpointAuthMethod };
}

function assertAuthMethod(
	{ name, tokenEndpointAuthMethods: allowed }: BankProfile,
	method: TokenEndpointAuthMethod,
): void {
	if (!allowed || allowed.includes(method)) return;
	throw new ConfigurationError(
		`${name} lets clients authenticate with ${allowed.join(' or ')} alone, not with ${method}.`,
		{ field: 'Token Endpoint Authentication' },
	);
}
