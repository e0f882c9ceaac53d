import { coversScope } from '../registration/softwareStatement';
import { saltEdgeRefused as refused } from './refusal';
import type { Statement } from './softwareStatement';

export interface Surroundings {
	statement: Statement;
	/** Of this bank, by the issuer of the software statement. */
	aspspId: string;
	/** Seconds since the epoch. */
	now: number;
}

/** Throws for a value that is not as the table wants it. */
type Check = (value: unknown, surroundings: Surroundings, claim: string) => void;

interface Rule {
	check: Check;
	isRequired?: true;
	/** In place of a claim that is not there. */
	otherwise?: (surroundings: Surroundings) => unknown;
}

export const scopes = ['openid', 'accounts', 'payments', 'fundsconfirmations'];
const algorithms = ['PS256', 'RS256'];

/** "Request parameters": one row a claim, `software_statement` aside. */
const table: Record<string, Rule> = {
	iss: { check: softwareId, isRequired: true },
	iat: { check: issueTime, isRequired: true },
	exp: { check: expiry, isRequired: true },
	aud: { check: audience, isRequired: true },
	token_endpoint_auth_method: {
		check: oneOf('client_secret_basic', 'private_key_jwt'),
		otherwise: () => 'client_secret_basic',
	},
	token_endpoint_auth_signing_alg: { check: oneOf(...algorithms), otherwise: () => 'PS256' },
	grant_types: {
		check: someOf('client_credentials', 'authorization_code', 'refresh_token'),
		isRequired: true,
	},
	response_types: { check: someOf('code'), otherwise: () => ['code'] },
	software_id: { check: softwareId, otherwise: ({ statement }) => statement.software_id },
	redirect_uris: { check: redirectUris, isRequired: true },
	scope: { check: scope, otherwise: ({ statement }) => scopesOf(statement) },
	application_type: { check: oneOf('web', 'mobile') },
	request_object_signing_alg: { check: oneOf(...algorithms) },
};

/** The claims of the table with defaults filled in; RFC 7591 §2 lets a bank ignore what it does not know. */
export function readClaims(claims: Record<string, unknown>, surroundings: Surroundings) {
	const read = Object.entries(table).map(([claim, rule]): [string, unknown] => {
		const value = claims[claim] ?? undefined;
		if (value !== undefined) rule.check(value, surroundings, claim);
		else if (rule.isRequired) throw refused('missingField', `${claim} is missing`);
		return [claim, value ?? rule.otherwise?.(surroundings)];
	});
	const known = Object.fromEntries(read.filter(([, value]) => value !== undefined));
	assertOrder(known);
	return known;
}

function wrong(claim: string, problem: string) {
	return refused('fieldValue', `${claim} ${problem}`);
}

function softwareId(value: unknown, { statement }: Surroundings, claim: string): void {
	if (value !== statement.software_id) throw wrong(claim, 'is not the software_id of the SSA');
}

function integer(value: unknown, _: Surroundings, claim: string): asserts value is number {
	if (!Number.isSafeInteger(value)) throw wrong(claim, 'is not an integer');
}

/** Seconds by which the clocks of TPP and bank may differ. */
const clockTolerance = 60;

function issueTime(value: unknown, surroundings: Surroundings, claim: string): void {
	integer(value, surroundings, claim);
	if (value > surroundings.now + clockTolerance) throw wrong(claim, 'is in the future');
}

function expiry(value: unknown, surroundings: Surroundings, claim: string): void {
	integer(value, surroundings, claim);
	if (value <= surroundings.now) throw wrong(claim, 'is past');
}

function assertOrder({ iat, exp }: Record<string, unknown>): void {
	if ((iat as number) > (exp as number)) throw wrong('iat', 'is later than exp');
}

function audience(value: unknown, { aspspId }: Surroundings, claim: string): void {
	if (value !== aspspId) throw wrong(claim, `is not ${aspspId}`);
}

function redirectUris(value: unknown, { statement }: Surroundings, claim: string): void {
	for (const uri of strings(value, claim)) {
		if (!URL.canParse(uri) || uri.includes('#')) throw wrong(claim, `has ${uri}`);
		if (statement.software_redirect_uris?.includes(uri) === false) {
			throw wrong(claim, `has ${uri}, which the SSA does not`);
		}
	}
}

function scope(value: unknown, { statement }: Surroundings, claim: string): void {
	if (typeof value !== 'string') throw wrong(claim, 'is not a string');
	for (const one of value.split(' ')) {
		if (!scopes.includes(one)) throw wrong(claim, `has ${one}, none of ${scopes.join(', ')}`);
		if (coversScope(statement, one)) continue;
		throw refused('softwareRole', `software_roles of the SSA do not cover the scope ${one}`);
	}
}

function scopesOf(statement: Statement): string {
	return scopes.filter((one) => coversScope(statement, one)).join(' ');
}

function oneOf(...allowed: string[]): Check {
	return (value, _, claim) => {
		if (!allowed.includes(value as string)) throw wrong(claim, `is none of ${allowed.join(', ')}`);
	};
}

function someOf(...allowed: string[]): Check {
	return (value, surroundings, claim) =>
		strings(value, claim).forEach((one) => oneOf(...allowed)(one, surroundings, claim));
}

function strings(value: unknown, claim: string): string[] {
	const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
	if (isList && value.length > 0) return value;
	throw wrong(claim, 'is not an array of strings with at least one');
}
