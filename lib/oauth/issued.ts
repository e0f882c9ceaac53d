import { OpenBankingError } from '../errors';
import { readJsonLeniently } from '../responses/body';
import type { Exchange } from './exchange';
import type { IdTokenClaims } from './idToken';
import type { TokenAnswer } from './tokens';

export interface Issued {
	answer: TokenAnswer;
	/** Claims of the validated id_token. */
	claims?: IdTokenClaims;
	/** Why the answer failed validation. */
	invalid?: string;
}

/**
 * Tokens that the bank has issued are kept even if its answer then fails validation: a rotated refresh token that is
 * thrown away takes the consent with it.
 */
export async function keepIssued(
	exchange: Exchange,
	grant: () => Promise<Issued>,
): Promise<Issued> {
	try {
		return await grant();
	} catch (error) {
		const answer = readIssued(exchange);
		if (answer && error instanceof OpenBankingError) return { answer, invalid: error.message };
		throw error;
	}
}

function readIssued({ granted }: Exchange): TokenAnswer | undefined {
	const answer = granted && readJsonLeniently(granted);
	const accessToken = answer?.access_token;
	if (typeof accessToken !== 'string' || accessToken === '') return undefined;
	return { ...answer, access_token: accessToken };
}
