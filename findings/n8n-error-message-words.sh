#!/usr/bin/env bash
# n8n-workflow: an error message with a word such as "preexisting" is replaced by "The file or directory already exists".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { NodeApiError, NodeOperationError } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));
const node = { id: '1', name: 'Bank', type: 'example.bank', typeVersion: 1, position: [0, 0], parameters: {} };
const messages = [
	'A preexisting consent covers these accounts',
	'The servicePermissions of this client lack ReadBalances',
	'The onlineAccess of this account is blocked',
	'The consent was revoked',
];
const seen = messages.map((message) => ({
	given: message,
	NodeOperationError: new NodeOperationError(node, message).message,
	NodeApiError: new NodeApiError(node, {}, { message }).message,
}));

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}`);
console.log('Expected: the message that a node gives to its error is the message that n8n shows.');
console.log('Seen: a message is replaced when it contains a system error code, in any case and in the middle of a word:');
console.log('EEXIST in "prEEXISTing", EPERM in "servicEPERMissions", EACCES in "onlinEACCESs".');
console.log('Raw output:');
console.dir(seen);
const replaced = [
	'The file or directory already exists',
	'Operation not permitted, make sure you have the right permissions',
	'Forbidden by access permissions, make sure you have the right permissions',
	'The consent was revoked',
];
assert.deepStrictEqual(
	seen.map(({ NodeOperationError: message }) => message),
	replaced,
	'The behaviour has changed.',
);
assert.deepStrictEqual(
	seen.map(({ NodeApiError: message }) => message),
	replaced,
	'The behaviour has changed.',
);
JS
node finding.cjs
