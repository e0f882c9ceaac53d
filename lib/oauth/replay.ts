import { InvalidResponseError } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import type { Session } from './session';

/** The same answer once more: a page that was loaded again, or somebody who has seen it. */
export class RepeatedResponseError extends InvalidResponseError {
	/** What the first one came to, as far as it is known. */
	constructor(readonly first: 'authorised' | 'notAuthorised') {
		super(
			'This authorisation response was exchanged already. Use the session that it brought, or send the PSU through authorisation again.',
			{ tppAction: 'reauthenticate' },
		);
	}
}

/** What a code came to once it was sent, so that this process sends none twice. */
export type Sent = { session: Session } | { failure: unknown };
const exchanged = createCache<Sent>();
/** A busy day's authorisations, so that the latest push out none of the last two hours. */
const many = 20_000;
/** States that have brought a session that can be used: nothing that comes with them later counts. */
const authorised = createCache<true>(many);
/** Errors that were reported, by state. */
const reported = createCache<true>(many);
const remembered = 2 * 60 * 60 * 1000;

const forNow = <T>(value: T) => ({ value, expires: Date.now() + remembered });

/**
 * Whatever comes after a success, right or wrong, comes from somebody who has seen the state.
 *
 * @throws RepeatedResponseError
 */
export function assertNotAuthorised(state: string): void {
	if (authorised.find(jsonHash(state))) throw new RepeatedResponseError('authorised');
}

/**
 * So does the same error twice. A success after an error is a PSU who went back.
 *
 * @throws RepeatedResponseError
 */
export function assertNotReported(parameters: URLSearchParams): void {
	const [state, error] = [parameters.get('state'), parameters.get('error')];
	if (error === null) return;
	const key = jsonHash(state, error);
	if (reported.find(key)) throw new RepeatedResponseError('notAuthorised');
	reported.put(key, forNow(true));
}

/**
 * Runs `send` for the first of those that bring the same code and state; a bank that sees a code twice withdraws the tokens
 * of the first time (RFC 6749 §4.1.2). When `send` rejects, the code was not sent and may come again.
 *
 * @throws RepeatedResponseError for all others, whatever the first one came to
 */
export async function exchangeOnce(
	parameters: URLSearchParams,
	send: () => Promise<Sent>,
): Promise<Session> {
	let isFirst = false;
	const state = parameters.get('state');
	const came = exchanged.get(jsonHash(state, parameters.get('code')), async () => {
		isFirst = true;
		return forNow(await send());
	});
	const sent = await came.catch((failure: unknown): Sent => ({ failure }));
	if (!isFirst) throw new RepeatedResponseError(isUsable(sent) ? 'authorised' : 'notAuthorised');
	if ('failure' in sent) throw sent.failure;
	if (isUsable(sent)) authorised.put(jsonHash(state), forNow(true));
	return sent.session;
}

/** Tokens that must not be used connect nobody, and do not stand in the way of better ones. */
const isUsable = (sent: Sent) => 'session' in sent && sent.session.invalid === undefined;
