import type { TppAction } from '../errors';
import { reasons, unknownReason } from './reasons';

/** Why a request got no answer. */
export interface Failure {
	/** Node's or OpenSSL's code, such as `ECONNRESET`. */
	code: string;
	says: string;
	tppAction: TppAction;
	/** Another try may help. */
	transient: boolean;
	/** A pooled connection that the bank had already closed. */
	staleSocket: boolean;
	/** The request may have reached the bank. */
	maybeSent: boolean;
}

/** Reads what Node, OpenSSL or axios threw. Only the code is taken: the rest may hold a key or a token. */
export function readFailure(thrown: unknown): Failure {
	const { request } = Object(thrown) as Thrown;
	const handshaking = request?.socket?.secureConnecting === true;
	const found = codeOf(thrown);
	const closed = /^(ECONNRESET|EPIPE)$/.test(found);
	const code = closed && handshaking ? 'HANDSHAKE_CLOSED' : found;
	const reason = reasons.find(({ codes }) => codes.test(code)) ?? unknownReason;
	return {
		code,
		says: reason.says,
		tppAction: reason.tppAction,
		transient: reason.transient ?? false,
		staleSocket: closed && request?.reusedSocket === true,
		maybeSent: !reason.beforeSending && !handshaking,
	};
}

interface Thrown {
	code?: unknown;
	message?: unknown;
	errors?: unknown[];
	cause?: unknown;
	/** Node's ClientRequest, where axios got so far. */
	request?: { reusedSocket?: boolean; socket?: { secureConnecting?: boolean } | null };
}

/** Happy eyeballs fails with an AggregateError: its first member tells the reason. */
function codeOf(thrown: unknown): string {
	if (typeof thrown !== 'object' || thrown === null) return 'UNKNOWN';
	const { code, message, errors, cause } = thrown as Thrown;
	if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
	if (code === 'EPROTO') return alertCode(String(message)) ?? code;
	if (typeof code === 'string' && code !== 'ERR_BAD_RESPONSE') return code;
	return codeOf(cause);
}

/** The code that Node gives to the same alert of TLS 1.3; that of TLS 1.2 stands only in the message. */
function alertCode(message: string): string | undefined {
	const reason = /:SSL routines:\w*:([\w ]+):/.exec(message)?.[1];
	return reason && `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
}
