#!/usr/bin/env bash
# jks-js: the chain of a key is in a JKS file and not in a PKCS#12 file, and an issuer without a name makes it unreadable.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent jks-js@1.1.7

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import jks from 'jks-js';

const [openssl, java] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('node_modules/jks-js/package.json'));
const subjects = (pem = '') =>
	pem
		.split(/(?=-----BEGIN)/)
		.filter(Boolean)
		.map((certificate) => new X509Certificate(certificate).subject.split('CN=')[1]);

/** Tells which certificates the entry of the key has, and what Node.js itself does with the file. */
function read(file, { pfx }) {
	const passphrase = 'example';
	const contents = readFileSync(file);
	const row = { 'pfx of Node.js': pfx && createSecureContext({ pfx: contents, passphrase }) ? 'accepted' : undefined };
	try {
		const entry = Object.values(jks.toPem(contents, passphrase)).find(({ key }) => key);
		return { ...row, members: Object.keys(entry).sort(), cert: subjects(entry.cert) };
	} catch ({ name, message }) {
		return { ...row, error: `${name}: ${message}` };
	}
}
const seen = {
	'JKS of keytool': read('keytool.jks', { pfx: false }),
	'PKCS#12 of keytool': read('keytool.p12', { pfx: true }),
	'PKCS#12 of OpenSSL': read('openssl.p12', { pfx: true }),
};

console.log(`Versions: jks-js ${version}, ${java}, ${openssl}, Node.js ${process.version}`);
console.log('Expected: the three files hold the same key, its certificate and its issuer. They give the same cert, with the chain that');
console.log('TLS needs. A friendly name is optional in PKCS#12 (RFC 7292 §4.2), and OpenSSL writes none for an issuer.');
console.log('Seen: cert has the chain if the file is JKS and the certificate alone if it is PKCS#12. The file of OpenSSL, whose issuer');
console.log('has no name, throws an error.');
console.log('Raw output:');
console.dir(seen, { depth: 3 });
assert.deepStrictEqual(
	seen,
	{
		'JKS of keytool': { 'pfx of Node.js': undefined, members: ['cert', 'key'], cert: ['tpp.example', 'ca.example'] },
		'PKCS#12 of keytool': { 'pfx of Node.js': 'accepted', members: ['cert', 'key'], cert: ['tpp.example'] },
		'PKCS#12 of OpenSSL': {
			'pfx of Node.js': 'accepted',
			error: "TypeError: Cannot read properties of undefined (reading '0')",
		},
	},
	'The behaviour has changed.',
);
JS
{
	openssl req -x509 -newkey rsa:2048 -nodes -subj '/C=NO/O=Example CA/CN=ca.example' -days 2 -keyout ca.key -out ca.crt
	openssl req -newkey rsa:2048 -nodes -subj '/C=NO/O=Example TPP/CN=tpp.example' -keyout tpp.key -out tpp.csr
	openssl x509 -req -in tpp.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out tpp.crt
	openssl pkcs12 -export -inkey tpp.key -in tpp.crt -certfile ca.crt -name tpp -passout pass:example -out openssl.p12
	for type in jks:JKS p12:PKCS12; do
		keytool -importkeystore -noprompt -srckeystore openssl.p12 -srcstorepass example -destkeystore "keytool.${type%:*}" \
			-deststoretype "${type#*:}" -deststorepass example -destkeypass example
	done
} > /dev/null 2>&1
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "$(java -version 2>&1 | head -1)"
