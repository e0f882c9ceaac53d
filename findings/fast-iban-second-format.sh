#!/usr/bin/env bash
# fast-iban: only the first account number of a country is formatted; the second one comes back as it was.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent fast-iban@1.2.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import fastIban from 'fast-iban';

const { version } = JSON.parse(readFileSync('node_modules/fast-iban/package.json'));
const seen = [
	['NO', '86011117947'],
	['NO', '86011117947'],
	['GB', 'NWBK60161331926819'],
	['GB', 'BARC20038041157768'],
].map(([country, bban]) => ({ country, bban, formatted: fastIban.formatBBAN(bban, country) }));

console.log(`Versions: fast-iban ${version}, Node.js ${process.version}`);
console.log('Expected: formatBBAN gives the same text for the same account number, whatever was formatted before.');
console.log('Seen: the first call for a country empties the table of its parts. From the second call on, the text has no separators');
console.log('until the process ends, and there is no error.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(({ formatted }) => formatted),
	['8601-111794-7', '86011117947', 'NWBK-601613-31926819', 'BARC20038041157768'],
	'The behaviour has changed.',
);
JS
node finding.mjs
