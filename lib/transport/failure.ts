import type { FieldReference, Suggestion, TppAction } from '../errors';

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
}

/** Reads what Node, OpenSSL or axios threw. Takes only the code, because the rest may hold a key or a token. */
export function readFailure(thrown: unknown): Failure {
	const { request } = Object(thrown) as Thrown;
	const isHandshaking = request?.socket?.secureConnecting === true;
	const thrownCode = codeOf(thrown);
	const isClosed = /^(ECONNRESET|EPIPE)$/.test(thrownCode);
	const code = isClosed && isHandshaking ? 'HANDSHAKE_CLOSED' : thrownCode;
	const { message, tppAction, field, suggestion, ...reason } =
		reasons.find(({ codes }) => codes.test(code)) ?? unknownReason;
	return {
		code,
		message,
		tppAction,
		...(field && { field }),
		...(suggestion && { suggestion }),
		isTransient: reason.isTransient ?? false,
		isStaleSocket: isClosed && request?.reusedSocket === true,
		mayHaveBeenSent: !reason.isBeforeSending && !isHandshaking,
	};
}

interface Thrown {
	code?: unknown;
	message?: unknown;
	errors?: unknown[];
	cause?: unknown;
	/** Node's ClientRequest, if axios created one. */
	request?: { reusedSocket?: boolean; socket?: { secureConnecting?: boolean } | null };
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
	const reason = /:SSL routines:\w*:([\w ]+):/.exec(message)?.[1];
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
	/** The bank cannot have received the request. */
	isBeforeSending?: true;
}

/** The first row that matches applies. */
const reasons: Reason[] = [
	{
		codes: /^(ENOTFOUND|EAI_AGAIN)$/,
		message: 'the host name cannot be resolved',
		tppAction: 'retryLater',
		isTransient: true,
		isBeforeSending: true,
	},
	{
		codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT)$/,
		message: 'the server does not accept connections',
		tppAction: 'retryLater',
		isTransient: true,
		isBeforeSending: true,
	},
	{
		codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
		message: "the server's certificate has expired or is not valid yet",
		tppAction: 'contactBank',
		isBeforeSending: true,
	},
	{
		codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
		message: "the server's certificate is for another host",
		tppAction: 'fixCredential',
		isBeforeSending: true,
	},
	{
		codes:
			/^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
		message:
			"the server's certificate was issued by an authority that this machine does not trust; add the bank's root and issuing certificates to the CA certificates",
		tppAction: 'fixCredential',
		field: { in: 'credential', key: 'ca' },
		isBeforeSending: true,
	},
	{
		codes:
			/^ERR_SSL_.*(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED)$/,
		message:
			'the server rejected the transport certificate; check that the certificate is registered at the bank, that it has not expired, and that the intermediate certificates are included',
		tppAction: 'fixCredential',
		isBeforeSending: true,
	},
	{
		codes: /^(ERR_SSL_|EPROTO$)/,
		message: 'the TLS handshake failed (TLS 1.2 or newer is required)',
		tppAction: 'contactBank',
		isBeforeSending: true,
	},
	{
		codes: /^(CERT_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|UNABLE_TO_|ERR_TLS_CERT_)/,
		message: "the server's certificate is invalid",
		tppAction: 'contactBank',
		isBeforeSending: true,
	},
	{
		codes: /^EGRESS_REFUSED$/,
		message: 'the network policy does not allow connections to its IP address',
		tppAction: 'fixCredential',
		suggestion: 'allowAddress',
		isBeforeSending: true,
	},
	{
		codes: /^PROXY_4\d\d$/,
		message: 'the proxy (HTTPS_PROXY) refused the connection',
		tppAction: 'fixRequest',
		isBeforeSending: true,
	},
	{
		codes: /^PROXY_/,
		message: 'the proxy (HTTPS_PROXY) did not connect to the server',
		tppAction: 'retryLater',
		isTransient: true,
		isBeforeSending: true,
	},
	{
		codes: /^HANDSHAKE_CLOSED$/,
		message:
			'the server closed the connection during the TLS handshake, as some servers do when they reject the transport certificate',
		tppAction: 'retryLater',
		isTransient: true,
		isBeforeSending: true,
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
