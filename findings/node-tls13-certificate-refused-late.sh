#!/usr/bin/env bash
# Node.js with TLS 1.3: a connection is ready and authorized before the server has refused the client certificate.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

const [openssl] = process.argv.slice(2);
const read = (name) => readFileSync(name);

// The bank is OpenSSL: it trusts the directory only, and says so when it refuses a certificate.
const files = ['-key', 'bank.key', '-cert', 'bank.pem', '-CAfile', 'directory.pem'];
const bank = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-Verify', '2', '-verify_return_error', '-www', ...files]);
let printed = '';
bank.stdout.on('data', (data) => (printed += data));
while (!/ACCEPT .*:\d+/.test(printed)) await once(bank.stdout, 'data');
const port = Number(printed.match(/ACCEPT .*:(\d+)/)[1]);

/** Connects with a certificate that the bank does not trust and returns what happens to the socket, in order. */
async function events(version) {
	const seen = [];
	const socket = connect({
		host: '127.0.0.1',
		port,
		minVersion: version,
		maxVersion: version,
		ca: read('bank.pem'),
		key: read('stranger.key'),
		cert: read('stranger.pem'),
	});
	socket.on('secureConnect', () => seen.push(`secureConnect, authorized: ${socket.authorized}`));
	socket.on('error', ({ code }) => seen.push(code));
	socket.resume();
	await new Promise((resolve) => socket.on('close', resolve));
	return seen;
}
const seen = { 'TLSv1.2': await events('TLSv1.2'), 'TLSv1.3': await events('TLSv1.3') };
bank.kill();

console.log(`Versions: Node.js ${process.version} with OpenSSL ${process.versions.openssl}, ${openssl} as the bank`);
console.log('Expected: "secureConnect" means that the handshake succeeded, so a bank has taken the certificate. A check of');
console.log('certificates can connect, wait for this event and close.');
console.log('Seen: so it is in TLS 1.2. In TLS 1.3 the client has finished before the server reads its certificate (RFC 8446,');
console.log('figure 1): the refusal is an error after the event. Only a response shows that the certificate was taken.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	seen,
	{
		'TLSv1.2': ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
		'TLSv1.3': ['secureConnect, authorized: true', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
	},
	'The behaviour has changed.',
);
JS
for name in bank directory stranger; do
	openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$name" -addext 'subjectAltName=IP:127.0.0.1' -days 2 \
		-keyout "$name.key" -out "$name.pem" 2> /dev/null
done
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)"
