import { AspspError } from '../errors';
import { readErrors } from './errorBody';
import type { HttpResponse } from './http';
import { nextStep } from './nextStep';
import { retryAfterMilliseconds } from './retry';

/** The last millisecond that a Date can tell. */
const latest = 8.64e15;

/**
 * The bank's refusal in one error: status, error codes and messages of OAuth, OBIE, Berlin Group and Salt Edge bodies, and
 * what to do next. A body of any other form is not quoted.
 */
export function bankError(response: HttpResponse, doing: string, now = new Date()): AspspError {
	const { status, interactionId } = response;
	const { errorCodes, messages } = readErrors(response.body);
	const { advice, ...step } = nextStep({ errorCodes, messages }, status);
	const quoted = [errorCodes.join(', '), messages.join(' ').replace(/\.$/, '')]
		.filter(Boolean)
		.join(': ');
	return new AspspError(
		`The bank answered ${status} when ${doing}${quoted && `: ${quoted}`}. ${advice}`,
		{
			httpStatus: status,
			errorCodes,
			interactionId,
			...step,
			retryAfter: retryTime(response, now),
		},
	);
}

function retryTime({ headers }: HttpResponse, now: Date): string | undefined {
	const wait = retryAfterMilliseconds(headers['retry-after'], now);
	return wait === undefined
		? undefined
		: new Date(Math.min(now.getTime() + wait, latest)).toISOString();
}
