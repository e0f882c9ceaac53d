#!/usr/bin/env bash
# n8n-nodes-base: Format Date shows 23:30-05:00 on the day after, and 00:30+05:30 with another time, though it keeps the input's zone.
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

const formatted = async (date) =>
	await run({ operation: 'formatDate', date, format: 'custom', customFormat: 'yyyy-MM-dd HH:mm' }, 'Europe/Oslo');

async function main() {
	const seen = [];
	for (const date of ['2026-11-28T23:30:00+01:00', '2026-11-28T23:30:00-05:00', '2026-11-28T23:30:00+05:30']) {
		seen.push({ date, 'Format Date': await formatted(date) });
	}
	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}`);
	console.log('Expected: without Use Workflow Timezone, the node uses "the timezone of the input", as its description says. A booking at');
	console.log('23:30 is formatted as 23:30 of its day.');
	console.log('Seen: this holds for a plus sign and whole hours. With a minus sign the result is in UTC, here on the next day. Of +05:30');
	console.log('the half hour is lost.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map((row) => row['Format Date']),
		['2026-11-28 23:30', '2026-11-29 04:30', '2026-11-28 23:00'],
		'The behaviour has changed.',
	);
}
main();
JS
TZ=UTC node finding.cjs
