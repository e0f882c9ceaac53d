import { coversScope } from '../registration/softwareStatement';
import { saltEdgeRefused as refused } from './refusal';
import type { SaltEdgeStatement } from './softwareStatement';

export interface SaltEdgeClaimContext {
	statement: SaltEdgeStatement;
	/** Identifier of the bank: the required audience. */
	aspspId: string;
	/** Seconds since the epoch. */
	now: number;
}

/** @throws Refusal for an invalid value */
type Check = (value: unknown, context: SaltEdgeClaimContext, claim: string) => void;

interface Rule {
	check: Check;
	isRequired?: true;
	/** Used when the claim is absent. */
	defaultValue?: (context: SaltEdgeClaimContext) => unknown;
}

export const scopes = ['openid', 'accounts', 'payments', 'fundsconfirmations'];
const algorithms = ['PS256', 'RS256'];

/** "Request parameters": one rule per claim, except `software_statement`. */
const rules: Record<string, Rule> = {
	iss: { check: softwareId, isRequired: true },
	iat: { check: issueTime, isRequired: true },
	exp: { check: expiry, isRequired: true },
	aud: { check: audience, isRequired: true },
	token_endpoint_auth_method: {
		check: oneOf('client_secret_basic', 'private_key_jwt'),
		defaultValue: () => 'client_secret_basic',
	},
	token_endpoint_auth_signing_alg: { check: oneOf(...algorithms), defaultValue: () => 'PS256' },
	grant_types: {
		check: someOf('client_credentials', 'authorization_code', 'refresh_token'),
		isRequired: true,
	},
	response_types: { check: someOf('code'), defaultValue: () => ['code'] },
	software_id: { check: softwareId, defaultValue: ({ statement }) => statement.software_id },
	redirect_uris: { check: redirectUris, isRequired: true },
	scope: { check: scope, defaultValue: ({ statement }) => scopesOf(statement) },
	application_type: { check: oneOf('web', 'mobile') },
	request_object_signing_alg: { check: oneOf(...algorithms) },
};

/** Reads the claims of the table and fills in defaults. Others are ignored, as RFC 7591 §2 allows. @throws Refusal */
export function readClaims(claims: Record<string, unknown>, context: SaltEdgeClaimContext) {
	const read = Object.entries(rules).map(([claim, rule]): [string, unknown] => {
		const value = claims[claim] ?? undefined;
		if (value !== undefined) rule.check(value, context, claim);
		else if (rule.isRequired) throw refused('missingField', `${claim} is missing`);
		return [claim, value ?? rule.defaultValue?.(context)];
	});
	const known = Object.fromEntries(read.filter(([, value]) => value !== undefined));
	assertOrder(known);
	return known;
}

function invalid(claim: string, problem: string) {
	return refused('fieldValue', `${claim} ${problem}`);
}

function softwareId(value: unknown, { statement }: SaltEdgeClaimContext, claim: string): void {
	if (value !== statement.software_id) throw invalid(claim, 'is not the software_id of the SSA');
}

function integer(value: unknown, _: SaltEdgeClaimContext, claim: string): asserts value is number {
	if (!Number.isSafeInteger(value)) throw invalid(claim, 'is not an integer');
}

/** Accepted difference between the clocks of TPP and bank, in seconds. */
const clockTolerance = 60;

function issueTime(value: unknown, context: SaltEdgeClaimContext, claim: string): void {
	integer(value, context, claim);
	if (value > context.now + clockTolerance) throw invalid(claim, 'is in the future');
}

function expiry(value: unknown, context: SaltEdgeClaimContext, claim: string): void {
	integer(value, context, claim);
	if (value <= context.now) throw invalid(claim, 'is in the past');
}

function assertOrder({ iat, exp }: Record<string, unknown>): void {
	if ((iat as number) > (exp as number)) throw invalid('iat', 'is later than exp');
}

function audience(value: unknown, { aspspId }: SaltEdgeClaimContext, claim: string): void {
	if (value !== aspspId) throw invalid(claim, `must be ${aspspId}`);
}

function redirectUris(value: unknown, { statement }: SaltEdgeClaimContext, claim: string): void {
	for (const uri of strings(value, claim)) {
		if (!URL.canParse(uri) || uri.includes('#'))
			throw invalid(claim, `contains the invalid URI ${uri}`);
		if (statement.software_redirect_uris?.includes(uri) === false) {
			throw invalid(claim, `contains ${uri}, which is not in the SSA`);
		}
	}
}

function scope(value: unknown, { statement }: SaltEdgeClaimContext, claim: string): void {
	if (typeof value !== 'string') throw invalid(claim, 'is not a string');
	for (const one of value.split(' ')) {
		if (!scopes.includes(one))
			throw invalid(claim, `contains ${one}; allowed are ${scopes.join(', ')}`);
		if (coversScope(statement, one)) continue;
		throw refused('softwareRole', `software_roles of the SSA do not cover the scope ${one}`);
	}
}

function scopesOf(statement: SaltEdgeStatement): string {
	return scopes.filter((one) => coversScope(statement, one)).join(' ');
}

function oneOf(...allowed: string[]): Check {
	return (value, _, claim) => {
		if (!allowed.includes(value as string))
			throw invalid(claim, `must be one of ${allowed.join(', ')}`);
	};
}

function someOf(...allowed: string[]): Check {
	return (value, context, claim) =>
		strings(value, claim).forEach((one) => oneOf(...allowed)(one, context, claim));
}

function strings(value: unknown, claim: string): string[] {
	const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
	if (isList && value.length > 0) return value;
	throw invalid(claim, 'must be an array of at least one string');
}
