import { banks } from '../../lib/banks';
import {
	bankAddresses,
	hasProviders,
	isProviderCode,
	ofProvider,
	type Addresses,
	type OAuthEndpoints,
} from '../../lib/banks/addresses';
import { profileIn } from '../../lib/banks/applicableRules';
import { customBank } from '../../lib/banks/custom';
import type { BankProfile } from '../../lib/banks/profile';
import { credentialError } from '../../lib/errors';
import { redact } from '../../lib/transport/redact';
import type { CredentialFields } from './credentialFields';
import { entered } from './fieldText';

/** Returns the bank of the credential, and the provider code where several banks share the same addresses. */
export function readBank(fields: CredentialFields): { bank: BankProfile; provider?: string } {
	const profile = fields.bank === 'custom' ? customProfile(fields) : builtIn(fields.bank);
	const bank = profileIn(profile, fields.environment);
	if (!hasProviders(bank)) return { bank };
	const provider = requireProvider(bank, entered(fields.providerCode));
	return { bank: ofProvider(bank, provider), provider };
}

function requireProvider(profile: BankProfile, code: string | undefined): string {
	if (code && isProviderCode(code)) return code;
	throw credentialError(
		code
			? 'This is not a valid provider code. It consists of letters, digits, hyphens, underscores and single dots.'
			: `The provider code is missing. ${profile.name} serves several banks: enter the code of yours.`,
		'providerCode',
	);
}

function builtIn(bank: string): BankProfile {
	const profile = banks.find(({ id }) => id === bank);
	if (profile) return profile;
	const name = isBankId.test(bank) ? `the bank "${bank}"` : 'this bank';
	throw credentialError(`This version of the package does not have ${name}.`, 'bank');
}

/** Other text may be a secret that was pasted into the wrong field, so it is not quoted. */
const isBankId = /^[a-z][a-z-]{0,29}$/;

/** Loads the schema of profiles only for a pasted profile, because loading it takes as long as the rest of a node. */
function customProfile({
	profileSource,
	bankProfile = '',
	apiVersion,
}: CredentialFields): BankProfile {
	if (profileSource !== 'json') return customBank(apiVersion ?? 'v4.0');
	const { readProfile } =
		require('../../lib/banks/profile') as typeof import('../../lib/banks/profile');
	const read = readProfile(bankProfile);
	if ('profile' in read) return read.profile;
	const problems = read.problems.slice(0, 10).map(redact).join('; ');
	throw credentialError(`The bank profile is invalid: ${problems}.`, 'bankProfile');
}

/** Returns the addresses of the bank. @throws ConfigurationError that names the field */
export const readAddresses = (fields: CredentialFields, bank: BankProfile): Addresses =>
	bankAddresses(bank, fields.environment, {
		issuer: optionalRoot(fields.issuer, 'issuer'),
		resourceServer: optionalRoot(fields.apiBaseUrl, 'apiBaseUrl'),
		endpoints: fields.endpoints === 'entered' ? readEndpoints(fields, bank) : undefined,
		local: { address: fields.localAddress ?? '', mtlsAddress: fields.localMtlsAddress ?? '' },
	});

function readEndpoints(
	fields: CredentialFields,
	{ authorizationRequest }: BankProfile,
): OAuthEndpoints {
	const jwks = entered(fields.jwksUrl);
	const issuesIdTokens = authorizationRequest?.as !== 'encodedParameters';
	const registration = entered(fields.registrationUrl);
	return {
		authorization_endpoint: readUrl(fields.authorizationUrl, 'authorizationUrl'),
		token_endpoint: readUrl(fields.tokenUrl, 'tokenUrl'),
		...((jwks || issuesIdTokens) && { jwks_uri: readUrl(jwks, 'jwksUrl') }),
		...(registration && {
			registration_endpoint: readUrl(registration, 'registrationUrl'),
		}),
	};
}

/** Returns an address to which paths are added (OpenID Connect Discovery 1.0 §4.1). A query would swallow them. */
function optionalRoot(text: string | undefined, key: string): string | undefined {
	const url = entered(text) && readUrl(text, key);
	if (!url?.includes('?')) return url;
	throw credentialError('The URL contains a query. Enter it without ? and what follows.', key);
}

/**
 * Returns an https URL. An endpoint may have a query (RFC 6749 §3.1), but no fragment. A user name or password would replace the
 * client's own authentication, so the error does not quote them.
 */
function readUrl(text: string | undefined, key: string): string {
	const url = entered(text) ?? '';
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
		throw credentialError(url ? notHttps(url) : 'The URL of an endpoint is missing.', key);
	}
	const { username, password } = new URL(url);
	if (username || password) {
		throw credentialError('The URL contains a user name or a password. Enter it without.', key);
	}
	if (!url.includes('#')) return url;
	throw credentialError('The URL contains a fragment. Enter it without # and what follows.', key);
}

/** Quotes only scheme and host: the rest, or another text, may be a secret that was pasted into the wrong field. */
function notHttps(text: string): string {
	const [address] = hostInText.exec(text) ?? [];
	return `${address ? `"${address}"` : 'This text'} is not a complete https URL.`;
}

/** The beginning of a URL whose scheme is missing or another one. */
const hostInText = /^(?:[a-z]{1,10}:\/\/)?(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}(?=[:/?#]|$)/i;
