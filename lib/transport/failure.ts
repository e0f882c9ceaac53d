import type { FieldReference, Suggestion, TppAction } from '../errors';
import type { Delivery, ReceivedHeaders } from './delivery';
import { sentOnceKind, type HttpRequest } from './http';
import { notSent, outcomeOfResponse, unknownOutcome, type OutcomeDetails } from './requestOutcome';

/** Why a request got no response. */
export interface Failure {
	/** Node's or OpenSSL's code, such as `ECONNRESET`. */
	code: string;
	/** A clause for the error message, without a full stop. */
	message: string;
	tppAction: TppAction;
	/** The field to fix, where it is a single one. */
	field?: FieldReference;
	suggestion?: Suggestion;
	/** Another attempt may succeed. */
	isTransient: boolean;
	/** The bank had already closed the pooled connection. */
	isStaleSocket: boolean;
	/** The request may have reached the bank. */
	mayHaveBeenSent: boolean;
	/** Of the response whose body could not be read. */
	received?: ReceivedHeaders;
}

/** Reads what Node, OpenSSL or axios threw. Takes only the code, because the rest may hold a key or a token. */
export function readFailure(thrown: unknown, delivery: Delivery): Failure {
	const thrownCode = codeOf(thrown);
	const isClosed = /^(ECONNRESET|EPIPE)$/.test(thrownCode);
	const code = isClosed ? closedCode(thrownCode, delivery) : thrownCode;
	const { message, tppAction, field, suggestion, ...reason } =
		reasons.find((candidate) => applies(candidate, code, delivery)) ?? unknownReason;
	return {
		code,
		message,
		tppAction,
		...(field && { field }),
		...(suggestion && { suggestion }),
		isTransient: reason.isTransient ?? false,
		isStaleSocket: isClosed && delivery.isReusedConnection && !delivery.received,
		mayHaveBeenSent:
			delivery.isWritten && !(reason.isCertificateRefusal && delivery.isCertificateUndecided),
		...(delivery.received && { received: delivery.received }),
	};
}

/** Returns whether the bank did not respond, or did not accept the connection, in time. */
export const isTimeout = ({ code }: Failure): boolean =>
	/^(ETIMEDOUT|(CONNECT|HEADERS|TOTAL|PROXY)_TIMEOUT)$/.test(code);

/** For a request that is not sent because the server does not respond to those before it. */
export const notResponding: Failure = {
	code: 'NOT_RESPONDING',
	message:
		'the server did not respond in time to earlier requests of this execution, so this request was not sent',
	tppAction: 'retryLater',
	isTransient: false,
	isStaleSocket: false,
	mayHaveBeenSent: false,
};

/** Returns what is known of a request that failed. Empty for a request that may be sent again. */
export function outcomeOfFailure(request: HttpRequest, failure: Failure): OutcomeDetails {
	const sentOnce = sentOnceKind(request);
	const { mayHaveBeenDone = false } = request;
	const { received, mayHaveBeenSent, tppAction } = failure;
	if (received) return outcomeOfResponse({ ...received, sentOnce, mayHaveBeenDone });
	if (!mayHaveBeenSent && !mayHaveBeenDone) return notSent(sentOnce);
	const unknown = unknownOutcome(sentOnce);
	// Whatever the bank did, no further request succeeds before the credential is corrected.
	return unknown.tppAction && tppAction === 'fixCredential' ? { ...unknown, tppAction } : unknown;
}

/** Tells a connection that was closed before or after the request from one that the server may have refused. */
function closedCode(code: string, delivery: Delivery): string {
	if (!delivery.isWritten) return 'HANDSHAKE_CLOSED';
	const mayBeRefusal = delivery.isCertificateUndecided && !delivery.wasCertificateAccepted;
	return mayBeRefusal ? 'CLOSED_UNREAD' : code;
}

const applies = ({ codes, stage }: Reason, code: string, { isWritten }: Delivery): boolean =>
	codes.test(code) && (stage === undefined || (stage === 'connected') === isWritten);

interface Thrown {
	code?: unknown;
	message?: unknown;
	errors?: unknown[];
	cause?: unknown;
}

/** Connecting to several addresses fails with an AggregateError. Its first member has the reason. */
function codeOf(thrown: unknown): string {
	if (typeof thrown !== 'object' || thrown === null) return 'UNKNOWN';
	const { code, message, errors, cause } = thrown as Thrown;
	if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
	if (code === 'EPROTO') return alertCode(String(message)) ?? code;
	if (typeof code === 'string' && code !== 'ERR_BAD_RESPONSE') return code;
	return codeOf(cause);
}

/** Returns the code that Node gives to the same alert of TLS 1.3. For TLS 1.2 only the message has the alert. */
function alertCode(message: string): string | undefined {
	const reason = /:SSL routines:\w*:([\w/ ]+):/.exec(message)?.[1];
	return reason && `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
}

interface Reason {
	/** Codes of Node, OpenSSL and axios, and our own. */
	codes: RegExp;
	message: string;
	tppAction: TppAction;
	field?: FieldReference;
	suggestion?: Suggestion;
	/** Absent: another attempt would fail, too. */
	isTransient?: true;
	/** The row applies only before or only after the TLS handshake. */
	stage?: 'connecting' | 'connected';
	/** A TLS alert about our certificate: on a new connection the server has not read the request. */
	isCertificateRefusal?: true;
}

/** The first row that matches applies. */
const reasons: Reason[] = [
	{
		codes: /^(ENOTFOUND|EAI_AGAIN)$/,
		message: 'the host name cannot be resolved',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT)$/,
		message: 'the server does not accept connections',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
		message: "the server's certificate has expired or is not valid yet",
		tppAction: 'contactBank',
	},
	{
		codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
		message: "the server's certificate is for another host",
		tppAction: 'fixCredential',
	},
	{
		codes:
			/^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
		message:
			"the server's certificate was issued by an authority that this machine does not trust; add the bank's root and issuing certificates to the CA certificates",
		tppAction: 'fixCredential',
		field: { in: 'credential', key: 'ca' },
	},
	{
		// The alert of TLS 1.2 for a missing certificate, and of every version for cipher suites (RFC 5246 §7.2.2).
		codes: /^ERR_SSL_.*HANDSHAKE_FAILURE$/,
		message:
			'the server rejected the transport certificate or our cipher suites; check that the certificate is registered at the bank, that it has not expired, that the intermediate certificates are included, and that the server supports TLS 1.3, or AES-GCM with ephemeral keys in TLS 1.2',
		tppAction: 'fixCredential',
		isCertificateRefusal: true,
	},
	{
		codes:
			/^ERR_SSL_.*(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED)$/,
		message:
			'the server rejected the transport certificate; check that the certificate is registered at the bank, that it has not expired, and that the intermediate certificates are included',
		tppAction: 'fixCredential',
		isCertificateRefusal: true,
	},
	{
		codes: /^(ERR_SSL_|EPROTO$)/,
		message: 'the TLS handshake failed (TLS 1.2 or newer is required)',
		tppAction: 'contactBank',
		stage: 'connecting',
	},
	{
		codes: /^(ERR_SSL_|EPROTO$)/,
		message: 'the TLS connection broke after the request was sent',
		tppAction: 'retryLater',
		isTransient: true,
		stage: 'connected',
	},
	{
		codes: /^(CERT_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|UNABLE_TO_|ERR_TLS_CERT_)/,
		message: "the server's certificate is invalid",
		tppAction: 'contactBank',
	},
	{
		codes: /^EGRESS_REFUSED$/,
		message: 'the network policy does not allow connections to its IP address',
		tppAction: 'fixCredential',
		suggestion: 'allowAddress',
	},
	{
		codes: /^PROXY_4\d\d$/,
		message: 'the proxy (HTTPS_PROXY) refused the connection',
		tppAction: 'fixRequest',
	},
	{
		codes: /^PROXY_/,
		message: 'the proxy (HTTPS_PROXY) did not connect to the server',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^HANDSHAKE_CLOSED$/,
		message:
			'the server closed the connection during the TLS handshake, as some servers do when they reject the transport certificate',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^CLOSED_UNREAD$/,
		message:
			'the server closed the new connection without a response, as some servers do when they reject the transport certificate; check that the certificate is registered at the bank, that it has not expired, and that the intermediate certificates are included',
		tppAction: 'fixCredential',
	},
	{
		codes: /^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/,
		message: 'the connection was closed before the response was complete',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^(ETIMEDOUT|HEADERS_TIMEOUT|TOTAL_TIMEOUT)$/,
		message: 'the server did not respond in time',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^Z_BUF_ERROR$/,
		message: 'the compressed body of the response ends too early',
		tppAction: 'retryLater',
		isTransient: true,
	},
	{
		codes: /^(Z_|ERR__ERROR_|ERR_BR|HPE_)/,
		message: 'the response is not valid HTTP',
		tppAction: 'contactBank',
	},
];

const unknownReason: Reason = {
	codes: /./,
	message: 'the connection failed',
	tppAction: 'retryLater',
};
