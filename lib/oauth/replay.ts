import { InvalidResponseError, OpenBankingError } from '../errors';
import { createCache } from '../expiringCache';
import { jsonHash } from '../hash';
import type { Session } from './session';

/** The same response came before: the PSU reloaded the page, or somebody has seen the URL. */
export class RepeatedResponseError extends InvalidResponseError {
	/** @param first the outcome of the first response, as far as it is known */
	constructor(readonly first: 'authorised' | 'notAuthorised') {
		super(repeatedMessages[first], { tppAction: 'reauthenticate' });
	}
}

const repeatedMessages = {
	authorised:
		'This authorisation response was already exchanged. Use the session of the first exchange, or send the PSU through authorisation again.',
	notAuthorised:
		'This authorisation response was received before and led to no usable session. Send the PSU through authorisation again.',
};

/** The bound of every memory of responses that came before. More than the authorisations of a busy day within the lifetime. */
export const replayCapacity = 20_000;
/** Milliseconds. */
export const replayLifetime = 2 * 60 * 60 * 1000;

/** A PSU who goes back may bring a second code. A stranger who has seen the state may send any number. */
const maxCodesOfState = 5;

/** The outcome of a code that was sent. */
type Exchanged = { session: Session } | { failure: unknown };

/** Whether a code brought a usable session, so that this process sends no code twice. */
const exchanged = createCache<boolean>(replayCapacity);
/** States that have brought a usable session: nothing that comes with them later counts. */
const authorised = createCache<true>(replayCapacity);
/** How many codes were sent with a state. */
const sentCodes = createCache<number>(replayCapacity);
/** Errors that were reported, by state. */
const reported = createCache<true>(replayCapacity);

const expiring = <T>(value: T) => ({ value, expires: Date.now() + replayLifetime });

/**
 * A response with a state that has already brought a session comes from somebody who has seen the state.
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
 * @param prepare returns the function that sends the code; if `prepare` rejects, or the
 * bank has surely not used the code, it may come again
 * @throws RepeatedResponseError for all but the first; InvalidResponseError when the state has brought too many other codes
 */
export async function exchangeOnce(
	parameters: URLSearchParams,
	prepare: () => Promise<() => Promise<Session>>,
): Promise<Session> {
	let first: Exchanged | undefined;
	const state = parameters.get('state');
	const wasUsable = await exchanged
		.get(jsonHash(state, parameters.get('code')), async () => {
			const send = await prepare();
			countCode(state);
			first = await settled(send);
			if (isSpent(first)) return expiring(isUsable(first));
			uncountCode(state);
			return { value: false, expires: 0 };
		})
		.catch((failure: unknown) => {
			first = { failure };
			return false;
		});
	if (!first) throw new RepeatedResponseError(wasUsable ? 'authorised' : 'notAuthorised');
	if ('failure' in first) throw first.failure;
	if (isUsable(first)) authorised.put(jsonHash(state), expiring(true));
	return first.session;
}

/** Counts a code before it is sent. @throws InvalidResponseError when the state has brought too many */
function countCode(state: string | null): void {
	const key = jsonHash(state);
	const sent = sentCodes.find(key) ?? 0;
	if (sent >= maxCodesOfState) {
		throw new InvalidResponseError(
			`The bank has already received ${maxCodesOfState} codes of this authorisation, and issued no usable tokens. The node did not send this code. Send the PSU through authorisation again.`,
			{ tppAction: 'reauthenticate' },
		);
	}
	sentCodes.put(key, expiring(sent + 1));
}

function uncountCode(state: string | null): void {
	const key = jsonHash(state);
	sentCodes.put(key, expiring((sentCodes.find(key) ?? 1) - 1));
}

/** A code that did not reach the bank, or that the bank asked to send later, is still valid. */
function isSpent(outcome: Exchanged): boolean {
	if (!('failure' in outcome) || !(outcome.failure instanceof OpenBankingError)) return true;
	const { details, tppAction } = outcome.failure;
	if (details.requestOutcome === 'notSent') return false;
	return details.requestOutcome !== 'refused' || tppAction !== 'retryLater';
}

const settled = async (send: () => Promise<Session>): Promise<Exchanged> =>
	await send().then(
		(session) => ({ session }),
		(failure: unknown) => ({ failure }),
	);

/** Tokens that must not be used do not keep a later response from bringing better ones. */
const isUsable = (outcome: Exchanged) =>
	'session' in outcome && outcome.session.invalid === undefined;
