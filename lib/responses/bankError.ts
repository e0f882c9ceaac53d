import { AspspError } from '../errors';
import { clockAdvice } from '../transport/clock';
import type { HttpResponse } from '../transport/http';
import { retryAfterMilliseconds } from '../transport/retry';
import { readErrors } from './errorBody';
import { nextStep, type Access } from './nextStep';

/** The last millisecond that a Date can tell. */
const latest = 8.64e15;

/**
 * The bank's refusal in one error: status, error codes and messages of OAuth, OBIE, Berlin Group and Salt Edge bodies, and
 * what to do next. A body of any other form is not quoted.
 */
export function bankError(
	response: HttpResponse,
	operation: string,
	{ access = 'client', now = new Date() }: { access?: Access; now?: Date } = {},
): AspspError {
	const { status, interactionId } = response;
	const told = readErrors(response.body);
	const { errorCodes, messages } = told;
	const { advice, ...step } = nextStep(told, status, access);
	const quoted = [errorCodes.join(', '), messages.join(' ').replace(/\.$/, '')]
		.filter(Boolean)
		.join(': ');
	const said = `The bank answered ${status}${whereNothingIs(response)} when ${operation}${quoted && `: ${quoted}`}.`;
	return new AspspError(`${said} ${advice}${whereClocksCount(response)}`, {
		summary: said,
		httpStatus: status,
		errorCodes,
		interactionId,
		...step,
		retryAfter: retryTime(response, now),
	});
}

/** Which address is wrong, or what the bank does not offer, shows by the address alone. */
const whereNothingIs = ({ status, address }: HttpResponse): string =>
	address && (status === 404 || status === 405) ? ` at ${address}` : '';

/** What we sign, and tokens, are refused for their times as well. */
const whereClocksCount = ({ status, clockAhead }: HttpResponse): string =>
	[400, 401, 403].includes(status) ? clockAdvice(clockAhead) : '';

function retryTime({ headers }: HttpResponse, now: Date): string | undefined {
	const wait = retryAfterMilliseconds(headers['retry-after'], now);
	return wait === undefined
		? undefined
		: new Date(Math.min(now.getTime() + wait, latest)).toISOString();
}
