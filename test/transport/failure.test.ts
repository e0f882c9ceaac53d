import { runInNewContext } from 'node:vm';

import { readFailure } from '../../lib/transport/failure';

const thrown = (code: string, more = {}) => Object.assign(new Error('secret'), { code, ...more });

it.each([
	['ENOTFOUND', 'the host name cannot be resolved', 'retryLater', true, false],
	['EAI_AGAIN', 'the host name cannot be resolved', 'retryLater', true, false],
	['ECONNREFUSED', 'the server does not accept connections', 'retryLater', true, false],
	['EHOSTUNREACH', 'the server does not accept connections', 'retryLater', true, false],
	['ENETUNREACH', 'the server does not accept connections', 'retryLater', true, false],
	['CONNECT_TIMEOUT', 'the server does not accept connections', 'retryLater', true, false],
	['ETIMEDOUT', 'the server did not respond in time', 'retryLater', true, true],
	[
		'ECONNRESET',
		'the connection was closed before the response was complete',
		'retryLater',
		true,
		true,
	],
	['EPIPE', 'the connection was closed before the response was complete', 'retryLater', true, true],
	[
		'CERT_HAS_EXPIRED',
		"the server's certificate has expired or is not valid yet",
		'contactBank',
		false,
		false,
	],
	['CERT_REVOKED', "the server's certificate is invalid", 'contactBank', false, false],
	['INVALID_CA', "the server's certificate is invalid", 'contactBank', false, false],
	[
		'ERR_TLS_CERT_ALTNAME_INVALID',
		"the server's certificate is for another host",
		'fixCredential',
		false,
		false,
	],
	['HPE_HEADER_OVERFLOW', 'the response is not valid HTTP', 'contactBank', false, true],
	['ERR__ERROR_FORMAT_PADDING_1', 'the response is not valid HTTP', 'contactBank', false, true],
	['PROXY_407', 'the proxy (HTTPS_PROXY) refused the connection', 'fixRequest', false, false],
	['PROXY_503', 'the proxy (HTTPS_PROXY) did not connect to the server', 'retryLater', true, false],
	['SOMETHING_NEW', 'the connection failed', 'retryLater', false, true],
])('%s means that %s', (code, message, tppAction, isTransient, mayHaveBeenSent) => {
	expect(readFailure(thrown(code))).toEqual({
		code,
		message,
		tppAction,
		isTransient,
		mayHaveBeenSent,
		isStaleSocket: false,
	});
});

it.each([
	'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
	'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
])('%s means that the server rejected our certificate', (code) => {
	const { message, tppAction, mayHaveBeenSent } = readFailure(thrown(code));
	expect(message).toContain('the server rejected the transport certificate');
	expect({ tppAction, mayHaveBeenSent }).toEqual({
		tppAction: 'fixCredential',
		mayHaveBeenSent: false,
	});
});

it('An alert of TLS 1.2 is read from OpenSSL’s message', () => {
	const message =
		'write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/x.c:1599:SSL alert number 40\n';
	const error = Object.assign(new Error(message), { code: 'EPROTO' });
	expect(readFailure(error).code).toBe('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
	expect(readFailure(thrown('EPROTO')).code).toBe('EPROTO');
});

it('An AggregateError of several addresses has the code of the first', () => {
	const errors = [thrown('EHOSTUNREACH'), thrown('ECONNREFUSED')];
	expect(readFailure(new AggregateError(errors, '')).code).toBe('EHOSTUNREACH');
});

it('A wrapped error has the code of its cause', () => {
	const error = thrown('ERR_BAD_RESPONSE', { cause: thrown('ECONNRESET') });
	expect(readFailure(error).code).toBe('ECONNRESET');
});

it('An error of another realm, which is not an instance of our Error, is read, too', () => {
	const error: unknown = runInNewContext("Object.assign(new Error('x'), { code: 'ENOTFOUND' })");
	expect(error).not.toBeInstanceOf(Error);
	expect(readFailure(error).code).toBe('ENOTFOUND');
});

it.each([undefined, null, 'text', 7, {}])('%p is an unknown failure', (value) => {
	expect(readFailure(value)).toMatchObject({
		code: 'UNKNOWN',
		isTransient: false,
		mayHaveBeenSent: true,
	});
});

it('A reset means a stale socket on a pooled connection, but not on a new one', () => {
	const reset = (reusedSocket: boolean) =>
		readFailure(thrown('ECONNRESET', { request: { reusedSocket } }));
	expect([reset(true).isStaleSocket, reset(false).isStaleSocket]).toEqual([true, false]);
	expect(
		readFailure(thrown('HPE_INVALID_CONSTANT', { request: { reusedSocket: true } })).isStaleSocket,
	).toBe(false);
});

it('A failure during the TLS handshake means that no request was sent', () => {
	const request = { socket: { secureConnecting: true } };
	expect(readFailure(thrown('ETIMEDOUT', { request })).mayHaveBeenSent).toBe(false);
	expect(readFailure(thrown('ECONNRESET', { request }))).toMatchObject({
		code: 'HANDSHAKE_CLOSED',
		isTransient: true,
		mayHaveBeenSent: false,
	});
});

it('Only the code is kept', () => {
	const error = thrown('ECONNRESET', { config: { key: 'secret' }, request: { headers: 'secret' } });
	expect(JSON.stringify(readFailure(error))).not.toContain('secret');
});
