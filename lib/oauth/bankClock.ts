import { InvalidResponseError, OpenBankingError } from '../errors';
import { clockAdvice } from '../transport/clock';
import type { Connection } from '../transport/http';
import { discover } from './authorizationServer';
import type { Exchange } from './exchange';
import { keepingKeySets } from './keySets';
import { UntimelyError } from './untimely';

/**
 * Runs `step`; where it finds an answer untimely, the error says so if this machine's clock is not the bank's. `exchange` is the
 * conversation that the answer came in, if there was one.
 */
export async function comparingClocks<T>(
	connection: Connection,
	step: () => T | Promise<T>,
	exchange?: Exchange,
): Promise<T> {
	try {
		return await step();
	} catch (error) {
		if (!(error instanceof UntimelyError)) throw error;
		const ahead = exchange?.granted?.clockAhead ?? (await clockAhead(connection));
		const advice = clockAdvice(ahead);
		throw advice ? new InvalidResponseError(error.message + advice, error.details) : error;
	}
}

/** By the date of the bank's key set, which every answer that is signed needs anyway. */
async function clockAhead(connection: Connection): Promise<number | undefined> {
	try {
		const { jwks_uri: url } = await discover(connection);
		if (!url) return undefined;
		const headers = { Accept: 'application/json' };
		return (await keepingKeySets(connection)({ method: 'GET', url, headers, shared: true }))
			.clockAhead;
	} catch (error) {
		if (error instanceof OpenBankingError) return undefined;
		throw error;
	}
}
