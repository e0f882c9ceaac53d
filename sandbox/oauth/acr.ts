import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/** UK Open Banking: with and without strong customer authentication. */
export const acrValues = ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'] as const;

interface AcrRequest {
	essential?: boolean;
	value?: string;
	values?: string[];
}

/** Returns the first supported acr value that a request asks for; without a requested value the strong one. */
export function acrFor(claims: unknown): string | undefined {
	const requested = requestedValues(claims);
	if (requested.length === 0) return acrValues[0];
	return acrValues.find((value) => requested.includes(value));
}

// OpenID Connect Core §5.5.1.1: an essential acr that cannot be met is a failed authentication.
export function assertAcr({ oidc }: KoaContextWithOIDC): void {
	if (acrRequestIn(oidc.claims).essential && acrFor(oidc.claims) === undefined) {
		throw new errors.UnmetAuthenticationRequirements('none of the acr values is supported');
	}
}

function requestedValues(claims: unknown): string[] {
	const { value, values = [] } = acrRequestIn(claims);
	return value === undefined ? values : [value, ...values];
}

function acrRequestIn(claims: unknown): AcrRequest {
	const { id_token } = Object(claims) as { id_token?: { acr?: AcrRequest | null } };
	return id_token?.acr ?? {};
}
