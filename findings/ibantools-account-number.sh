#!/usr/bin/env bash
# ibantools: extractIBAN gives "F" as the account number of a Finnish IBAN, and none for a British one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent ibantools@4.5.4

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { extractIBAN } from 'ibantools';

const { version } = JSON.parse(readFileSync('node_modules/ibantools/package.json'));

/** The examples of the SWIFT IBAN registry. */
const examples = {
	NO: 'NO9386011117947',
	DK: 'DK5000400440116243',
	FI: 'FI2112345600000785',
	SE: 'SE4550000000058398257466',
	GB: 'GB29NWBK60161331926819',
	DE: 'DE89370400440532013000',
};
const seen = Object.entries(examples).map(([country, iban]) => {
	const { valid, bban, bankIdentifier, accountNumber } = extractIBAN(iban);
	return { country, valid, bban, bankIdentifier, accountNumber };
});

console.log(`Versions: ibantools ${version}, Node.js ${process.version}`);
console.log('Expected: accountNumber is the part of the BBAN behind bank and branch, such as 31926819 for GB29NWBK60161331926819.');
console.log('Seen: it is so for Germany, and for Norway, where the BBAN is the account number. For Finland it is the first letter');
console.log('of the IBAN, for Denmark the whole BBAN, for Sweden and the United Kingdom undefined. All of them are valid.');
console.log('Raw output:');
console.table(seen);
assert.ok(seen.every(({ valid }) => valid), 'The behaviour has changed.');
assert.deepStrictEqual(
	Object.fromEntries(seen.map(({ country, accountNumber }) => [country, accountNumber])),
	{
		NO: '86011117947',
		DK: '00400440116243',
		FI: 'F',
		SE: undefined,
		GB: undefined,
		DE: '0532013000',
	},
	'The behaviour has changed.',
);
JS
node finding.mjs
