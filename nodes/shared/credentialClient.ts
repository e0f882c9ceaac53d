import { defaultAuthMethod } from '../../lib/banks/applicableRules';
import type { BankProfile, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import { credentialError } from '../../lib/errors';
import type { Client } from '../../lib/tpp';
import { entered, type CredentialFields } from './credentialFields';

/** Returns the client of the credential. Undefined before registration. @throws ConfigurationError that names the field */
export function enteredClient(fields: CredentialFields, bank: BankProfile): Client | undefined {
	const clientId = entered(fields.clientId);
	if (!clientId) return undefined;
	assertClientId(clientId);
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

/** A client ID is printable ASCII (RFC 6749 appendix A.1). Errors of a bank may quote it, so it must not be a PEM. */
function assertClientId(clientId: string): void {
	if (/^[\x20-\x7e]{1,500}$/.test(clientId) && !clientId.includes('-----BEGIN')) return;
	throw credentialError(
		'This is not a client ID. It consists of at most 500 letters, digits and signs of ASCII.',
		'clientId',
	);
}
