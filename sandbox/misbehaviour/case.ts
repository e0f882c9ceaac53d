import { json, type BankResponse } from '../http/response';
import type { JsonObject, Jws } from './jws';

export type Grant = 'authorization_code' | 'refresh_token';

/** What a case may use to change an authorization response. */
export interface ResponseContext {
	/** Parameters of the bank's previous authorization response, before they were changed. */
	previous: URLSearchParams;
	/** Returns a JWT of the bank with these parameters (JARM §2.1). */
	sign(parameters: JsonObject): string;
}

/** One way in which an authorization server responds incorrectly, or unusually. */
export interface Case {
	/** The change, for people; in the words of the standard. */
	description: string;
	/** Changes only token responses to this grant. */
	grant?: Grant;
	/** Changes id_tokens that are not encrypted, in authorization and token responses. */
	idToken?: (token: Jws) => Jws | string;
	/** Changes encrypted id_tokens. */
	encryptedIdToken?: (jwe: string) => string;
	/** Changes the JWT of an authorization response (JARM). */
	jwtResponse?: (token: Jws) => Jws | string;
	/** Changes the parameters of an authorization response in place. */
	authorizationResponse?: (parameters: URLSearchParams, around: ResponseContext) => void;
	/** Changes responses to pushed authorization requests. */
	pushed?: JsonChange;
	/** Changes token responses. */
	tokens?: JsonChange;
	/** Changes the discovery document. */
	discovery?: JsonChange;
	/** Seconds by which the bank's clock (`Date` header) is ahead. */
	clockOffset?: number;
	/** Returns whether a request gets 404 and has no effect. */
	isGone?: (request: { path: string; search: string }) => boolean;
	/** Changes the bank's JWKS. */
	keys?: JsonChange;
}

export type Cases = Record<string, Case>;

/** Returns the response in place of a correct JSON object. */
export type JsonChange = (correct: JsonObject) => BankResponse;

/** Replaces members of the correct object; undefined removes a member. */
export const withMembers =
	(change: (correct: JsonObject) => JsonObject): JsonChange =>
	(correct) =>
		json(200, { ...correct, ...change(correct) });

/** Replaces the body; the status is 200. */
export const text =
	(body: string, type = 'application/json'): JsonChange =>
	() => ({ status: 200, headers: { 'content-type': type }, body });

/** Replaces the status. 204 has no body. */
export const status =
	(code: number, headers?: Record<string, string>): JsonChange =>
	(correct) =>
		code === 204 ? { status: code } : json(code, correct, headers);
