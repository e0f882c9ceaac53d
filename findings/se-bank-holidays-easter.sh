#!/usr/bin/env bash
# se-bank-holidays: Easter follows the real full moon, so in some years Easter Monday is a bank day and a day in March is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent se-bank-holidays@1.1.7

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { isEasterSunday, isHoliday } = require('se-bank-holidays');

const { version } = JSON.parse(readFileSync('node_modules/se-bank-holidays/package.json'));
const oneDay = 24 * 60 * 60 * 1000;
const dateOf = (time) => new Date(time).toISOString().slice(0, 10);

/** Easter Sunday as the calendar of the churches has it (the Gregorian computus), in milliseconds since 1970. */
function easterSunday(year) {
	const century = Math.floor(year / 100);
	const golden = year % 19;
	const correction = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25);
	const epact = (19 * golden + correction + 15) % 30;
	const moon = epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
	const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
	return Date.UTC(year, 2, 28 + moon - weekday);
}
/** Easter Sunday as the library has it. */
function easterOfLibrary(year) {
	const days = Array.from({ length: 60 }, (_, day) => Date.UTC(year, 2, 20) + day * oneDay);
	return days.find((day) => isEasterSunday(new Date(day)));
}

const years = Array.from({ length: 61 }, (_, index) => 2000 + index);
const seen = years
	.filter((year) => easterOfLibrary(year) !== easterSunday(year))
	.map((year) => ({
		year,
		'Easter Sunday': dateOf(easterSunday(year)),
		'of the library': dateOf(easterOfLibrary(year)),
		'Easter Monday is a holiday': isHoliday(new Date(easterSunday(year) + oneDay)),
	}));

console.log(`Versions: se-bank-holidays ${version}, Node.js ${process.version}`);
console.log('Expected: Good Friday and Easter Monday are bank holidays in Sweden. Easter is the Sunday after the full moon of the church');
console.log('calendar, which is computed by tables. So Easter Monday was 22 April in 2019.');
console.log('Seen: the library computes the full moon of astronomy. From 2000 to 2060, Easter is on another day in five years, and so are');
console.log('all holidays that depend on it: Easter Monday is a bank day then.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		[2019, '2019-04-21', '2019-03-24', false],
		[2038, '2038-04-25', '2038-03-28', false],
		[2045, '2045-04-09', '2045-04-02', false],
		[2049, '2049-04-18', '2049-04-25', false],
		[2057, '2057-04-22', '2057-03-25', false],
	],
	'The behaviour has changed.',
);
JS
node finding.cjs
