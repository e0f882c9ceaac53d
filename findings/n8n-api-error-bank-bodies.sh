#!/usr/bin/env bash
# n8n-workflow: NodeApiError leaves out the reason in the error bodies of OAuth, UK Open Banking and the Berlin Group.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { NodeApiError } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));
const node = { id: '1', name: 'Bank', type: 'example.bank', typeVersion: 1, position: [0, 0], parameters: {} };
const bodies = {
	'OAuth (RFC 6749 §5.2)': {
		error: 'invalid_grant',
		error_description: 'The customer revoked the consent',
	},
	'UK Open Banking 3.1': {
		Code: '400 BadRequest',
		Id: 'e-1',
		Message: 'Invalid request',
		Errors: [{ ErrorCode: 'UK.OBIE.Field.Invalid', Message: 'toBookingDateTime is not a date' }],
	},
	'Berlin Group 1.3': {
		tppMessages: [{ category: 'ERROR', code: 'PERIOD_INVALID', text: 'dateTo is before dateFrom' }],
	},
	'for comparison: RFC 9457': { title: 'Invalid request', detail: 'dateTo is before dateFrom' },
};
const seen = Object.entries(bodies).map(([format, body]) => {
	const { message, description } = new NodeApiError(node, body, { httpCode: '400' });
	return { format, message, description };
});

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}`);
console.log('Expected: message or description has the reason that the bank gave. NodeApiError knows the names error_description,');
console.log('Message and errors, and takes lists of objects.');
console.log('Seen: it takes the first name that it finds: error before error_description, Message before Errors. It has no name');
console.log('that leads into tppMessages. Only the body of RFC 9457 keeps its reason.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(({ description }) => description),
	['invalid_grant', 'Invalid request', null, 'dateTo is before dateFrom'],
	'The behaviour has changed.',
);
assert.ok(
	seen.every(({ message }) => message === 'Bad request - please check your parameters'),
	'The behaviour has changed.',
);
JS
node finding.cjs
