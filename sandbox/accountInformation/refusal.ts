import { Refusal } from '../http/response';

/** One error, independent of the version of the Read/Write API. */
export interface ObieProblem {
	status: number;
	code: ObieCode;
	message: string;
	/** The invalid member, parameter or header. */
	path?: string;
}

/** Thrown when a check of the Read/Write API fails. The routes turn it into a response in the bank's version. */
export class ObieRefusal extends Error {
	constructor(readonly problem: ObieProblem) {
		super(`rejected with ${problem.status} ${problem.code}`);
	}
}

/** Creates the error that an endpoint throws. `path` is the invalid member, parameter or header. */
export function obieRefused(
	status: number,
	code: ObieCode,
	message: string,
	path?: string,
): ObieRefusal {
	return new ObieRefusal({ status, code, message, path });
}

/** Creates a 401, which has a challenge and no body (Read/Write API). */
export function unauthorised(problem?: 'invalid_token'): Refusal {
	const challenge = problem ? `Bearer error="${problem}"` : 'Bearer';
	return new Refusal({ status: 401, headers: { 'www-authenticate': challenge } });
}

/** External code set OB_Internal_Codeset, as far as account information and payments use it. */
export type ObieCode = keyof typeof obieCodes;

/** v4.0 code → v3.1 code without the prefix `UK.OBIE.`. */
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
	U015: 'Signature.Invalid',
	U016: 'Signature.InvalidClaim',
	U017: 'Signature.MissingClaim',
	U018: 'Signature.Malformed',
	U019: 'Signature.Missing',
	U020: 'Signature.Unexpected',
	U021: 'Unsupported.AccountIdentifier',
	U023: 'Unsupported.Currency',
	U025: 'Unsupported.Frequency',
	U028: 'Reauthenticate',
	/** v3.1 has no code of its own for it. */
	U029: 'Header.Invalid',
};
