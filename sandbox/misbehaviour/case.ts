import { json, type Answer } from '../http/answer';
import type { Jws } from './jws';

export type JsonObject = Record<string, unknown>;

export type Grant = 'authorization_code' | 'refresh_token';

/** What there is beside the parameters of an authorization response. */
export interface Around {
	/** Those of the bank's response before this one, as they should have been. */
	former: URLSearchParams;
	/** A JWT of the bank around some parameters (JARM §2.1). */
	signed(parameters: JsonObject): string;
}

/** One way in which an authorization server answers otherwise than it should, or may. */
export interface Case {
	/** What is changed, in the words of the standard. */
	says: string;
	/** Answers to other grants, and authorization responses, stay as they are. */
	grant?: Grant;
	/** Every id_token that is not encrypted: beside a code and beside tokens. */
	idToken?: (token: Jws) => Jws | string;
	/** The same at clients that get them encrypted. */
	encryptedIdToken?: (jwe: string) => string;
	/** The JWT around an authorization response (JARM). */
	jwtResponse?: (token: Jws) => Jws | string;
	/** Changes the parameters in place. */
	authorizationResponse?: (parameters: URLSearchParams, around: Around) => void;
	/** Answers to pushed authorization requests. */
	pushed?: JsonChange;
	tokens?: JsonChange;
	discovery?: JsonChange;
	/** Seconds that the bank's clock, as `Date` tells it, is ahead of the right time. */
	ahead?: number;
	/** Requests that find nothing at their address, and bring about nothing. */
	isGone?: (request: { path: string; search: string }) => boolean;
	keys?: JsonChange;
}

export type Cases = Record<string, Case>;

/** What is answered in place of a right JSON object. */
export type JsonChange = (right: JsonObject) => Answer;

/** The right object with other members; undefined leaves one out. */
export const withMembers =
	(change: (right: JsonObject) => JsonObject): JsonChange =>
	(right) =>
		json(200, { ...right, ...change(right) });

/** A body of its own with status 200. */
export const text =
	(body: string, type = 'application/json'): JsonChange =>
	() => ({ status: 200, headers: { 'content-type': type }, body });

/** The right object with another status; 204 has no body. */
export const status =
	(code: number, headers?: Record<string, string>): JsonChange =>
	(right) =>
		code === 204 ? { status: code } : json(code, right, headers);
