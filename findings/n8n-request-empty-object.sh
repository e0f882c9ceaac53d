#!/usr/bin/env bash
# n8n-core: httpRequest sends no body for an empty JSON object.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2

cat > finding.cjs <<'JS'
require('reflect-metadata');
const assert = require('node:assert');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');
process.env.N8N_USER_FOLDER = process.cwd();
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_ENCRYPTION_KEY = 'for this run only';
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const trigger = 'n8n-nodes-base.manualTrigger';

function nodeType(name, execute) {
	const inputs = name === trigger ? [] : ['main'];
	const defaults = { name };
	const description = { displayName: name, name, group: ['transform'], version: 1, description: '', defaults };
	return { description: { ...description, inputs, outputs: ['main'], properties: [] }, execute };
}

/** Runs Start → Bank, where Bank calls the given function with the helpers that n8n gives to a node. */
async function runNode(call) {
	const types = {
		[trigger]: nodeType(trigger, async () => [[{ json: {} }]]),
		bank: nodeType('bank', async function () {
			await call(this.helpers);
			return [[{ json: {} }]];
		}),
	};
	const find = (name) => types[name];
	const node = (name, type) => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} });
	const data = {
		...{ id: '1', name: 'Finding', active: false, settings: {} },
		nodes: [node('Start', trigger), node('Bank', 'bank')],
		connections: { Start: { main: [[{ node: 'Bank', type: 'main', index: 0 }]] } },
	};
	const execution = await new WorkflowExecute(
		{
			executionId: '1',
			hooks: new ExecutionLifecycleHooks('manual', '1', data),
			variables: {},
			currentNodeExecutionIndex: 0,
			webhookWaitingBaseUrl: 'http://localhost/waiting',
			formWaitingBaseUrl: 'http://localhost/form',
			setExecutionStatus: () => {},
			sendDataToUI: () => {},
		},
		'manual',
	).run({ workflow: new Workflow({ ...data, nodeTypes: { getByName: find, getByNameAndVersion: find } }) });
	assert.strictEqual(execution.status, 'success');
}

async function main() {
	const received = [];
	const bank = createServer(async (request, response) => {
		received.push({ body: await text(request), 'content-type': request.headers['content-type'] });
		response.end('{}');
	}).listen(0, '127.0.0.1');
	await once(bank, 'listening');
	const url = `http://127.0.0.1:${bank.address().port}/v1/consents/c1/authorisations`;
	const headers = { 'Content-Type': 'application/json' };
	const bodies = [{ scaAuthenticationData: '1' }, {}, '{}'];
	await runNode(async ({ httpRequest }) => {
		for (const body of bodies) await httpRequest({ method: 'POST', url, headers, body });
	});
	bank.close();
	bank.closeAllConnections();

	console.log(`Versions: n8n-core ${version('n8n-core')}, n8n-workflow ${version('n8n-workflow')}, Node.js ${process.version}`);
	console.log('Expected: the body {} is sent as the two characters {}: an object may be empty (RFC 8259 §4), and a request that is');
	console.log('signed has the Digest of these characters. In the Berlin Group, a request that starts an authorisation needs no member.');
	console.log('Seen: nothing is sent as application/json, which is not valid JSON. Only {} as text arrives.');
	console.log('Raw output:');
	console.table(received.map((row, index) => ({ 'body of httpRequest': JSON.stringify(bodies[index]), ...row })));
	console.log('SHA-256 of {} and of nothing:', ...['{}', ''].map((body) => createHash('sha256').update(body).digest('base64')));
	assert.deepStrictEqual(
		received.map(({ body }) => body),
		['{"scaAuthenticationData":"1"}', '', '{}'],
		'The behaviour has changed.',
	);
	assert.ok(received.every((row) => row['content-type'] === 'application/json'), 'The behaviour has changed.');
}
main();
JS
node finding.cjs
