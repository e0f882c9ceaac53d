import { defaultAuthMethod } from '../../lib/banks/defaultAuthMethod';
import type { BankProfile, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { credentialError } from '../../lib/errors';
import type { Client } from '../../lib/tpp';
import { entered, type CredentialFields } from './credentialFields';

/** Returns the client of the credential. Undefined before registration. @throws ConfigurationError that names the field */
export function enteredClient(fields: CredentialFields, bank: BankProfile): Client | undefined {
	const clientId = entered(fields.clientId);
	if (!clientId) return undefined;
	const tokenEndpointAuthMethod =
		fields.clientAuthentication || defaultAuthMethod(bank, fields.environment);
	assertAuthMethod(bank, tokenEndpointAuthMethod);
	return {
		clientId,
		isFromCredential: true,
		clientSecret: entered(fields.clientSecret),
		tokenEndpointAuthMethod,
	};
}

function assertAuthMethod(
	{ name, tokenEndpointAuthMethods: allowed }: BankProfile,
	method: TokenEndpointAuthMethod,
): void {
	if (!allowed || allowed.includes(method)) return;
	throw credentialError(
		`${name} does not support the authentication method ${method}. It supports ${allowed.join(' and ')}.`,
		'clientAuthentication',
	);
}
