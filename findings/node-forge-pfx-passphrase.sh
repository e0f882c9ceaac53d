#!/usr/bin/env bash
# node-forge: no spelling of a passphrase with a letter like å opens a PFX file as OpenSSL 3 writes it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent node-forge@1.4.3

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { createSecureContext } = require('node:tls');
const forge = require('node-forge');

const passphrase = 'Blåbær';

function byForge(file, spelling) {
	try {
		const structure = forge.asn1.fromDer(readFileSync(file).toString('binary'));
		const bagType = forge.pki.oids.pkcs8ShroudedKeyBag;
		const bags = forge.pkcs12.pkcs12FromAsn1(structure, spelling).getBags({ bagType });
		return bags[bagType][0].key ? 'opened' : 'no key';
	} catch (error) {
		return error.message;
	}
}

function byNode(file) {
	createSecureContext({ pfx: readFileSync(file), passphrase });
	return 'opened';
}

const spellings = { characters: passphrase, 'UTF-8 bytes': Buffer.from(passphrase).toString('binary') };
const forgeOn = (file) => Object.fromEntries(Object.entries(spellings).map(([name, text]) => [name, byForge(file, text)]));
const seen = {
	'AES-256 (PBES2), the default': { node: byNode('pbes2.pfx'), 'node-forge': forgeOn('pbes2.pfx') },
	'3DES (PBE of PKCS#12)': { node: byNode('pbe.pfx'), 'node-forge': forgeOn('pbe.pfx') },
};

console.log(
	`Versions: node-forge ${require('node-forge/package.json').version}, Node.js ${process.version} (OpenSSL ${process.versions.openssl}), ${process.argv[2]}`,
);
console.log('Expected: a file that opens with its passphrase in node:tls opens in node-forge, in one of the two spellings.');
console.log('Seen: PKCS#12 derives the MAC key from UTF-16 and PBES2 the cipher key from UTF-8. node-forge has one text for both:');
console.log('characters pass the MAC and fail to decrypt, UTF-8 bytes fail at the MAC. Files of the older ciphers open.');
console.log('Raw output:');
console.dir(seen, { depth: null });
assert.deepStrictEqual(
	seen,
	{
		'AES-256 (PBES2), the default': {
			node: 'opened',
			'node-forge': {
				characters: 'Failed to decrypt PKCS#12 SafeContents.',
				'UTF-8 bytes': 'PKCS#12 MAC could not be verified. Invalid password?',
			},
		},
		'3DES (PBE of PKCS#12)': {
			node: 'opened',
			'node-forge': {
				characters: 'opened',
				'UTF-8 bytes': 'PKCS#12 MAC could not be verified. Invalid password?',
			},
		},
	},
	'The behaviour has changed.',
);
JS
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=tpp.example -days 2 -keyout key.pem -out certificate.pem 2> /dev/null
export_pfx() {
	openssl pkcs12 -export -inkey key.pem -in certificate.pem -passout pass:Blåbær "${@:2}" -out "$1"
}
export_pfx pbes2.pfx
export_pfx pbe.pfx -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES
node finding.cjs "$(openssl version | cut -d ' ' -f 1-2)"
