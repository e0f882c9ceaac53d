import type { ErrorBody } from './errorBody';

/*
 * Whether a bank refuses a registration because the software has a client. RFC 7591 §3.2.2 and OBIE DCR 3.2 have no code
 * for this, so it can only be seen in the bank's words.
 */

/** A client is said to exist: "Client abc already exists", "TPP has already been registered". */
const clientExists =
	/(?<!\bno )\b(?:client|software|tpp|application|registration)(?:[ _](?:id|statement))?\b[^.;]{0,60}\b(?<!\bnot (?:been |yet )?)(?:already (?:been )?(?:registered|exist)|(?:registered|exists) already\b)/i;

/** Someone is said to have a client: "There is already a client for this software". */
const hasClientAlready =
	/(?<!\bnot )\balready (?:(?:has|have|registered) )?an? (?:\w+ )?(?:client|registration|application)\b/i;

/** The whole message is "Already registered". */
const onlyAlready = /^already (?:been )?(?:registered|exists?)\W*$/i;

/** Parts of a registration that may belong to another client, or be wrong. */
const otherPart = /\b(?:redirect|ur[il]|kid|keys?|jwk|certificate|scope|jti|names?\b)/i;

const duplicate = /\b(?:already|conflict|duplicate|exists?)\b/i;

/** Codes that say what is wrong, if a message explains them. */
const preciseCode = /^(?:invalid_|UK\.OBIE\.|U0\d\d$)/;

const isAboutRedirectUri = ({ errorCodes }: ErrorBody) =>
	errorCodes.includes('invalid_redirect_uri');

/** Returns whether a message says that the software has a client. */
export const saysClientExists = (errorBody: ErrorBody): boolean =>
	!isAboutRedirectUri(errorBody) &&
	errorBody.messages.some(
		(message) =>
			!otherPart.test(message) &&
			[clientExists, hasClientAlready, onlyAlready].some((words) => words.test(message)),
	);

/** Returns whether a code and its message say what is wrong, so that they count more than the status. */
export const explainsRefusal = (errorBody: ErrorBody): boolean =>
	isAboutRedirectUri(errorBody) ||
	(errorBody.messages.length > 0 && errorBody.errorCodes.some((code) => preciseCode.test(code)));

/** Returns whether a conflict (status 409) may be that the software has a client. */
export const mayBeExistingClient = (errorBody: ErrorBody): boolean =>
	!isAboutRedirectUri(errorBody) &&
	!errorBody.messages.some((message) => otherPart.test(message)) &&
	(!explainsRefusal(errorBody) || errorBody.messages.some((message) => duplicate.test(message)));
