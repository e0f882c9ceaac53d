import { InvalidResponseError, OpenBankingError } from '../errors';
import { clockAdvice } from '../transport/clock';
import type { Connection, HttpResponse } from '../transport/http';
import { TimestampError } from './adapter';
import { discover } from './authorizationServer';
import { readKeySet } from './keySets';

/**
 * Runs `step`. When it throws a TimestampError and this machine's clock differs from the bank's, the error says so.
 *
 * @param response the bank's response that is validated; absent for a redirect
 */
export async function withClockAdvice<T>(
	connection: Connection,
	step: () => T | Promise<T>,
	response?: HttpResponse,
): Promise<T> {
	try {
		return await step();
	} catch (error) {
		if (!(error instanceof TimestampError)) throw error;
		const advice = clockAdvice(response?.clockAhead ?? (await clockAhead(connection)));
		throw advice ? new InvalidResponseError(error.message + advice, error.details) : error;
	}
}

/** Returns the difference by the date of the bank's key set, which is read for every signed response anyway. */
async function clockAhead(connection: Connection): Promise<number | undefined> {
	try {
		const { jwks_uri: url } = await discover(connection);
		if (!url) return undefined;
		const headers = { accept: 'application/json' };
		return (await readKeySet(connection, { method: 'GET', url, headers })).clockAhead;
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}
