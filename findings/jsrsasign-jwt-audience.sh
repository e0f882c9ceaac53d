#!/usr/bin/env bash
# jsrsasign: verifyJWT refuses a token for several audiences, unless the verifier accepts every one of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent jsrsasign@11.1.5 jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { exportSPKI, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import rsasign from 'jsrsasign';

const { KEYUTIL, KJUR } = rsasign;
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const bank = 'https://bank.example';
const other = 'https://directory.example';
const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
const key = KEYUTIL.getKey(await exportSPKI(publicKey));

/** Reads one token for the given audiences with both libraries, which accept the given ones. */
async function read(audience, accepted) {
	const token = await new SignJWT({ iss: 'tpp', aud: audience })
		.setProtectedHeader({ alg: 'PS256', typ: 'JWT' })
		.setIssuedAt()
		.setExpirationTime('5m')
		.sign(privateKey);
	const jose = await jwtVerify(token, publicKey, { audience: accepted }).then(
		() => true,
		() => false,
	);
	return { jose, jsrsasign: KJUR.jws.JWS.verifyJWT(token, key, { alg: ['PS256'], aud: accepted }) };
}

const seen = {
	'aud: bank; accepted: bank': await read(bank, [bank]),
	'aud: bank; accepted: bank, directory': await read(bank, [bank, other]),
	'aud: [bank]; accepted: bank': await read([bank], [bank]),
	'aud: [bank, directory]; accepted: bank': await read([bank, other], [bank]),
	'aud: [bank, directory]; accepted: directory': await read([bank, other], [other]),
	'aud: [bank, directory]; accepted: bank, directory': await read([bank, other], [bank, other]),
};

console.log(`Versions: jsrsasign ${version('jsrsasign')}, jose ${version('jose')}, Node.js ${process.version}`);
console.log('Expected: aud can be an array, and a recipient accepts the token when it finds itself in it (RFC 7519 §4.1.3).');
console.log('Seen: jsrsasign wants every audience of the token among the accepted ones, so a bank that accepts only itself');
console.log('refuses a token for itself and the directory.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	Object.values(seen).map(({ jose, jsrsasign }) => [jose, jsrsasign]),
	[
		[true, true],
		[true, true],
		[true, true],
		[true, false],
		[true, false],
		[true, true],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
