#!/usr/bin/env bash
# n8n-workflow: a polling trigger that runs every 90 minutes or 36 hours runs every hour or day, and every 45 minutes is uneven.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 cron@4.4.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { CronTime } = require('cron');
const { cronNodeOptions, toCronExpression } = require('n8n-workflow');

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const { typeOptions } = cronNodeOptions[0].values.find(({ name }) => name === 'value');

/** Returns the cron expression of a poll time Every X with fixed seconds and minutes, and the minutes between six runs. */
function runs(value, unit) {
	const expression = toCronExpression({ mode: 'everyX', value, unit })
		.replace(/^\d+/, '0')
		.replace(/^0 \d+ /, '0 0 ');
	const time = new CronTime(expression, 'UTC');
	const dates = [new Date('2026-11-30T00:00:00Z')];
	while (dates.length < 6) dates.push(time.getNextDateFrom(dates.at(-1), 'UTC').toJSDate());
	return {
		'Every X': `${value} ${unit}`,
		'cron expression': expression,
		'hours between the runs': dates.slice(1).map((date, index) => (date - dates[index]) / 3_600_000),
	};
}
const seen = [runs(30, 'minutes'), runs(45, 'minutes'), runs(90, 'minutes'), runs(7, 'hours'), runs(36, 'hours')];

console.log(
	`Versions: n8n-workflow ${version('n8n-workflow')}, cron ${version('cron')} (the one of n8n-core 2.41.1), Node.js ${process.version}`,
);
console.log(`The field for X takes every number from ${typeOptions.minValue} to ${typeOptions.maxValue}.`);
console.log('Expected: the trigger polls every X minutes or hours.');
console.log('Seen: X becomes the step of a cron field, which starts anew each hour or day. A step that is longer than the field');
console.log('leaves one run per hour or day, so 90 minutes are 60 and 36 hours are 24. Seven hours are four polls a day with three');
console.log('hours around midnight, and 45 minutes are 45 and 15 in turn.');
console.log('Raw output:');
for (const row of seen) console.log(row);
assert.deepStrictEqual(typeOptions, { minValue: 0, maxValue: 1000 }, 'The behaviour has changed.');
assert.deepStrictEqual(
	seen.map((row) => row['hours between the runs']),
	[
		[0.5, 0.5, 0.5, 0.5, 0.5],
		[0.75, 0.25, 0.75, 0.25, 0.75],
		[1, 1, 1, 1, 1],
		[7, 7, 7, 3, 7],
		[24, 24, 24, 24, 24],
	],
	'The behaviour has changed.',
);
JS
TZ=UTC node finding.cjs
