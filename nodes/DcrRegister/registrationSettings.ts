import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { RegistrationClaims, TokenEndpointAuthMethod } from '../../lib/banks/profile';
import {
	type JweAlgorithm,
	type JweEncryption,
	type JwsAlgorithm,
	type RequestObjectAlgorithm,
} from '../../lib/jose/algorithms';
import { parameterError } from '../../lib/errors';
import {
	omittedRedirectUris,
	type RegistrationSettings,
} from '../../lib/operations/registration/registrationClaims';
import { enteredText } from '../../lib/responses/json';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';
import { claimFields } from './fields';

interface ClaimParameters {
	applicationType?: 'web' | 'mobile';
	audience?: string;
	authorizationSignedResponseAlg?: JwsAlgorithm;
	grantTypes?: string[];
	idTokenEncryptedResponseAlg?: JweAlgorithm;
	idTokenEncryptedResponseEnc?: JweEncryption;
	idTokenSignedResponseAlg?: JwsAlgorithm;
	redirectUris?: string;
	requestObjectSigningAlg?: RequestObjectAlgorithm;
	requestSigningAlg?: JwsAlgorithm;
	responseTypes?: string[];
	scope?: string;
	tlsClientAuthSubjectDn?: string;
	tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
	tokenEndpointAuthSigningAlg?: JwsAlgorithm;
}

/** Says which redirect URIs of the software statement are left out of the registration. */
export function hintAtOmittedRedirectUris(
	item: Item,
	tpp: Tpp,
	settings: RegistrationSettings,
): void {
	const omitted = omittedRedirectUris(tpp, settings);
	if (omitted.length === 0) return;
	item.hint(
		`These redirect URIs of the software statement are not registered, because the bank does not accept them: ${omitted.join(', ')}.`,
	);
}

/**
 * Reads the claims that replace those of the bank's profile. Expressions may have given any value.
 *
 * @throws ConfigurationError that names the field, for a value of another type, or one that is not among the choices
 */
function readClaims(item: Item): ClaimParameters {
	const given = Object(item.anyValue('claims', {})) as Record<string, unknown>;
	const names = Object.keys(given).filter((name) => given[name] !== undefined);
	return Object.fromEntries(names.map((name) => [name, readClaim(item, name)]));
}

function readClaim(item: Item, name: string): unknown {
	const value = item.parameter<unknown>(`claims.${name}`);
	const field = (claimFields.options as INodeProperties[]).find((claim) => claim.name === name);
	if (!field?.options) return value;
	const choices = (field.options as INodePropertyOptions[]).map((option) => option.value);
	const isList = field.type === 'multiOptions';
	const chosen: unknown = isList ? value : [value];
	if (!Array.isArray(chosen) || chosen.length === 0) {
		throw parameterError(`Choose at least one of ${choices.join(', ')}, as a list.`, name);
	}
	const unknown = chosen.findIndex((one) => !choices.includes(one as string));
	if (unknown < 0) return value;
	throw parameterError(
		`"${enteredText(chosen[unknown])}" is not one of ${choices.join(', ')}.`,
		name,
	);
}

/** Reads the claims that replace those of the bank's profile. @throws ConfigurationError like `readClaims` */
export function readRegistrationSettings(item: Item): RegistrationSettings {
	const claims = readClaims(item);
	return {
		redirectUris: claims.redirectUris?.split(/[\s,]+/).filter(Boolean),
		scope: claims.scope || undefined,
		tokenEndpointAuthMethod: claims.tokenEndpointAuthMethod,
		audience: claims.audience || undefined,
		tlsClientAuthSubjectDn: claims.tlsClientAuthSubjectDn || undefined,
		requestSigningAlg: claims.requestSigningAlg,
		claims: toRegistrationClaims(claims),
	};
}

function toRegistrationClaims(claims: ClaimParameters): Partial<RegistrationClaims> {
	const registrationClaims = {
		application_type: claims.applicationType,
		grant_types: claims.grantTypes,
		response_types: claims.responseTypes,
		id_token_encrypted_response_alg: claims.idTokenEncryptedResponseAlg,
		id_token_encrypted_response_enc: claims.idTokenEncryptedResponseEnc,
		id_token_signed_response_alg: claims.idTokenSignedResponseAlg,
		request_object_signing_alg: claims.requestObjectSigningAlg,
		authorization_signed_response_alg: claims.authorizationSignedResponseAlg,
		token_endpoint_auth_signing_alg: claims.tokenEndpointAuthSigningAlg,
	};
	return Object.fromEntries(
		Object.entries(registrationClaims).filter(([, value]) => value !== undefined),
	);
}
