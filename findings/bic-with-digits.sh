#!/usr/bin/env bash
# validator, ibantools, bic and bic-validator: a BIC with a digit in its first four characters is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent validator@13.15.15 ibantools@4.5.4 bic@1.1.1 bic-validator@1.27.0 ibankit@1.6.5

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import bic from 'bic';
import bicValidator from 'bic-validator';
import ibankit from 'ibankit';
import { isValidBIC } from 'ibantools';
import validator from 'validator';

const version = (name) => `${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version}`;
// ISO 20022, BICFIDec2014Identifier of pain.001.001.09 and camt.053.001.08.
const schema = /^[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}$/;
const texts = ['BANKNO22', 'BANKNO22XXX', 'B4NKNO22', '4BNKNO22XXX'];
const checks = {
	'pattern of ISO 20022': (text) => schema.test(text),
	ibankit: (text) => ibankit.BIC.isValid(text),
	validator: (text) => validator.isBIC(text),
	ibantools: (text) => isValidBIC(text),
	bic: (text) => bic.isValid(text),
	'bic-validator': (text) => bicValidator.isValid(text),
};
const seen = Object.fromEntries(
	texts.map((text) => [text, Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check(text)]))]),
);

console.log(`Versions: ${Object.keys(checks).slice(1).map(version).join(', ')}, Node.js ${process.version}`);
console.log('Expected: the first four characters of a BIC are letters or digits (ISO 9362:2014 and later, party prefix). The');
console.log('schemas of pain.001.001.09 and camt.053.001.08 accept both.');
console.log('Seen: only ibankit accepts a digit there. The other four accept only letters, as in ISO 9362:2009.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	texts.map((text) => Object.values(seen[text])),
	[
		[true, true, true, true, true, true],
		[true, true, true, true, true, true],
		[true, true, false, false, false, false],
		[true, true, false, false, false, false],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
