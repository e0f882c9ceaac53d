import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { fromInput, register, session } from '../support/journey';
import { aChain, anEngine } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	await bank.stop();
});

const longerThanTheTest = 120_000;

it('a stopped execution ends the request under way and makes no further one', async () => {
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
	stop.abort();
	expect((await running).status).toBe('canceled');
	expect((await bank.statistics()).listeners.mtls.requests).toBe(1);
});

it('a stopped execution begins no further item, and lets a token request that was sent come to its end', async () => {
	const registration = await register(bank);
	await bank.addFault({ path: '/zopa/token', times: 1, response: { delayMs: 300 } });
	await bank.resetStatistics();
	const engine = await anEngine({
		credential: localCredential(bank, 'zopa'),
		input: [{}, {}, {}, {}, {}],
	});
	const stop = new AbortController();
	const parameters = { operation: 'clientCredentials', ...fromInput(registration) };
	const running = engine.run(aChain({ name: 'Step', type: 'getToken', parameters }), stop.signal);
	await requestsAtBank(1);
	stop.abort();
	expect((await running).status).toBe('canceled');
	expect((await bank.statistics()).listeners.mtls.requests).toBe(1);
});

async function requestsAtBank(count: number): Promise<void> {
	while ((await bank.statistics()).listeners.mtls.requests < count);
}
