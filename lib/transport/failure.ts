import type { TppAction } from '../errors';

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

export interface Reason {
	/** Codes of Node, of OpenSSL, of axios, and our own. */
	codes: RegExp;
	says: string;
	tppAction: TppAction;
	transient?: true;
	/** The bank cannot have received the request. */
	beforeSending?: true;
}

export const reasons: Reason[] = [
	{
		codes: /^(ENOTFOUND|EAI_AGAIN)$/,
		says: 'its name cannot be resolved',
		tppAction: 'retryLater',
		transient: true,
		beforeSending: true,
	},
	{
		codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT)$/,
		says: 'it does not accept connections',
		tppAction: 'retryLater',
		transient: true,
		beforeSending: true,
	},
	{
		codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
		says: "the server's certificate is not in date",
		tppAction: 'contactBank',
		beforeSending: true,
	},
	{
		codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
		says: "the server's certificate is for another host",
		tppAction: 'fixCredential',
		beforeSending: true,
	},
	{
		codes:
			/^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
		says: "the server's certificate comes from an authority this machine does not know; paste the bank's root and issuing certificates into CA Certificates",
		tppAction: 'fixCredential',
		beforeSending: true,
	},
	{
		codes:
			/^ERR_SSL_.*(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED)$/,
		says: 'the server refuses our transport certificate; check that it is the one the bank knows, that it is in date, and that intermediate certificates are included',
		tppAction: 'fixCredential',
		beforeSending: true,
	},
	{
		codes: /^(ERR_SSL_|EPROTO$)/,
		says: 'no TLS connection could be agreed on (TLS 1.2 or newer is required)',
		tppAction: 'contactBank',
		beforeSending: true,
	},
	{
		codes: /^(CERT_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|UNABLE_TO_|ERR_TLS_CERT_)/,
		says: "the server's certificate is not valid",
		tppAction: 'contactBank',
		beforeSending: true,
	},
	{
		codes: /^EGRESS_REFUSED$/,
		says: 'this n8n does not let workflows connect to its IP address; the administrator can allow it (N8N_SSRF_ALLOWED_HOSTNAMES)',
		tppAction: 'fixCredential',
		beforeSending: true,
	},
	{
		codes: /^PROXY_4\d\d$/,
		says: 'the proxy of this n8n (HTTPS_PROXY) refuses the connection',
		tppAction: 'fixRequest',
		beforeSending: true,
	},
	{
		codes: /^PROXY_/,
		says: 'the proxy of this n8n (HTTPS_PROXY) did not connect to it',
		tppAction: 'retryLater',
		transient: true,
		beforeSending: true,
	},
	{
		codes: /^HANDSHAKE_CLOSED$/,
		says: 'it closed the connection while TLS was being agreed on, as some servers do when they do not accept the transport certificate',
		tppAction: 'retryLater',
		transient: true,
		beforeSending: true,
	},
	{
		codes: /^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/,
		says: 'the connection was closed before the answer was complete',
		tppAction: 'retryLater',
		transient: true,
	},
	{
		codes: /^(ETIMEDOUT|HEADERS_TIMEOUT|TOTAL_TIMEOUT)$/,
		says: 'it did not answer in time',
		tppAction: 'retryLater',
		transient: true,
	},
	{
		codes: /^(Z_|ERR__ERROR_|ERR_BR|HPE_)/,
		says: 'its answer is not readable HTTP',
		tppAction: 'contactBank',
	},
];

export const unknownReason: Reason = {
	codes: /./,
	says: 'the connection failed',
	tppAction: 'retryLater',
};
