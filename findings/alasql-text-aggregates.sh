#!/usr/bin/env bash
# alasql, the SQL of n8n's Merge: MAX of dates and SUM of amounts have no result, because they are text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent alasql@4.4.0 newest@npm:alasql@4.19.1

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const transactions = [
	{ account: 'A', amount: '10.00', date: '2026-11-02' },
	{ account: 'A', amount: '9.50', date: '2026-11-28' },
	{ account: 'B', amount: '100.00', date: '2026-11-15' },
];
const query = 'SELECT account, MAX(date) AS latest, SUM(amount) AS plain, SUM(amount * 1) AS multiplied FROM ? GROUP BY account';
const sorted = 'SELECT date FROM ? ORDER BY date DESC LIMIT 1';

const seen = ['alasql', 'newest'].flatMap((name) => {
	const alasql = require(name);
	const [{ date }] = alasql(sorted, [transactions]);
	return alasql(query, [transactions]).map((row) => ({ version: versionOf(name), ...row, 'ORDER BY date DESC': date }));
});

console.log(`Versions: alasql ${versionOf('alasql')}, which n8n 2.41 uses, and ${versionOf('newest')}, Node.js ${process.version}`);
console.log('Expected: MAX of a text column is the greatest text, as in SQL, so the latest booking date is found. SUM of amounts as UK Open');
console.log('Banking writes them is their sum, or an error.');
console.log('Seen: both are null or undefined, without an error. Only the SUM of a single row has its text. ORDER BY, and an amount that is');
console.log('multiplied by 1, work.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(({ version, account, latest, plain, multiplied }) => [version, account, latest ?? null, plain ?? null, multiplied]),
	['4.4.0', '4.19.1'].flatMap((version) => [
		[version, 'A', null, null, 19.5],
		[version, 'B', null, '100.00', 100],
	]),
	'The behaviour has changed.',
);
JS
node finding.cjs
