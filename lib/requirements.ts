import type {
	BankProfile,
	DynamicRegistration,
	HttpSignatureRules,
	PaymentKind,
	Payments,
} from './banks/profile';
import { ConfigurationError, credentialError, parameterError } from './errors';
import type { Client, Signer, SoftwareStatement, Tpp } from './tpp';

/*
 * What an operation needs of a TPP. Each function returns the value or throws a ConfigurationError with the one sentence
 * for what is missing.
 */

/** Returns the errors of those requirements that the TPP does not meet. */
export const unmetRequirements = (
	tpp: Tpp,
	requirements: Array<(tpp: Tpp) => unknown>,
): ConfigurationError[] =>
	requirements.flatMap((require) => {
		try {
			require(tpp);
			return [];
		} catch (error) {
			if (error instanceof ConfigurationError) return [error];
			throw error;
		}
	});

/** Returns the registered OAuth client. @throws ConfigurationError before registration, with the places that were searched */
export function requireClient({ client, clientProblem, isClientChosen }: Tpp): Client {
	if (client) return client;
	if (clientProblem) throw clientProblem;
	const searched = isClientChosen
		? 'The credential has no client ID.'
		: 'The input has no registration, no session or state names a client, and the credential has no client ID.';
	throw credentialError(`There is no OAuth client. ${searched}`, 'clientId', {
		suggestion: 'register',
	});
}

/** Returns the secret of a client that authenticates with one. */
export function requireClientSecret(
	{ clientSecret }: Client,
	{ registration }: BankProfile,
): string {
	if (clientSecret) return clientSecret;
	throw credentialError(
		'The client secret is missing, and the client authenticates with one.',
		'clientSecret',
		registration.via === 'dcr' ? { suggestion: 'provideSecret' } : {},
	);
}

/** Returns the PEM of the transport certificate, leaf first. */
export function requireTransportCertificate({ tls }: Tpp): string {
	if (tls.certificatePem) return tls.certificatePem;
	throw credentialError('There is no transport certificate.', 'transportCertificate');
}

/** Returns the signing certificate with its key. */
export function requireSigner({ signer }: Tpp): Signer {
	if (signer) return signer;
	throw credentialError(
		'There is no signing certificate with its key, and this request must be signed.',
		'signingCertificate',
	);
}

/** Returns the software statement assertion (SSA) that the directory issued. */
export function requireSoftwareStatement({ softwareStatement }: Tpp): SoftwareStatement {
	if (softwareStatement) return softwareStatement;
	throw credentialError(
		'The software statement is missing. Paste the assertion (SSA) that the directory issued for your software.',
		'softwareStatement',
	);
}

/** Returns the absolute redirect URI that the bank sends the PSU back to. */
export function requireRedirectUri({ redirectUri }: Tpp): string {
	if (!redirectUri || !URL.canParse(redirectUri)) {
		throw credentialError(
			'The redirect URI is missing or not a complete URL. Enter the one that is registered at the bank.',
			'redirectUri',
		);
	}
	// RFC 6749 §3.1.2
	if (!redirectUri.includes('#')) return redirectUri;
	throw credentialError(
		'The redirect URI contains a fragment. Enter it without # and what follows.',
		'redirectUri',
	);
}

/** Returns the https URL of the bank's OpenID Connect issuer. */
export function requireIssuer({ addresses, bank }: Tpp): string {
	const { issuer } = addresses;
	if (issuer && URL.canParse(issuer) && new URL(issuer).protocol === 'https:') return issuer;
	if (issuer)
		throw credentialError(`The issuer "${issuer}" is not a complete https URL.`, 'issuer');
	throw bank.authorizationRequest
		? credentialError(
				`The issuer is missing, and ${bank.name} publishes none for this environment.`,
				'issuer',
			)
		: noAuthorizationServer(bank);
}

/** Returns the error for a bank without OAuth. */
export const noAuthorizationServer = ({ name }: Tpp['bank']): ConfigurationError =>
	credentialError(`${name} has no OAuth authorization server.`, 'bank');

/** Returns the root of the bank's resource server, without a trailing slash. */
export function requireResourceServer({ addresses, bank }: Tpp): string {
	if (addresses.resourceServer) return addresses.resourceServer;
	throw credentialError(
		`The API base URL is missing, and ${bank.name} publishes none for this environment.`,
		'apiBaseUrl',
	);
}

/** Returns the root of the server that registers clients, without a trailing slash. */
export const requireRegistrationServer = (tpp: Tpp): string =>
	tpp.addresses.registrationServer ?? requireResourceServer(tpp);

/** Returns how the bank registers clients by a request. @throws ConfigurationError for a bank that uses a portal */
export function requireDynamicRegistration({ bank }: Tpp): DynamicRegistration {
	if (bank.registration.via === 'dcr') return bank.registration;
	throw credentialError(
		`${bank.name} has no dynamic client registration. Register the client on the bank's portal.`,
		'bank',
	);
}

/** Returns how the bank accepts further certificates of a client. @throws ConfigurationError when it accepts none */
export function requireCertificateRules({ bank }: Tpp): CertificateRules {
	const rules = bank.registration.via === 'dcr' ? bank.registration.certificates : undefined;
	if (rules) return rules;
	throw parameterError(
		`${bank.name} has no endpoint for adding certificates. No request was sent.`,
		'operation',
	);
}

type CertificateRules = NonNullable<DynamicRegistration['certificates']>;

/** Returns the rules of the bank's HTTP message signature. */
export function requireSignatureRules({ bank }: Tpp): HttpSignatureRules {
	if (bank.httpSignature) return bank.httpSignature;
	throw credentialError(`${bank.name} does not use HTTP message signatures.`, 'bank');
}

/** Returns the bank's payment API. @throws ConfigurationError when it has none, or not for this kind */
export function requirePayments({ bank }: Tpp, kind?: PaymentKind): Payments {
	const { payments } = bank;
	if (!payments) {
		throw parameterError(`${bank.name} has no payment API. No request was sent.`, 'operation');
	}
	if (kind === undefined || !payments.kinds || payments.kinds.includes(kind)) return payments;
	const instead =
		kind === 'domesticScheduledPayment' && payments.frequencies?.includes('ADHO')
			? ' A standing order with the frequency ADHO is similar.'
			: '';
	throw parameterError(
		`${bank.name} does not offer this kind of payment. No request was sent.${instead}`,
		'kind',
	);
}

/** Returns the bank's API for the confirmation of funds. */
export function requireFundsConfirmation({ bank }: Tpp): FundsConfirmation {
	if (bank.fundsConfirmation) return bank.fundsConfirmation;
	throw parameterError(
		`${bank.name} has no API for the confirmation of funds. No request was sent.`,
		'operation',
	);
}

type FundsConfirmation = NonNullable<BankProfile['fundsConfirmation']>;
