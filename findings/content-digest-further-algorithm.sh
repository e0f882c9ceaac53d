#!/usr/bin/env bash
# httpbis-digest-headers: a right sha-256 is not enough when the header has a digest of one more algorithm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent httpbis-digest-headers@1.0.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { createHash } = require('node:crypto');
const { verifyContentDigest } = require('httpbis-digest-headers');

const { version } = JSON.parse(require('node:fs').readFileSync('node_modules/httpbis-digest-headers/package.json'));
const body = '{"instructedAmount":{"currency":"NOK","amount":"10.00"}}';
const digest = (name, algorithm) => `${name}=:${createHash(algorithm).update(body).digest('base64')}:`;
const [sha256, sha512, md5] = [digest('sha-256', 'sha256'), digest('sha-512', 'sha512'), digest('md5', 'md5')];
const headers = {
	'sha-256': sha256,
	'sha-256, sha-512': `${sha256}, ${sha512}`,
	'sha-256, md5': `${sha256}, ${md5}`,
	'md5, sha-512': `${md5}, ${sha512}`,
};
const verify = (header) => {
	try {
		return verifyContentDigest(body, header);
	} catch ({ message }) {
		return message;
	}
};
const seen = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, verify(header)]));

console.log(`Versions: httpbis-digest-headers ${version}, Node.js ${process.version}`);
console.log('Expected: a recipient ignores the digests whose algorithm it does not support and verifies another one (RFC 9530 §2');
console.log('lets it ignore any). md5 is in the registry of that RFC, as deprecated.');
console.log('Seen: one such digest is an error, wherever it stands, though all digests are right.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	[true, true, "Unsupported digest algorithm 'md5'.", "Unsupported digest algorithm 'md5'."],
	'The behaviour has changed.',
);
JS
node finding.cjs
