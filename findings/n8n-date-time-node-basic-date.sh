#!/usr/bin/env bash
# n8n-nodes-base: Date & Time reads 20261128, a date of OFX, BAI2 and ISO 8601, as seconds, so it is a day in August 1970.
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

const { DateTime } = require('luxon');
const moment = require('moment-timezone');

const formatted = async (date) =>
	await run({ operation: 'formatDate', date, format: 'custom', customFormat: 'yyyy-MM-dd' }, 'Europe/Oslo');

async function main() {
	const seen = [];
	for (const date of ['2026-11-28', '20261128', '20261128T1015', '20261128101500']) {
		seen.push({
			date,
			luxon: DateTime.fromISO(date).toISODate(),
			moment: moment(date, moment.ISO_8601).isValid() ? moment(date).format('YYYY-MM-DD') : null,
			'Date & Time': await formatted(date),
		});
	}
	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}`);
	console.log('Expected: 20261128 is the basic format of ISO 8601, which OFX (DTPOSTED) and many CSV files of banks use. Luxon and');
	console.log('Moment, with which the node works, and n8n\'s toDateTime() read it as 28 November 2026.');
	console.log('Seen: a text of digits is a Unix time in seconds, and with twelve digits or more in milliseconds. No error says so.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map((row) => Object.values(row)),
		[
			['2026-11-28', '2026-11-28', '2026-11-28', '2026-11-28'],
			['20261128', '2026-11-28', '2026-11-28', '1970-08-23'],
			['20261128T1015', '2026-11-28', '2026-11-28', '2026-11-28'],
			['20261128101500', null, null, '2612-01-19'],
		],
		'The behaviour has changed.',
	);
}
main();
JS
TZ=UTC node finding.cjs
