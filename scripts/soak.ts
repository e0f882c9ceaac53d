import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { IDataObject } from 'n8n-workflow';

import { machine } from '../bench/load';
import type { FaultyResponse } from '../sandbox/faults';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { register, session, withRefreshToken } from '../test/support/journey';
import { aChain, anEngine, errorOf, jsonOf } from '../test/support/workflow';
import { randomOf, type Random } from './fuzz/random';
import { localCredential } from './localCredential';
import { toTable } from './table';

const options = {
	minutes: { type: 'string', default: '60' },
	seed: { type: 'string', default: '1' },
} as const;

const accounts = 5;
const transactions = 40;

/** What the bank does in place of its own response. None is a valid list: a run after it has the whole list or an error. */
const faults: FaultyResponse[] = [
	{ status: 500, body: '{"Errors":[{"ErrorCode":"U000","Message":"Broken"}]}' },
	{ status: 503, headers: { 'retry-after': '1' } },
	{ status: 429, headers: { 'retry-after': '1' } },
	{ status: 502, body: '<html><title>502 Bad Gateway</title></html>' },
	{ status: 400, body: '{"tppMessages":[{"code":"FORMAT_ERROR","text":"No"}]}' },
	{ status: 200, body: '<p>maintenance</p>' },
	{
		status: 200,
		headers: { 'content-type': 'application/json' },
		body: '{"Data":{"Account":7,"Balance":7,"Transaction":7}}',
	},
	{ delayMs: 300 },
	'reset',
];

/** One measurement after a collection of garbage. */
interface Sample {
	minutes: number;
	heap: number;
	sockets: number;
}

/** What the runs came to. */
interface Counts {
	runs: number;
	results: number;
	errors: Map<string, number>;
	/** Neither the whole list nor an error of the package. */
	wrong: string[];
}

/**
 * `npm run soak -- --minutes 60` polls the embedded bank through the real node with random faults. At the end every run must
 * have brought the whole list or an error, and memory and sockets must be flat.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({ options });
	const bank = await startEmbeddedBank({ accounts, transactions });
	try {
		const isGood = await soak(bank, Number(values.minutes), randomOf(Number(values.seed)));
		if (!isGood) process.exitCode = 1;
	} finally {
		await bank.stop();
	}
}

async function soak(bank: EmbeddedBank, minutes: number, random: Random): Promise<boolean> {
	const poll = await polling(bank);
	const counts: Counts = { runs: 0, results: 0, errors: new Map(), wrong: [] };
	const samples: Sample[] = [];
	const started = performance.now();
	const elapsed = () => (performance.now() - started) / 60_000;
	const interval = Math.min(1, minutes / 20);
	while (elapsed() < minutes) {
		if (elapsed() >= samples.length * interval) samples.push(sample(elapsed()));
		await bank.clearFaults();
		if (random.oneIn(2)) await addFault(bank, random);
		count(counts, await poll(random.pick(Object.keys(expected) as Resource[])));
	}
	await bank.clearFaults();
	samples.push(sample(elapsed()));
	return report(counts, samples, (await bank.statistics()).listeners.mtls);
}

const addFault = (bank: EmbeddedBank, random: Random): Promise<void> =>
	bank.addFault({
		path: random.pick([
			'/zopa/open-banking',
			'/^\\/zopa\\/.*balances$/',
			'/^\\/zopa\\/.*transactions/',
		]),
		times: 1 + random.below(6),
		response: random.pick(faults),
	});

type Resource = 'accounts' | 'balances' | 'transactions';

/** Entries without a fault, as the first run finds them. */
const expected: Record<Resource, number> = { accounts: 0, balances: 0, transactions: 0 };

interface Polled {
	resource: Resource;
	/** IDs or positions of the entries. Absent: the run failed. */
	entries?: IDataObject[];
	code?: string;
	message?: string;
}

/** Returns a function that runs Get Accounts. The PSU is present, so the bank's daily limits do not apply. */
async function polling(bank: EmbeddedBank): Promise<(resource: Resource) => Promise<Polled>> {
	const registration = await register(bank, withRefreshToken);
	let current = await session(bank, registration);
	const engine = await anEngine({ credential: localCredential(bank, 'zopa') });
	const psuPresent = { psu: { ipAddress: '203.0.113.7' } };
	const run = async (resource: Resource): Promise<Polled> => {
		const parameters = {
			...{ operation: resource, returnAll: true, options: { psuPresent } },
			...{ session: current.session, client: 'input', registration: registration.registration },
		};
		const done = await engine.run(aChain({ name: 'Step', type: 'getAccounts', parameters }));
		const error = errorOf(done, 'Step') as { message: string; context?: IDataObject } | undefined;
		if (error) return { resource, message: error.message, code: codeOf(error) };
		// The second output has a refreshed session, with the error of a run that failed after the refresh.
		const [refreshed] = jsonOf(done, 'Step', 1);
		if (!refreshed) return { resource, entries: jsonOf(done, 'Step') };
		current = { ...current, session: refreshed.session };
		return 'error' in refreshed
			? { resource, message: String(refreshed.error), code: codeOf(refreshed) }
			: { resource, entries: jsonOf(done, 'Step') };
	};
	for (const resource of Object.keys(expected) as Resource[]) {
		const { entries, message } = await run(resource);
		if (!entries) throw new Error(`${resource} cannot be read without a fault: ${message}`);
		expected[resource] = entries.length;
	}
	return run;
}

const codeOf = (error: object): string | undefined =>
	/"(OB_[A-Z_]+)"/.exec(JSON.stringify({ ...error }))?.[1];

function count(counts: Counts, { resource, entries, code, message }: Polled): void {
	counts.runs++;
	if (entries) {
		counts.results++;
		const distinct = new Set(entries.map((entry) => JSON.stringify(entry))).size;
		const whole = expected[resource];
		if (entries.length === whole && distinct === whole) return;
		counts.wrong.push(`${resource}: ${entries.length} entries, ${distinct} distinct, of ${whole}`);
	} else {
		counts.errors.set(code ?? 'other', (counts.errors.get(code ?? 'other') ?? 0) + 1);
		if (!code || code === 'OB_INTERNAL') counts.wrong.push(`${resource}: ${message}`);
	}
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function sample(minutes: number): Sample {
	collectGarbage();
	const sockets = process
		.getActiveResourcesInfo()
		.filter((name) => /TCPSocket|TLS/.test(name)).length;
	return { minutes, heap: process.memoryUsage().heapUsed / 2 ** 20, sockets };
}

function report(
	counts: Counts,
	samples: Sample[],
	mtls: { requests: number; handshakes: number },
): boolean {
	const errors = [...counts.errors.values()].reduce((sum, one) => sum + one, 0);
	// The first third fills caches and compiles.
	const measured = samples.slice(Math.floor(samples.length / 3));
	const heapSlope = slope(measured, 'heap');
	const socketSlope = slope(measured, 'sockets');
	const most = Math.max(...samples.map(({ sockets }) => sockets));
	const rows: Array<[string, string | number]> = [
		['machine', machine()],
		['minutes', samples.at(-1)!.minutes.toFixed(1)],
		['runs', counts.runs],
		['runs with the whole list', counts.results],
		...[...counts.errors].map(([code, number]): [string, number] => [`runs with ${code}`, number]),
		['requests at the bank', mtls.requests],
		['TLS handshakes', mtls.handshakes],
		['heap at the start, MiB', samples[0]!.heap.toFixed(1)],
		['heap at the end, MiB', samples.at(-1)!.heap.toFixed(1)],
		['slope of the heap, MiB a minute', heapSlope.toFixed(3)],
		['most sockets', most],
		['slope of the sockets, a minute', socketSlope.toFixed(3)],
	];
	console.log(toTable(rows.map(([measure, value]) => ({ measure, value: String(value) }))));
	for (const wrong of counts.wrong.slice(0, 20)) console.log(`WRONG: ${wrong}`);
	const isComplete = counts.runs === counts.results + errors && counts.wrong.length === 0;
	// Less than the noise of the collector, and far less than one lost response a minute.
	const isFlat = heapSlope < 0.25 && socketSlope < 1 && most <= 64;
	console.log(
		`Every run ended with the whole list or an error: ${isComplete}. Memory and sockets are flat: ${isFlat}.`,
	);
	return isComplete && isFlat;
}

/** Returns the slope of the regression line, a minute. */
function slope(samples: Sample[], name: 'heap' | 'sockets'): number {
	const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
	const [x, y] = [
		mean(samples.map(({ minutes }) => minutes)),
		mean(samples.map((one) => one[name])),
	];
	const above = samples.map((one) => (one.minutes - x) * (one[name] - y));
	const below = samples.map((one) => (one.minutes - x) ** 2);
	return mean(above) / mean(below);
}

void main();
