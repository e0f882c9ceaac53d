import { InvalidResponseError } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import type { Session } from './session';

/** The same response came before: the PSU reloaded the page, or somebody has seen the URL. */
export class RepeatedResponseError extends InvalidResponseError {
	/** @param first the outcome of the first response, as far as it is known */
	constructor(readonly first: 'authorised' | 'notAuthorised') {
		super(
			'This authorisation response was already exchanged. Use the session of the first exchange, or start the authorisation again.',
			{ tppAction: 'reauthenticate' },
		);
	}
}

/** The outcome of a code that was sent. */
type Exchanged = { session: Session } | { failure: unknown };

/** So that this process sends no code twice. */
const exchanged = createCache<Exchanged>();

/** More than the authorisations of a busy day within two hours. */
const capacity = 20_000;
/** States that have brought a usable session: nothing that comes with them later counts. */
const authorised = createCache<true>(capacity);
/** Errors that were reported, by state. */
const reported = createCache<true>(capacity);
/** Milliseconds. */
const lifetime = 2 * 60 * 60 * 1000;

const expiring = <T>(value: T) => ({ value, expires: Date.now() + lifetime });

/**
 * Whatever comes with a state after a success comes from somebody who has seen the state.
 *
 * @throws RepeatedResponseError
 */
export function assertNotAuthorised(state: string): void {
	if (authorised.find(jsonHash(state))) throw new RepeatedResponseError('authorised');
}

/**
 * The same error for the same state counts once. A success after an error counts: the PSU went back.
 *
 * @throws RepeatedResponseError
 */
export function assertNotReported(parameters: URLSearchParams): void {
	const [state, error] = [parameters.get('state'), parameters.get('error')];
	if (error === null) return;
	const key = jsonHash(state, error);
	if (reported.find(key)) throw new RepeatedResponseError('notAuthorised');
	reported.put(key, expiring(true));
}

/**
 * Exchanges a code once, however many requests bring the same code and state: a bank that sees a code twice withdraws the
 * tokens of the first time (RFC 6749 §4.1.2).
 *
 * @param prepare returns the function that sends the code; if `prepare` rejects, the code may come again
 * @throws RepeatedResponseError for all but the first
 */
export async function exchangeOnce(
	parameters: URLSearchParams,
	prepare: () => Promise<() => Promise<Session>>,
): Promise<Session> {
	let isFirst = false;
	const state = parameters.get('state');
	const pending = exchanged.get(jsonHash(state, parameters.get('code')), async () => {
		isFirst = true;
		return expiring(await settled(await prepare()));
	});
	const outcome = await pending.catch((failure: unknown): Exchanged => ({ failure }));
	if (!isFirst) throw new RepeatedResponseError(isUsable(outcome) ? 'authorised' : 'notAuthorised');
	if ('failure' in outcome) throw outcome.failure;
	if (isUsable(outcome)) authorised.put(jsonHash(state), expiring(true));
	return outcome.session;
}

const settled = async (send: () => Promise<Session>): Promise<Exchanged> =>
	await send().then(
		(session) => ({ session }),
		(failure: unknown) => ({ failure }),
	);

/** Tokens that must not be used do not keep a later response from bringing better ones. */
const isUsable = (outcome: Exchanged) =>
	'session' in outcome && outcome.session.invalid === undefined;
