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

interface Row {
	codes: RegExp;
	says: string;
	tppAction: TppAction;
	transient?: true;
	beforeSending?: true;
}

const rows: Row[] = [
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
		codes: /^(Z_|ERR_BR|HPE_)/,
		says: 'its answer is not readable HTTP',
		tppAction: 'contactBank',
	},
];

const unknownRow: Row = { codes: /./, says: 'the connection failed', tppAction: 'retryLater' };

/** Reads what Node, OpenSSL or axios threw. Only the code is taken: the rest may hold a key or a token. */
export function readFailure(thrown: unknown): Failure {
	const code = codeOf(thrown);
	const row = rows.find(({ codes }) => codes.test(code)) ?? unknownRow;
	return {
		code,
		says: row.says,
		tppAction: row.tppAction,
		transient: row.transient ?? false,
		staleSocket: /^(ECONNRESET|EPIPE)$/.test(code) && usedPooledSocket(thrown),
		maybeSent: !row.beforeSending,
	};
}

interface Thrown {
	code?: unknown;
	errors?: unknown[];
	cause?: unknown;
}

/** Happy eyeballs fails with an AggregateError: its first member tells the reason. */
function codeOf(thrown: unknown): string {
	if (typeof thrown !== 'object' || thrown === null) return 'UNKNOWN';
	const { code, errors, cause } = thrown as Thrown;
	if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
	if (typeof code === 'string' && code !== 'ERR_BAD_RESPONSE') return code;
	return codeOf(cause);
}

function usedPooledSocket(thrown: unknown): boolean {
	const { request } = thrown as { request?: { reusedSocket?: boolean } };
	return request?.reusedSocket === true;
}
