import { runInNewContext } from 'node:vm';

import { readFailure } from '../../lib/transport/failure';

const thrown = (code: string, more = {}) => Object.assign(new Error('secret'), { code, ...more });

it.each([
	['ENOTFOUND', 'its name cannot be resolved', 'retryLater', true, false],
	['EAI_AGAIN', 'its name cannot be resolved', 'retryLater', true, false],
	['ECONNREFUSED', 'it does not accept connections', 'retryLater', true, false],
	['EHOSTUNREACH', 'it does not accept connections', 'retryLater', true, false],
	['ENETUNREACH', 'it does not accept connections', 'retryLater', true, false],
	['CONNECT_TIMEOUT', 'it does not accept connections', 'retryLater', true, false],
	['ETIMEDOUT', 'it did not answer in time', 'retryLater', true, true],
	[
		'ECONNRESET',
		'the connection was closed before the answer was complete',
		'retryLater',
		true,
		true,
	],
	['EPIPE', 'the connection was closed before the answer was complete', 'retryLater', true, true],
	['CERT_HAS_EXPIRED', "the server's certificate is not in date", 'contactBank', false, false],
	['CERT_REVOKED', "the server's certificate is not valid", 'contactBank', false, false],
	['INVALID_CA', "the server's certificate is not valid", 'contactBank', false, false],
	[
		'ERR_TLS_CERT_ALTNAME_INVALID',
		"the server's certificate is for another host",
		'fixCredential',
		false,
		false,
	],
	['HPE_HEADER_OVERFLOW', 'its answer is not readable HTTP', 'contactBank', false, true],
	['ERR__ERROR_FORMAT_PADDING_1', 'its answer is not readable HTTP', 'contactBank', false, true],
	[
		'PROXY_407',
		'the proxy of this n8n (HTTPS_PROXY) refuses the connection',
		'fixRequest',
		false,
		false,
	],
	[
		'PROXY_503',
		'the proxy of this n8n (HTTPS_PROXY) did not connect to it',
		'retryLater',
		true,
		false,
	],
	['SOMETHING_NEW', 'the connection failed', 'retryLater', false, true],
])('%s says that %s', (code, says, tppAction, transient, maybeSent) => {
	expect(readFailure(thrown(code))).toEqual({
		code,
		says,
		tppAction,
		transient,
		maybeSent,
		staleSocket: false,
	});
});

it.each([
	'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
	'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
	'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
])('%s says that the server refuses our certificate', (code) => {
	const { says, tppAction, maybeSent } = readFailure(thrown(code));
	expect(says).toContain('the server refuses our transport certificate');
	expect({ tppAction, maybeSent }).toEqual({ tppAction: 'fixCredential', maybeSent: false });
});

it('An alert of TLS 1.2 is read from OpenSSL’s message', () => {
	const message =
		'write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/x.c:1599:SSL alert number 40\n';
	const error = Object.assign(new Error(message), { code: 'EPROTO' });
	expect(readFailure(error).code).toBe('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
	expect(readFailure(thrown('EPROTO')).code).toBe('EPROTO');
});

it('A list of failed addresses, whose own message is empty, has the code of the first', () => {
	const errors = [thrown('EHOSTUNREACH'), thrown('ECONNREFUSED')];
	expect(readFailure(new AggregateError(errors, '')).code).toBe('EHOSTUNREACH');
});

it('A wrapped error has the code of its cause', () => {
	const error = thrown('ERR_BAD_RESPONSE', { cause: thrown('ECONNRESET') });
	expect(readFailure(error).code).toBe('ECONNRESET');
});

it('An error of another realm, which is no instance of our Error, is read like ours', () => {
	const error: unknown = runInNewContext("Object.assign(new Error('x'), { code: 'ENOTFOUND' })");
	expect(error).not.toBeInstanceOf(Error);
	expect(readFailure(error).code).toBe('ENOTFOUND');
});

it.each([undefined, null, 'text', 7, {}])('%p is an unknown failure', (value) => {
	expect(readFailure(value)).toMatchObject({ code: 'UNKNOWN', transient: false, maybeSent: true });
});

it('A reset of a pooled connection is a stale one, that of a new one is not', () => {
	const reset = (reusedSocket: boolean) =>
		readFailure(thrown('ECONNRESET', { request: { reusedSocket } }));
	expect([reset(true).staleSocket, reset(false).staleSocket]).toEqual([true, false]);
	expect(
		readFailure(thrown('HPE_INVALID_CONSTANT', { request: { reusedSocket: true } })).staleSocket,
	).toBe(false);
});

it('While TLS is being agreed on nothing has been sent', () => {
	const request = { socket: { secureConnecting: true } };
	expect(readFailure(thrown('ETIMEDOUT', { request })).maybeSent).toBe(false);
	expect(readFailure(thrown('ECONNRESET', { request }))).toMatchObject({
		code: 'HANDSHAKE_CLOSED',
		transient: true,
		maybeSent: false,
	});
});

it('Nothing but the code is taken over', () => {
	const error = thrown('ECONNRESET', { config: { key: 'secret' }, request: { headers: 'secret' } });
	expect(JSON.stringify(readFailure(error))).not.toContain('secret');
});
