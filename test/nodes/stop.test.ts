import type { IRun } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { defaultConcurrency } from '../../lib/transport/concurrency';
import { fromInput, register, session } from '../support/journey';
import { aChain, anEngine } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const longerThanTheTest = 600_000;

it('a stopped execution ends the request under way and makes no further one (QW-06)', async () => {
	const registration = await register(bank);
	const { session: sealed } = await session(bank, registration);
	await bank.addFault({
		path: '/zopa/open-banking',
		times: 1,
		response: { delayMs: longerThanTheTest },
	});
	await bank.resetStatistics();
	const engine = await anEngine({ credential: localCredential(bank, 'zopa') });
	const stop = new AbortController();
	const parameters = { operation: 'balances', session: sealed, ...fromInput(registration) };
	const running = engine.run(
		aChain({ name: 'Step', type: 'getAccounts', parameters }),
		stop.signal,
	);
	await requestsAtBank(1);
	await stopped(stop, running);
	expect((await bank.statistics()).listeners.mtls.requests).toBe(1);
});

/** Starts Get Token → Get Client Credentials Token for some items, whose token requests the bank delays. */
async function requestingTokens({ items, delayMs }: { items: number; delayMs: number }) {
	const registration = await register(bank);
	await bank.addFault({ path: '/zopa/token', times: items, response: { delayMs } });
	await bank.resetStatistics();
	const engine = await anEngine({
		credential: localCredential(bank, 'zopa'),
		input: Array.from({ length: items }, () => ({})),
	});
	const stop = new AbortController();
	const parameters = { operation: 'clientCredentials', ...fromInput(registration) };
	const chain = aChain({ name: 'Step', type: 'getToken', parameters });
	return { stop, running: engine.run(chain, stop.signal) };
}

it('a stopped execution begins no further item (QW-06)', async () => {
	const { stop, running } = await requestingTokens({ items: 100, delayMs: longerThanTheTest });
	await requestsAtBank(defaultConcurrency);
	await stopped(stop, running);
	expect((await bank.statistics()).listeners.mtls.requests).toBe(defaultConcurrency);
});

it('a stopped execution ends although its token request, which others may share, hangs at the bank (F-17)', async () => {
	const registration = await register(bank);
	await bank.addFault({ path: '/zopa/token', times: 1, response: { delayMs: longerThanTheTest } });
	await bank.resetStatistics();
	const engine = await anEngine({ credential: localCredential(bank, 'zopa') });
	const stop = new AbortController();
	const parameters = fromInput(registration);
	const chain = aChain({ name: 'Step', type: 'createConsent', parameters });
	const running = engine.run(chain, stop.signal);
	await requestsAtBank(1);
	await stopped(stop, running);
	expect((await bank.statistics()).listeners.mtls.requests).toBe(1);
});

async function requestsAtBank(count: number): Promise<void> {
	while ((await bank.statistics()).listeners.mtls.requests < count);
}

/** Counts the sockets of this process that are in use: Node lists no idle ones. */
const socketsInUse = () =>
	process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)Socket/.test(name)).length;

/** Stops the execution, and waits until this process uses no socket. One that stayed in use would outlast the test. */
async function stopped(stop: AbortController, running: Promise<IRun>): Promise<void> {
	expect(socketsInUse()).toBeGreaterThan(0);
	stop.abort();
	expect((await running).status).toBe('canceled');
	while (socketsInUse() > 0) await new Promise((resolve) => setImmediate(resolve));
}
