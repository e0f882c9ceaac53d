#!/usr/bin/env bash
# @digitalbazaar/http-digest-header: a Digest with two algorithms is refused as if the body had changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
	@digitalbazaar/http-digest-header@2.3.0 @misskey-dev/node-http-message-signatures@0.0.10

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verifyHeaderValue } from '@digitalbazaar/http-digest-header';
import { verifyDigestHeader } from '@misskey-dev/node-http-message-signatures';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const names = ['@digitalbazaar/http-digest-header', '@misskey-dev/node-http-message-signatures'];
const body = '{"access":{"accounts":[]}}';
const digest = (algorithm) => createHash(algorithm).update(body).digest('base64');
const [sha256, sha512] = [`SHA-256=${digest('sha256')}`, `SHA-512=${digest('sha512')}`];

const seen = {};
for (const [name, value] of Object.entries({
	'SHA-256': sha256,
	'SHA-512': sha512,
	'SHA-256,SHA-512': `${sha256},${sha512}`,
	'SHA-512,SHA-256': `${sha512},${sha256}`,
})) {
	const { verified, error } = await verifyHeaderValue({ data: body, headerValue: value });
	const request = { method: 'POST', url: '/v1/consents', headers: { digest: value } };
	const other = await verifyDigestHeader(request, Buffer.from(body), { algorithms: ['SHA-256', 'SHA-512'] });
	seen[name] = { '@digitalbazaar': verified, error: error?.message, '@misskey-dev': other };
}

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: Digest is a list (RFC 3230 §4.3.2), so a body is verified by two right digests as by one. The Berlin Group');
console.log('allows SHA-256 and SHA-512. What is not supported is an error.');
console.log('Seen: when SHA-256 comes first, the list is "not verified" without an error: the same result as for a changed body.');
console.log('In the other order, or for SHA-512 alone, there is an error.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	Object.values(seen).map((row) => Object.values(row)),
	[
		[true, undefined, true],
		[false, 'Algorithm "sha512" is not supported.', true],
		[false, undefined, true],
		[false, 'Algorithm "sha512" is not supported.', true],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
