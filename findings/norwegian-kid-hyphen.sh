#!/usr/bin/env bash
# norsk-validator and @ssfbank/norwegian-id-validators: a KID with the check character "-" is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent norsk-validator@2.0.0 @ssfbank/norwegian-id-validators@1.0.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { kidnummer } = require('norsk-validator');
const { validateKid } = require('@ssfbank/norwegian-id-validators');

const version = (name) => `${name} ${JSON.parse(require('node:fs').readFileSync(`node_modules/${name}/package.json`)).version}`;
/** Returns the check character by modulus 11, with the weights 2 to 7 from the right. */
function checkCharacter(digits) {
	const sum = [...digits].reverse().reduce((total, digit, index) => total + Number(digit) * (2 + (index % 6)), 0);
	const rest = (11 - (sum % 11)) % 11;
	return rest === 10 ? '-' : String(rest);
}
const kids = ['100006', '100007', '100008', '100009'].map((digits) => digits + checkCharacter(digits));
const seen = kids.map((kid) => ({
	kid,
	'norsk-validator': kidnummer(kid),
	'@ssfbank/norwegian-id-validators': validateKid(kid, true, false),
}));

console.log(`Versions: ${version('norsk-validator')}, ${version('@ssfbank/norwegian-id-validators')}, Node.js ${process.version}`);
console.log('Expected: the check character of a KID by modulus 11 is a hyphen when the calculation gives 10 (specification of the');
console.log('Norwegian banks for KID, OCR giro). One of eleven references ends with it.');
console.log('Seen: both refuse it and accept its neighbours.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(Object.values),
	[
		['1000063', true, true],
		['1000071', true, true],
		['100008-', false, false],
		['1000098', true, true],
	],
	'The behaviour has changed.',
);
JS
node finding.cjs
