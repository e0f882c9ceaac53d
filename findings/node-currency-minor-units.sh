#!/usr/bin/env bash
# Node.js: the decimals that Intl.NumberFormat tells for a currency are not the minor units of ISO 4217.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';

/** Minor units of ISO 4217, list one. */
const minorUnits = { GBP: 2, NOK: 2, ISK: 0, HUF: 2, ALL: 2, COP: 2, IDR: 2, IQD: 3 };
const format = (currency) => new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
const seen = Object.fromEntries(
	Object.entries(minorUnits).map(([currency, iso4217]) => [
		currency,
		{
			'ISO 4217': iso4217,
			Intl: format(currency).resolvedOptions().maximumFractionDigits,
			'1234.50': format(currency).format('1234.50').replace('\u00A0', ' '),
		},
	]),
);
const differs = Object.keys(seen).filter((currency) => seen[currency]['ISO 4217'] !== seen[currency].Intl);

console.log(`Versions: Node.js ${process.version}, ICU ${process.versions.icu}, CLDR ${process.versions.cldr}`);
console.log('Expected: maximumFractionDigits of the style "currency" is the number of minor units of ISO 4217, which ISO 20022 and');
console.log('UK Open Banking use for amounts. Then it tells how many decimals a payment may have.');
console.log('Seen: it is the number of decimals that CLDR finds usual. Forints, leks, pesos and rupiahs have none, so a valid');
console.log('amount such as 1234.50 HUF seems to have two decimals too many, and is shown as 1235. Dinars of Iraq lose three.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(differs, ['HUF', 'ALL', 'COP', 'IDR', 'IQD'], 'The behaviour has changed.');
assert.strictEqual(seen.HUF['1234.50'], 'HUF 1,235', 'The behaviour has changed.');
JS
node finding.mjs
