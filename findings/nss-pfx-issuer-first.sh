#!/usr/bin/env bash
# NSS: pk12util puts the issuer before the certificate of the key, so the PEM file that OpenSSL makes of it fails in Node.js.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

const [openssl, nss] = process.argv.slice(2);
const attempt = (options) => {
	try {
		createSecureContext(options);
		return 'accepted';
	} catch ({ message }) {
		return message;
	}
};
const row = (name) => {
	const pem = readFileSync(`${name}.pem`, 'utf8');
	return {
		certificates: [...pem.matchAll(/^subject=.*CN ?= ?(\S+)/gm)].map(([, commonName]) => commonName),
		'Node.js with pfx': attempt({ pfx: readFileSync(`${name}.p12`), passphrase: 'example' }),
		'Node.js with cert and key': attempt({ cert: pem, key: pem }),
	};
};
const seen = { 'written by OpenSSL': row('before'), 'after a passage through NSS': row('after') };

console.log(`Versions: NSS ${nss}, ${openssl}, Node.js ${process.version}`);
console.log('Expected: import and export of a keystore keep the certificate of the key before its issuers, as TLS needs them in a');
console.log('PEM file (RFC 8446 §4.4.2). OpenSSL, keytool and GnuTLS write PFX files in this order.');
console.log('Seen: pk12util writes the issuer first. openssl pkcs12 keeps the order of the file, so cert begins with the wrong one and');
console.log('Node.js refuses the pair. With pfx the same file is accepted.');
console.log('Raw output:');
console.dir(seen, { depth: 3 });
assert.deepStrictEqual(
	seen,
	{
		'written by OpenSSL': {
			certificates: ['tpp.example', 'ca.example'],
			'Node.js with pfx': 'accepted',
			'Node.js with cert and key': 'accepted',
		},
		'after a passage through NSS': {
			certificates: ['ca.example', 'tpp.example'],
			'Node.js with pfx': 'accepted',
			'Node.js with cert and key': 'error:05800074:x509 certificate routines::key values mismatch',
		},
	},
	'The behaviour has changed.',
);
JS
{
	openssl req -x509 -newkey rsa:2048 -nodes -subj '/C=NO/O=Example CA/CN=ca.example' -days 2 -keyout ca.key -out ca.crt
	openssl req -newkey rsa:2048 -nodes -subj '/C=NO/O=Example TPP/CN=tpp.example' -keyout tpp.key -out tpp.csr
	openssl x509 -req -in tpp.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out tpp.crt
	openssl pkcs12 -export -inkey tpp.key -in tpp.crt -certfile ca.crt -name tpp -passout pass:example -out before.p12
	mkdir database
	certutil -N -d sql:database --empty-password
	pk12util -i before.p12 -d sql:database -W example
	pk12util -o after.p12 -n tpp -d sql:database -W example
	for name in before after; do openssl pkcs12 -in "$name.p12" -passin pass:example -nodes -out "$name.pem"; done
} > /dev/null 2>&1
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "$(dpkg-query --show --showformat='${Version}' libnss3-tools)"
