import { AspspError } from '../errors';
import type { Connection } from '../transport/http';
import { refreshSession } from './refresh';
import { assertUsable, hasExpired, type Session } from './session';
import type { TokenSource } from './bearer';

/** The tokens of a session, refreshed when they have expired, must not be used, or the bank refuses them. */
export interface SessionTokens extends TokenSource {
	/** The session as it is now; another one than was given once the bank has issued new tokens. */
	session(): Session;
}

export function sessionTokens(connection: Connection, given: Session): SessionTokens {
	let session = given;
	const attempts = new Map<Session, Promise<Session>>();
	/** Once for each session: a refresh token that the bank refuses is not sent for every account again. */
	const refresh = async () => {
		const attempt = attempts.get(session) ?? refreshSession(connection, session);
		attempts.set(session, attempt);
		session = await attempt;
		assertUsable(session);
		return session.accessToken;
	};
	let refusal: AspspError | undefined;
	/**
	 * A refresh token that the bank refuses does not tell why. What a request with the expired access token is answered
	 * may: a consent that has ended is another matter than one that the PSU is to confirm.
	 */
	const refreshOrAsk = async () => {
		try {
			return refusal ? session.accessToken : await refresh();
		} catch (error) {
			if (!isRefusedGrant(error)) throw error;
			refusal = error;
			return session.accessToken;
		}
	};
	return {
		session: () => session,
		async current() {
			if (session === given && isCurable(session)) return await refresh();
			assertUsable(session);
			return hasExpired(session) ? await refreshOrAsk() : session.accessToken;
		},
		async renew(refused) {
			if (refusal) throw refusal;
			if (session.accessToken !== refused) return session.accessToken;
			return session === given && session.refreshToken ? await refresh() : undefined;
		},
	};
}

const isRefusedGrant = (error: unknown): error is AspspError =>
	error instanceof AspspError && error.details.errorCodes?.includes('invalid_grant') === true;

const isCurable = ({ invalid, refreshToken }: Session) =>
	invalid !== undefined && refreshToken !== undefined;
