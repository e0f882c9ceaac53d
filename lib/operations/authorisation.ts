import { berlinGroupRules } from '../banks/applicableRules';
import { exchangeRedirect, type AuthorizedSession } from '../oauth/authorizationCode';
import { readRedirect } from '../oauth/redirect';
import {
	redirectOutcome,
	type ExchangeRedirect,
	type RedirectOutcome,
} from '../oauth/redirectOutcome';
import type { Tpp } from '../tpp';
import type { Connection } from '../transport/http';
import { exchangeConsentRedirect } from './berlinGroup/authorisation';

/**
 * Validates the redirect of a PSU who returns from a bank of either standard, and returns the outcome.
 *
 * @param response the complete URL, its query or fragment, or a form body
 */
export const authorisationOutcome = async (
	connection: Connection,
	response: string,
	now: Date,
): Promise<RedirectOutcome> =>
	await redirectOutcome(connection, response, now, exchangeOf(connection.tpp));

/**
 * The same, for a caller that wants a session or nothing.
 *
 * @throws InvalidResponseError when the validation fails, AspspError when bank or PSU refused
 */
export const authorisedSession = async (
	connection: Connection,
	response: string,
	now: Date,
): Promise<AuthorizedSession> =>
	await exchangeOf(connection.tpp)(connection, await readRedirect(response, connection.tpp), now);

const exchangeOf = ({ bank }: Tpp): ExchangeRedirect =>
	berlinGroupRules(bank) ? exchangeConsentRedirect : exchangeRedirect;
