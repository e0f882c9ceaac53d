#!/usr/bin/env bash
# Node.js: of a PFX file with two keys, as keytool writes it, TLS uses the key that was imported first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import { text } from 'node:stream/consumers';

const [openssl, java, ...listed] = process.argv.slice(2);
const read = (name) => readFileSync(name);
const server = createServer(
	{ key: read('server.key'), cert: read('server.pem'), requestCert: true, rejectUnauthorized: false },
	({ socket }, response) => response.end(socket.getPeerCertificate().subject.CN),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');

async function usedKey(file) {
	const { port } = server.address();
	const sent = request({
		...{ host: '127.0.0.1', port, agent: false, ca: read('server.pem') },
		...{ pfx: read(file), passphrase: 'changeit' },
	});
	sent.end();
	const [response] = await once(sent, 'response');
	return text(response);
}
const row = async (file, entries) => ({ 'entries by keytool': entries, 'key of TLS': await usedKey(file) });
const seen = {
	'transport imported first': await row('transport-first.p12', listed[0]),
	'signing imported first': await row('signing-first.p12', listed[1]),
};
server.close();

console.log(`Versions: Node.js ${process.version} with OpenSSL ${process.versions.openssl}, ${openssl}, ${java}`);
console.log('Expected: a keystore with the transport and the signing key is ambiguous for the option pfx, which has no alias, so');
console.log('it is refused. Or the choice follows the file, and keytool lists both files the same.');
console.log('Seen: the key that was imported first is used without a word, so one of two equal-looking files opens connections');
console.log('with the signing certificate.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	Object.values(seen).map((values) => Object.values(values)),
	[
		['signing transport', 'transport'],
		['signing transport', 'signing'],
	],
	'The behaviour has changed.',
);
JS
for name in transport signing server; do
	openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$name" -addext 'subjectAltName=IP:127.0.0.1' -days 2 \
		-keyout "$name.key" -out "$name.pem" 2> /dev/null
	openssl pkcs12 -export -inkey "$name.key" -in "$name.pem" -name "$name" -passout pass:changeit -out "$name.p12"
done
import() { # keystore, then the entries in their order
	for name in "${@:2}"; do
		keytool -importkeystore -srckeystore "$name.p12" -srcstorepass changeit -srcstoretype PKCS12 \
			-destkeystore "$1" -deststorepass changeit -deststoretype PKCS12 > /dev/null 2>&1
	done
	keytool -list -keystore "$1" -storepass changeit 2> /dev/null | grep PrivateKeyEntry | cut -d , -f 1 | paste -s -d ' '
}
first=$(import transport-first.p12 transport signing)
second=$(import signing-first.p12 signing transport)
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "$(java -version 2>&1 | head -1)" "$first" "$second"
