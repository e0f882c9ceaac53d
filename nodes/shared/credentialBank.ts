import { banks } from '../../lib/banks';
import {
	bankAddresses,
	hasProviders,
	isProviderCode,
	ofProvider,
	type Addresses,
	type OAuthEndpoints,
} from '../../lib/banks/addresses';
import { customBank } from '../../lib/banks/custom';
import type { BankProfile } from '../../lib/banks/profile';
import { ConfigurationError } from '../../lib/errors';
import { redact } from '../../lib/transport/redact';
import { entered, type CredentialFields } from './credentialFields';

/** The bank of the credential, and which one of several where they share their addresses. */
export async function readBank(
	fields: CredentialFields,
): Promise<{ bank: BankProfile; provider?: string }> {
	const bank = fields.bank === 'custom' ? await customProfile(fields) : builtIn(fields.bank);
	if (!hasProviders(bank)) return { bank };
	const provider = requireProvider(bank, entered(fields.providerCode));
	return { bank: ofProvider(bank, provider), provider };
}

function requireProvider(profile: BankProfile, code: string | undefined): string {
	if (code && isProviderCode(code)) return code;
	throw new ConfigurationError(
		code
			? `Provider Code "${code}" is none: it holds letters, digits, hyphens, underscores and single dots.`
			: `Provider Code is empty, and ${profile.name} serves several banks: enter the code of the one that you mean.`,
		{ field: 'Provider Code' },
	);
}

function builtIn(bank: string): BankProfile {
	const profile = banks.find(({ id }) => id === bank);
	if (profile) return profile;
	throw new ConfigurationError(`The bank "${bank}" is not known to this version of the package.`, {
		field: 'Bank',
	});
}

/** The vocabulary of profiles is loaded when somebody pastes one: it takes as long as the rest of a node. */
async function customProfile({
	profileSource,
	bankProfile = '',
	apiVersion,
}: CredentialFields): Promise<BankProfile> {
	if (profileSource !== 'json') return customBank(apiVersion ?? 'v4.0');
	const { readProfile } = await import('../../lib/banks/readProfile.js');
	const read = readProfile(
		typeof bankProfile === 'string' ? bankProfile : JSON.stringify(bankProfile),
	);
	if ('profile' in read) return read.profile;
	const problems = read.problems.slice(0, 10).map(redact).join('; ');
	throw new ConfigurationError(`Bank Profile cannot be used: ${problems}.`, {
		field: 'Bank Profile',
	});
}

/** Where the credential says that the bank is. @throws ConfigurationError that names the field */
export const readAddresses = (fields: CredentialFields, bank: BankProfile): Addresses =>
	bankAddresses(bank, fields.environment, {
		issuer: fields.issuer,
		resourceServer: fields.apiBaseUrl,
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
		authorization_endpoint: readAddress(fields.authorizationUrl, 'Authorization Endpoint'),
		token_endpoint: readAddress(fields.tokenUrl, 'Token Endpoint'),
		...((jwks || issuesIdTokens) && { jwks_uri: readAddress(jwks, 'JWKS URI') }),
		...(registration && {
			registration_endpoint: readAddress(registration, 'Registration Endpoint'),
		}),
	};
}

function readAddress(text: string | undefined, field: string): string {
	const address = entered(text) ?? '';
	if (URL.canParse(address) && new URL(address).protocol === 'https:') return address;
	throw new ConfigurationError(`${field} is not a complete https address.`, { field });
}
