#!/usr/bin/env bash
# n8n-nodes-base: Date & Time puts 2026-12-01 into November in a workflow west of the server, n8n's default time zone included.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 lodash@4.18.1 luxon@3.7.2 moment-timezone@0.5.48
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/DateTime

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const get = require('lodash/get');
const { DateTimeV2 } = require('./package/dist/nodes/DateTime/V2/DateTimeV2.node.js');
const { version } = require('./package/package.json');

/** Runs the node Date & Time, in its newest version, in a workflow with this time zone. */
async function run(parameters, timezone) {
	const context = {
		getNode: () => ({ name: 'Date & Time', typeVersion: 2 }),
		getTimezone: () => timezone,
		getInputData: () => [{ json: {} }],
		getNodeParameter: (name, _index, fallback) => get({ outputFieldName: 'result', options: {}, ...parameters }, name, fallback),
		continueOnFail: () => false,
	};
	const [[{ json }]] = await new DateTimeV2({}).execute.call(context);
	return json.result;
}

const date = '2026-12-01';
const operations = {
	'Extract Part: Month': { operation: 'extractDate', date, part: 'month' },
	'Round Down to Month': { operation: 'roundDate', date, mode: 'roundDown', toNearest: 'month' },
	'Add 1 Day': { operation: 'addToDate', magnitude: date, timeUnit: 'days', duration: 1 },
};

async function main() {
	const seen = [];
	for (const [operation, parameters] of Object.entries(operations)) {
		seen.push({
			operation,
			'in Europe/Oslo': await run(parameters, 'Europe/Oslo'),
			'in America/New_York': await run(parameters, 'America/New_York'),
		});
	}
	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}; the process in UTC, as in n8n's image`);
	console.log(`Expected: the booking date ${date} has no time, so it is that day in every workflow. In expressions, toDateTime() reads it in`);
	console.log('the time zone of the workflow.');
	console.log('Seen: the node reads it as midnight in the time zone of the process, and converts that to the time zone of the workflow.');
	console.log('America/New_York is the default of n8n: there, the first day of each month belongs to the month before.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map((row) => Object.values(row)),
		[
			['Extract Part: Month', 12, 11],
			['Round Down to Month', '2026-12-01T00:00:00.000+01:00', '2026-11-01T00:00:00.000-04:00'],
			['Add 1 Day', '2026-12-02T01:00:00.000+01:00', '2026-12-01T19:00:00.000-05:00'],
		],
		'The behaviour has changed.',
	);
}
main();
JS
TZ=UTC node finding.cjs
