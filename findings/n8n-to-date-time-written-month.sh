#!/usr/bin/env bash
# n8n-workflow: "28 Nov 2026".toDateTime() is 27 November west of the server, and the date 261128 of MT940 is the year 261128.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { Workflow } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));
/** Evaluates an expression as in a node of a workflow with this time zone. */
function evaluate(expression, timezone) {
	const node = { id: '1', name: 'Node', type: 'example', typeVersion: 1, position: [0, 0], parameters: {} };
	const description = { properties: [], inputs: ['main'], outputs: ['main'] };
	const nodeTypes = { getByNameAndVersion: () => ({ description }), getByName: () => ({ description }), getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes, settings: { timezone } });
	return workflow.expression.resolveSimpleParameterValue(`={{ ${expression} }}`, {}, null, 0, 0, 'Node', [{ json: {} }], 'manual', {}, {});
}

const seen = ['2026-11-28', '20261128', '28 Nov 2026', 'Nov 28, 2026', '11/28/2026', '261128'].map((date) => {
	const dayIn = (timezone) => evaluate(`'${date}'.toDateTime().toISODate()`, timezone);
	return { date, 'in Europe/Oslo': dayIn('Europe/Oslo'), 'in America/New_York': dayIn('America/New_York') };
});

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}; the process in UTC, as in n8n's image`);
console.log('Expected: a date without a time is that day in every workflow, however it is written. Another text is an error, such as');
console.log('28.11.2026.');
console.log('Seen: ISO 8601 is read in the time zone of the workflow. For other texts, toDateTime falls back to Date of JavaScript. It reads');
console.log('them in the time zone of the process, so the statement of an American bank is a day early in n8n\'s default time zone. The');
console.log('six digits of an MT940 file are a year to it.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		['2026-11-28', '2026-11-28', '2026-11-28'],
		['20261128', '2026-11-28', '2026-11-28'],
		['28 Nov 2026', '2026-11-28', '2026-11-27'],
		['Nov 28, 2026', '2026-11-28', '2026-11-27'],
		['11/28/2026', '2026-11-28', '2026-11-27'],
		['261128', '+261128-01-01', '+261127-12-31'],
	],
	'The behaviour has changed.',
);
JS
TZ=UTC node finding.cjs
