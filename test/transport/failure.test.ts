import { runInNewContext } from 'node:vm';

import type { Delivery } from '../../lib/transport/delivery';
import { readFailure } from '../../lib/transport/failure';

const thrown = (code: string, more = {}) => Object.assign(new Error('secret'), { code, ...more });

const written: Delivery = {
	isWritten: true,
	isReusedConnection: false,
	isCertificateUndecided: false,
	wasCertificateAccepted: false,
};
const handshaking: Delivery = { ...written, isWritten: false };
/** A new TLS 1.3 connection on which the server has sent nothing since the handshake. */
const undecided: Delivery = { ...written, isCertificateUndecided: true };
const failureOf = (error: unknown, delivery = written) => readFailure(error, delivery);

it.each([
	['ENOTFOUND', 'the host name cannot be resolved', 'retryLater', true],
	['EAI_AGAIN', 'the host name cannot be resolved', 'retryLater', true],
	['ECONNREFUSED', 'the server does not accept connections', 'retryLater', true],
	['EHOSTUNREACH', 'the server does not accept connections', 'retryLater', true],
	['ENETUNREACH', 'the server does not accept connections', 'retryLater', true],
	['CONNECT_TIMEOUT', 'the server does not accept connections', 'retryLater', true],
	[
		'CERT_HAS_EXPIRED',
		"the server's certificate has expired or is not valid yet",
		'contactBank',
		false,
	],
	['CERT_REVOKED', "the server's certificate is invalid", 'contactBank', false],
	['INVALID_CA', "the server's certificate is invalid", 'contactBank', false],
	[
		'ERR_TLS_CERT_ALTNAME_INVALID',
		"the server's certificate is for another host",
		'fixCredential',
		false,
	],
	[
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'the TLS handshake failed (TLS 1.2 or newer is required)',
		'contactBank',
		false,
	],
	['PROXY_407', 'the proxy (HTTPS_PROXY) refused the connection', 'fixRequest', false],
	['PROXY_503', 'the proxy (HTTPS_PROXY) did not connect to the server', 'retryLater', true],
	['HEADERS_TIMEOUT', 'the server did not respond in time', 'retryLater', true],
	['SOMETHING_NEW', 'the connection failed', 'retryLater', false],
])('%s before the request means that %s', (code, message, tppAction, isTransient) => {
	expect(failureOf(thrown(code), handshaking)).toEqual({
		code,
		message,
		tppAction,
		isTransient,
		mayHaveBeenSent: false,
		isStaleSocket: false,
	});
});

it.each([
	['ETIMEDOUT', 'the server did not respond in time', 'retryLater', true],
	['ECONNRESET', 'the connection was closed before the response was complete', 'retryLater', true],
	['EPIPE', 'the connection was closed before the response was complete', 'retryLater', true],
	[
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'the TLS connection broke after the request was sent',
		'retryLater',
		true,
	],
	[
		'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
		'the TLS connection broke after the request was sent',
		'retryLater',
		true,
	],
	['EPROTO', 'the TLS connection broke after the request was sent', 'retryLater', true],
	['HPE_HEADER_OVERFLOW', 'the response is not valid HTTP', 'contactBank', false],
	['Z_DATA_ERROR', 'the response is not valid HTTP', 'contactBank', false],
	['Z_BUF_ERROR', 'the compressed body of the response ends too early', 'retryLater', true],
	['ERR__ERROR_FORMAT_PADDING_1', 'the response is not valid HTTP', 'contactBank', false],
	['SOMETHING_NEW', 'the connection failed', 'retryLater', false],
])('%s after the request means that %s (F-02)', (code, message, tppAction, isTransient) => {
	expect(failureOf(thrown(code))).toEqual({
		code,
		message,
		tppAction,
		isTransient,
		mayHaveBeenSent: true,
		isStaleSocket: false,
	});
});

it.each([
	'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
	'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
])('%s means that the server rejected our certificate', (code) => {
	const sent = [handshaking, undecided, written].map((delivery) => {
		const { message, tppAction, mayHaveBeenSent } = failureOf(thrown(code), delivery);
		expect(message).toContain('the server rejected the transport certificate');
		expect(tppAction).toBe('fixCredential');
		return mayHaveBeenSent;
	});
	expect(sent).toEqual([false, false, true]);
});

it.each([
	['3.0', 'sslv3 alert handshake failure', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
	['3.5', 'ssl/tls alert handshake failure', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
])('An alert of TLS 1.2 is read from the message of OpenSSL %s (F-04)', (_, alert, code) => {
	const message = `write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:${alert}:../deps/x.c:1599:SSL alert number 40\n`;
	const error = Object.assign(new Error(message), { code: 'EPROTO' });
	expect(failureOf(error)).toMatchObject({ code, tppAction: 'fixCredential' });
	expect(failureOf(thrown('EPROTO')).code).toBe('EPROTO');
});

it('An AggregateError of several addresses has the code of the first', () => {
	const errors = [thrown('EHOSTUNREACH'), thrown('ECONNREFUSED')];
	expect(failureOf(new AggregateError(errors, '')).code).toBe('EHOSTUNREACH');
});

it('A wrapped error has the code of its cause', () => {
	const error = thrown('ERR_BAD_RESPONSE', { cause: thrown('ECONNRESET') });
	expect(failureOf(error).code).toBe('ECONNRESET');
});

it('An error of another realm, which is not an instance of our Error, is read, too', () => {
	const error: unknown = runInNewContext("Object.assign(new Error('x'), { code: 'ENOTFOUND' })");
	expect(error).not.toBeInstanceOf(Error);
	expect(failureOf(error).code).toBe('ENOTFOUND');
});

it.each([undefined, null, 'text', 7, {}])('%p is an unknown failure', (value) => {
	expect(failureOf(value)).toMatchObject({
		code: 'UNKNOWN',
		isTransient: false,
		mayHaveBeenSent: true,
	});
});

it('A reset means a stale socket on a pooled connection, but not on a new one', () => {
	const isStale = (code: string, isReusedConnection: boolean) =>
		failureOf(thrown(code), { ...written, isReusedConnection }).isStaleSocket;
	expect([isStale('ECONNRESET', true), isStale('ECONNRESET', false)]).toEqual([true, false]);
	expect(isStale('HPE_INVALID_CONSTANT', true)).toBe(false);
});

it('A reset after the headers of the response does not mean a stale socket', () => {
	const received = { status: 200, headers: {} };
	const delivery = { ...written, isReusedConnection: true, received };
	expect(failureOf(thrown('ECONNRESET'), delivery).isStaleSocket).toBe(false);
});

it('A reset during the TLS handshake means that no request was sent', () => {
	expect(failureOf(thrown('ECONNRESET'), handshaking)).toMatchObject({
		code: 'HANDSHAKE_CLOSED',
		isTransient: true,
		mayHaveBeenSent: false,
	});
});

it('A new TLS 1.3 connection that is closed without a byte may mean a rejected certificate (F-03)', () => {
	expect(failureOf(thrown('ECONNRESET'), undecided)).toMatchObject({
		code: 'CLOSED_UNREAD',
		tppAction: 'fixCredential',
		isTransient: false,
		mayHaveBeenSent: true,
	});
	const accepted = { ...undecided, wasCertificateAccepted: true };
	expect(failureOf(thrown('ECONNRESET'), accepted).code).toBe('ECONNRESET');
});

it('Only the code is kept', () => {
	const error = thrown('ECONNRESET', { config: { key: 'secret' }, request: { headers: 'secret' } });
	expect(JSON.stringify(failureOf(error))).not.toContain('secret');
});
