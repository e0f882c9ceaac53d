#!/usr/bin/env bash
# fints: a line of the remittance text such as "vom 3. TANKSTELLE" is left out, because it looks like the number of a TAN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent fints@0.5.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { parse86Structured } = require('fints');

const { version } = JSON.parse(readFileSync('node_modules/fints/package.json'));
/** Reads field 86 of an MT940 statement with these lines of remittance text. */
function read(first, second, third) {
	const field = `177?00UEBERWEISUNG?20SVWZ+${first}?21${second}?22${third}?30COBADEFFXXX?31DE89370400440532013000?32Example GmbH`;
	const { reference } = parse86Structured(field);
	return { lines: [first, second, third].join('|'), text: reference.text, tan: reference.tan };
}
const seen = [
	read('RECHNUNG 4711 ', 'FILIALE 12. TANKSTELLE ', 'KUNDE 8'),
	read('RECHNUNG 4711 ', 'FILIALE 12 TANKSTELLE ', 'KUNDE 8'),
];

console.log(`Versions: fints ${version}, Node.js ${process.version}`);
console.log('Expected: the text is all lines that follow SVWZ+, the tag of the remittance information (DFÜ agreement, appendix 3).');
console.log('Seen: a line with digits, a point and TAN is taken for the number of a TAN wherever it stands, and is missing in the text.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(({ text }) => text),
	['RECHNUNG 4711 KUNDE 8', 'RECHNUNG 4711 FILIALE 12 TANKSTELLE KUNDE 8'],
	'The behaviour has changed.',
);
JS
node finding.cjs
