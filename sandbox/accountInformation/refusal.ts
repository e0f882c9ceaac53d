import { json, Refusal } from '../http/answer';

/** Read/Write API v4.0, OBErrorResponse1: one error with its four-character code. */
export function obieRefused(
	status: number,
	code: ObieCode,
	message: string,
	path?: string,
): Refusal {
	const error = { ErrorCode: code, Message: message, ...(path ? { Path: path } : {}) };
	return new Refusal(json(status, { Errors: [error] }));
}

// Read/Write API: 401 has no body.
export function unauthorised(problem?: 'invalid_token'): Refusal {
	const challenge = problem ? `Bearer error="${problem}"` : 'Bearer';
	return new Refusal({ status: 401, headers: { 'www-authenticate': challenge } });
}

/** External code set OB_Internal_Codeset, as far as account information uses it. */
export type ObieCode = keyof typeof obieCodes;

export const obieCodes = {
	U001: 'Field.Expected',
	U002: 'Field.Invalid',
	U003: 'Field.InvalidDate',
	U004: 'Field.Missing',
	U005: 'Field.Unexpected',
	U006: 'Header.Invalid',
	U008: 'Resource.ConsentMismatch',
	U009: 'Resource.InvalidConsentStatus',
	U010: 'Resource.InvalidFormat',
	U011: 'Resource.NotFound',
	U028: 'Reauthenticate',
};
