import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { psuApproves } from '../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { newContractClient } from './contract/client';
import { localCredential } from './localCredential';
import { toTable } from './table';

/*
 * Runs the account requests of Zopa's Postman collection with newman against the embedded Zopa. The collection is a file of
 * the bank's portal. It gets the environment file of the embedded bank, the client certificate and the PSU's code.
 */

interface Item {
	name: string;
	item?: Item[];
	request?: { url: { raw: string }; body?: { urlencoded?: Array<{ key: string; value: string }> } };
}

interface Environment {
	values: Array<{ key: string; value: string }>;
}

interface Execution {
	item: { id: string; name: string };
	response?: { code: number };
}

interface Failure {
	source?: { id?: string };
	error: { message: string };
}

interface Report {
	run: { executions: Execution[]; failures: Failure[] };
}

const folder = resolve('.cache/newman/run');
const newman = resolve('.cache/newman/node_modules/newman/bin/newman.js');

void main();

async function main(): Promise<void> {
	const file = process.argv[2];
	if (!file) {
		console.error('Usage: npm run test:postman -- <Postman collection of the bank>');
		process.exitCode = 2;
		return;
	}
	const bank = await startEmbeddedBank();
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	try {
		process.exitCode = report(await runCollection(bank, readJson<Item>(file)));
	} finally {
		await bank.stop();
	}
}

/** Runs the requests up to the address for the PSU, lets the PSU approve, and runs the others with the code. */
async function runCollection(bank: EmbeddedBank, collection: Item): Promise<Report[]> {
	const flow = findAccountFlow(collection);
	if (!flow?.item) throw new Error('The collection has no requests for account access consents.');
	const items = flow.item;
	const last = items.findIndex(({ request }) => request?.url.raw.includes('/auth-code-url/'));
	writeFileSync(join(folder, 'before.json'), await environmentFile(bank));
	const before = { ...collection, item: [{ ...flow, item: items.slice(0, last + 1) }] };
	const first = await runNewman(bank, 'before', before);
	const { values } = readJson<Environment>(join(folder, 'before-after.json'));
	const address = values.find(({ key }) => key === 'authCodeUrl')!.value;
	const location = new URL(await psuApproves(address, { user: 'rora', ca: bank.ca }));
	const code = location.searchParams.get('code')!;
	writeFileSync(join(folder, 'after.json'), JSON.stringify({ values }));
	const rest = items.slice(last + 1).map((item) => withCode(item, code));
	return [
		first,
		await runNewman(bank, 'after', { ...collection, item: [{ ...flow, item: rest }] }),
	];
}

/** Returns the folder that contains the request for an account access consent. */
function findAccountFlow(item: Item): Item | undefined {
	const { item: items = [] } = item;
	const isFlow = items.some(({ request }) => request?.url.raw.endsWith('/account-access-consents'));
	return isFlow ? item : items.map(findAccountFlow).find((found) => found !== undefined);
}

function withCode(item: Item, code: string): Item {
	const form = item.request?.body?.urlencoded;
	if (!form?.some(({ key }) => key === 'code')) return item;
	const urlencoded = form.map((field) =>
		field.key === 'code' ? { ...field, value: code } : field,
	);
	return { ...item, request: { ...item.request!, body: { ...item.request!.body, urlencoded } } };
}

/** Registers a client and downloads its environment file. */
async function environmentFile(bank: EmbeddedBank): Promise<string> {
	const { origin, pathname } = new URL(bank.banks.zopa.postmanEnvironment);
	const credential = { ...localCredential(bank, 'zopa'), environment: 'local' as const };
	const client = await newContractClient(bank, { api: origin, credential });
	const path = `${pathname}?client_id=${client.clientId}`;
	return (await client.send({ method: 'GET', path })).text;
}

async function runNewman(bank: EmbeddedBank, name: string, collection: Item): Promise<Report> {
	const path = (file: string) => join(folder, file);
	writeFileSync(path(`${name}-collection.json`), JSON.stringify(collection));
	const args = [
		...[newman, 'run', path(`${name}-collection.json`), '--environment', path(`${name}.json`)],
		...['--export-environment', path(`${name}-after.json`)],
		...['--ssl-client-cert', join(bank.home, 'tpp/transport.pem')],
		...['--ssl-client-key', join(bank.home, 'tpp/transport.key')],
		...['--ssl-extra-ca-certs', join(bank.home, 'ca.pem')],
		...['--reporters', 'json', '--reporter-json-export', path(`${name}-report.json`)],
		...['--suppress-exit-code'],
	];
	await promisify(execFile)(process.execPath, args);
	return readJson<Report>(path(`${name}-report.json`));
}

/** Prints a table and returns the exit code: 0 if every request succeeded and no test of the collection failed. */
function report(reports: Report[]): number {
	// newman repeats an execution for each request that a script of the collection sends.
	const all = reports.flatMap(({ run }) =>
		run.executions.map((one) => [one.item.id, one] as const),
	);
	const executions = [...new Map(all).values()];
	const rows = executions.map(({ item, response }) => ({
		request: item.name,
		status: response?.code ?? 'none',
	}));
	console.log(toTable(rows));
	const ids = new Set(executions.map(({ item }) => item.id));
	const failures = reports.flatMap(({ run }) => run.failures);
	const own = failures.filter(({ source }) => source?.id !== undefined && ids.has(source.id));
	const others = failures.filter((failure) => !own.includes(failure));
	for (const { error } of own) console.log(error.message);
	// Zopa's collection asks a server of Ozone for a schema, which none of these requests needs.
	for (const message of new Set(others.map(({ error }) => error.message))) {
		console.log(`A script of the collection reached no other server: ${message}`);
	}
	const good = executions.filter(({ response }) => response && response.code < 300).length;
	console.log(`\n${good} of ${executions.length} requests succeeded, ${own.length} tests failed`);
	return good > 0 && good === executions.length && own.length === 0 ? 0 : 1;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
