import { Refusal } from '../http/answer';

/** One error, before the version of the Read/Write API says how it is written. */
export interface ObieProblem {
	status: number;
	code: ObieCode;
	message: string;
	/** Member, parameter or header that is wrong. */
	path?: string;
}

/** A named check of the Read/Write API that failed; the routes turn it into an answer of the bank's version. */
export class ObieRefusal extends Error {
	constructor(readonly problem: ObieProblem) {
		super(`refused with ${problem.status} ${problem.code}`);
	}
}

/** What an endpoint throws; `path` is the member, parameter or header that is wrong. */
export function obieRefused(
	status: number,
	code: ObieCode,
	message: string,
	path?: string,
): ObieRefusal {
	return new ObieRefusal({ status, code, message, path });
}

/** Read/Write API: 401 has no body, only a challenge. */
export function unauthorised(problem?: 'invalid_token'): Refusal {
	const challenge = problem ? `Bearer error="${problem}"` : 'Bearer';
	return new Refusal({ status: 401, headers: { 'www-authenticate': challenge } });
}

/** External code set OB_Internal_Codeset, as far as account information uses it. */
export type ObieCode = keyof typeof obieCodes;

/** v4.0 code, and what v3.1 writes after `UK.OBIE.`. */
export const obieCodes = {
	U001: 'Field.Expected',
	U002: 'Field.Invalid',
	U003: 'Field.InvalidDate',
	U004: 'Field.Missing',
	U005: 'Field.Unexpected',
	U006: 'Header.Invalid',
	U007: 'Header.Missing',
	U008: 'Resource.ConsentMismatch',
	U009: 'Resource.InvalidConsentStatus',
	U010: 'Resource.InvalidFormat',
	U011: 'Resource.NotFound',
	U028: 'Reauthenticate',
};
