#!/usr/bin/env bash
# https-proxy-agent: a proxy that refuses to connect looks like a response of the bank.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent https-proxy-agent@9.1.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { HttpsProxyAgent } from 'https-proxy-agent';

const { version } = JSON.parse(readFileSync('node_modules/https-proxy-agent/package.json'));
const page = '{"error":"access_denied"}';
const refusal = [
	'HTTP/1.1 403 Forbidden',
	'Content-Type: application/json',
	`Content-Length: ${page.length}`,
	'Connection: close',
	'',
	page,
].join('\r\n');

const proxy = createServer().on('connect', (request, socket) => socket.end(refusal));
await once(proxy.listen(0, 'localhost'), 'listening');

const agent = new HttpsProxyAgent(`http://localhost:${proxy.address().port}`);
const request = get('https://bank.example/accounts', { agent });
const response = await once(request, 'response').then(
	([message]) => message,
	(error) => error,
);
proxy.close();
const seen =
	response instanceof Error
		? { error: response.message }
		: {
				statusCode: response.statusCode,
				contentType: response.headers['content-type'],
				body: await text(response),
				'over TLS': response.socket.encrypted === true,
			};

console.log(`Versions: https-proxy-agent ${version}, Node.js ${process.version}`);
console.log('Expected: the request for https://bank.example/accounts emits an error that names the proxy.');
console.log('Seen: it emits a response with the status, the headers and the body of the proxy. No request reached the bank.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	seen,
	{ statusCode: 403, contentType: 'application/json', body: page, 'over TLS': false },
	'The behaviour has changed.',
);
JS
node finding.mjs
