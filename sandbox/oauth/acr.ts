import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/** UK Open Banking: with strong customer authentication, without. */
export const acrValues = ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'] as const;

interface AcrRequest {
	essential?: boolean;
	value?: string;
	values?: string[];
}

/** The authentication that an authorization request asks for and the bank has; the strong one if it asks for none. */
export function acrFor(claims: unknown): string | undefined {
	const asked = askedFor(claims);
	return asked.length === 0 ? acrValues[0] : acrValues.find((value) => asked.includes(value));
}

// OpenID Connect Core §5.5.1.1: an essential acr that cannot be had is an authentication that failed.
export function assertAcr({ oidc }: KoaContextWithOIDC): void {
	if (requestIn(oidc.claims).essential && acrFor(oidc.claims) === undefined) {
		throw new errors.UnmetAuthenticationRequirements('none of the acr values is offered');
	}
}

function askedFor(claims: unknown): string[] {
	const { value, values = [] } = requestIn(claims);
	return value === undefined ? values : [value, ...values];
}

function requestIn(claims: unknown): AcrRequest {
	const { id_token } = Object(claims) as { id_token?: { acr?: AcrRequest | null } };
	return id_token?.acr ?? {};
}
