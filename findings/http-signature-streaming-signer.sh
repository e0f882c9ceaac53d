#!/usr/bin/env bash
# http-signature: the verifier refuses every signature that createSigner() makes with a key.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent http-signature@1.4.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { generateKeyPairSync, verify } = require('node:crypto');
const httpSignature = require('http-signature');

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const date = new Date().toUTCString();

function verifiedByTheLibrary(authorization) {
	const request = { method: 'GET', url: '/accounts', headers: { date, authorization } };
	return httpSignature.verifySignature(httpSignature.parseRequest(request), publicKey);
}

const signer = httpSignature.createSigner({ keyId: 'k1', key: privateKey, algorithm: 'rsa-sha256' });
signer.writeHeader('date', date);
signer.sign((error, authorization) => {
	assert.ifError(error);
	const signature = Buffer.from(/signature="(.*?)"/.exec(authorization)[1], 'base64');
	const seen = {
		verifySignature: verifiedByTheLibrary(authorization),
		'over "date: …"': verify('sha256', Buffer.from(`date: ${date}`), publicKey, signature),
		'over "\\ndate: …"': verify('sha256', Buffer.from(`\ndate: ${date}`), publicKey, signature),
	};
	console.log(`Versions: http-signature ${require('http-signature/package.json').version}, Node.js ${process.version}`);
	console.log('Expected: verifySignature accepts what createSigner signed with the matching key.');
	console.log('Seen: it refuses. createSigner put a line feed in front of the first line that it signed.');
	console.log('Raw output:');
	console.log(authorization);
	console.log(seen);
	assert.deepStrictEqual(Object.values(seen), [false, false, true], 'The behaviour has changed.');
});
JS
node finding.cjs
