import { AspspError } from '../errors';
import type { Connection } from '../transport/http';
import type { TokenSource } from './bearer';
import { refreshSession } from './refresh';
import { assertUsable, hasExpired, type Session } from './session';

/** The tokens of a session. They are refreshed when they have expired, must not be used, or the bank refuses them. */
export interface SessionTokens extends TokenSource {
	/** Returns the current session: a new one after the bank has issued new tokens. */
	session(): Session;
}

/** Returns the tokens of a session for one execution, which may read many accounts. */
export function sessionTokens(connection: Connection, given: Session): SessionTokens {
	let session = given;
	const attempts = new Map<Session, Promise<Session>>();
	/** A session is refreshed once: a refused refresh token is not sent again for every account. */
	const refresh = async () => {
		const attempt = attempts.get(session) ?? refreshSession(connection, session);
		attempts.set(session, attempt);
		session = await attempt;
		assertUsable(session);
		return session.accessToken;
	};
	let refusal: AspspError | undefined;
	/**
	 * The refusal of a refresh token has no reason. The response to a request with the expired access token may have one: it
	 * distinguishes a consent that has ended from one that the PSU must confirm.
	 */
	const refreshOrProbe = async () => {
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
			if (session === given && canBecomeValid(session)) return await refresh();
			assertUsable(session);
			return hasExpired(session) ? await refreshOrProbe() : session.accessToken;
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

const canBecomeValid = ({ invalid, refreshToken }: Session) =>
	invalid !== undefined && refreshToken !== undefined;
