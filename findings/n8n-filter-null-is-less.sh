#!/usr/bin/env bash
# n8n-workflow: in If, Filter and Switch, a missing balance of null is less than every positive number, in strict mode too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { executeFilter } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));

/** Decides one condition as the nodes If, Filter and Switch do. */
const decide = (leftValue, type, operation, rightValue) =>
	executeFilter({
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [{ id: '1', leftValue, rightValue, operator: { type, operation } }],
		combinator: 'and',
	});
const row = (value) => ({
	'less than 100': decide(value, 'number', 'lt', 100),
	'at most 0': decide(value, 'number', 'lte', 0),
	'at least 0': decide(value, 'number', 'gte', 0),
	'equal to 0': decide(value, 'number', 'equals', 0),
	'before 2026-11-29': decide(value, 'dateTime', 'before', '2026-11-29'),
});
const seen = { null: row(null), undefined: row(undefined) };

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}`);
console.log('Expected: what is missing meets no comparison, whether it is null or undefined: with strict types, null is no number.');
console.log('An account without a balance does not have a balance below 100.');
console.log('Seen: null is less than 100, at most 0 and at least 0, but not equal to 0. As a date it is not before any date, and');
console.log('undefined meets none of the comparisons.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(Object.values(seen.null), [true, true, true, false, false], 'The behaviour has changed.');
assert.deepStrictEqual(Object.values(seen.undefined), Array(5).fill(false), 'The behaviour has changed.');
JS
node finding.cjs
