import { json, type Answer } from '../http/answer';
import type { IdToken } from './idToken';

export type JsonObject = Record<string, unknown>;

export type Grant = 'authorization_code' | 'refresh_token';

/** One way in which an authorization server answers otherwise than it should, or may. */
export interface Case {
	/** What is changed, in the words of the standard. */
	says: string;
	/** Answers to other grants, and authorization responses, stay as they are. */
	grant?: Grant;
	/** Every id_token: beside a code and beside tokens. */
	idToken?: (token: IdToken) => IdToken | string;
	/** Changes the parameters in place. */
	authorizationResponse?: (parameters: URLSearchParams) => void;
	tokens?: JsonChange;
	discovery?: JsonChange;
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
