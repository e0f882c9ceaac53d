import { DataDeduplicationService } from 'n8n-core';
import type { ICheckProcessedContextData, IDataDeduplicator } from 'n8n-workflow';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { register, runStep, stepError, stepItems } from '../support/journey';
import { aChain, anEngine, hintsOf, jsonOf } from '../support/workflow';

/*
 * C-11: a node registers once in all processes. A credential with another session secret stands in for another process,
 * because no process finds what another one remembers. The stand-in for n8n's records behaves as n8n's does. The pause of the
 * node takes no time.
 */

/** Called in each pause of the node. */
let mockPause: () => void;
jest.mock('node:timers/promises', () => {
	const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
	const setTimeout: typeof actual.setTimeout = async (milliseconds, value, options) => {
		if (milliseconds !== 250) return await actual.setTimeout(milliseconds, value, options);
		mockPause();
		options?.signal?.throwIfAborted();
		return value!;
	};
	return { ...actual, setTimeout };
});

const records = new Map<string, string[]>();
const wereRemoved = new Set<string>();
/** Called between reading and inserting the first record of a node. */
let beforeInsert: (insert: () => void) => void;
let isAvailable: boolean;

function rowOf({ workflow, node }: ICheckProcessedContextData): string {
	if (!isAvailable) throw new Error('SQLITE_CONSTRAINT: FOREIGN KEY constraint failed');
	return `${workflow.id} n:${node!.id}`;
}

function insert(row: string, keys: string[]): void {
	if (records.has(row)) throw new Error('duplicate key value violates unique constraint');
	records.set(row, keys);
}

const deduplicator: IDataDeduplicator = {
	async checkProcessedAndRecord(items, _, context) {
		const row = rowOf(context);
		const keys = items.map(String);
		const recorded = records.get(row);
		if (!recorded) {
			beforeInsert(() => insert(row, [keys[0]!, 'the mark of the other process']));
			insert(row, keys);
			return { new: items, processed: [] };
		}
		const isRecorded = (key: unknown) => recorded.includes(String(key));
		records.set(row, [...new Set([...recorded, ...keys])]);
		return {
			new: items.filter((item) => !isRecorded(item)),
			processed: items.filter(isRecorded),
		};
	},
	async removeProcessed(items, _, context) {
		const row = rowOf(context);
		const kept = (records.get(row) ?? []).filter((key) => !items.map(String).includes(key));
		records.set(row, kept);
		for (const key of items) wereRemoved.add(String(key));
	},
	async clearAllProcessedItems() {
		throw new Error('not used');
	},
	async getProcessedDataCount() {
		throw new Error('not used');
	},
};

let bank: EmbeddedBank;
beforeAll(async () => {
	await DataDeduplicationService.init(deduplicator);
	bank = await startEmbeddedBank();
});
beforeEach(() => {
	records.clear();
	beforeInsert = () => undefined;
	mockPause = () => undefined;
	isAvailable = true;
});
afterEach(() => bank.clearFaults());
afterAll(() => bank.stop());

let processes = 0;
const anotherProcess = () => ({
	credential: { sessionSecret: `the secret of process ${++processes}, long enough` },
});

const step = { type: 'dcrRegister' };
const refusal =
	'Another execution of this node has sent a registration to Zopa. No request was sent. Pass the stored registration on to this node. If there is none, ask the bank whether it registered a client, or turn on Register Again. Check "Register Again".';

async function expectRefusal(): Promise<void> {
	await bank.resetStatistics();
	expect((await stepError(bank, step, anotherProcess())).message).toBe(refusal);
	expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
}

it('A node that has registered refuses to register in another process (QW-03)', async () => {
	const [registered] = await stepItems(bank, step, anotherProcess());
	expect(registered).not.toHaveProperty('alreadyRegistered');
	await expectRefusal();
});

it('Of two processes that begin at the same time, one registers (DC-26)', async () => {
	beforeInsert = (insertOfTheOther) => insertOfTheOther();
	await expectRefusal();
});

it('A process registers although another one records something else of the node at the same time', async () => {
	beforeInsert = () => {
		beforeInsert = () => undefined;
		records.set('1 n:1', ['something else']);
	};
	const [registered] = await stepItems(bank, step, anotherProcess());
	expect(registered).not.toHaveProperty('alreadyRegistered');
	expect(records.get('1 n:1')).toHaveLength(2);
});

describe('After the first record of a node', () => {
	/** What this process has written is lost, because another one writes after it. */
	const overwrite = (write: () => string[]) => {
		records.set('1 n:1', ['something else']);
		mockPause = () => {
			mockPause = () => undefined;
			records.set('1 n:1', ['something else', ...write()]);
		};
	};

	it('of two processes that write at the same time, the last one registers', async () => {
		let own: string[] = [];
		overwrite(() => {
			own = records.get('1 n:1')!.slice(1);
			return [own[0]!, 'the mark of the other process'];
		});
		await expectRefusal();
		expect(records.get('1 n:1')).toEqual([
			'something else',
			own[0],
			'the mark of the other process',
		]);
	});

	it('a process registers whose record is overwritten by another record, and is recorded', async () => {
		overwrite(() => ['the record of another bank']);
		const [registered] = await stepItems(bank, step, anotherProcess());
		expect(registered).not.toHaveProperty('alreadyRegistered');
		expect(records.get('1 n:1')).toHaveLength(3);
		await expectRefusal();
	});
});

it('a process whose record is overwritten each time does not register', async () => {
	mockPause = () => records.set('1 n:1', ['something else']);
	await bank.resetStatistics();
	expect((await stepError(bank, step, anotherProcess())).message).toBe(
		"Other executions of this node overwrote the record of this registration in n8n's database. No request was sent. Execute the node again when they have ended.",
	);
	expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
	expect(records.get('1 n:1')).toEqual(['something else']);
});

describe('A process that is stopped during the pause', () => {
	/** @param overwrite returns what another process writes during the pause */
	async function stopInPause(overwrite: (recorded: string[]) => string[]): Promise<string[]> {
		const { credential } = anotherProcess();
		const engine = await anEngine({
			credential: { ...localCredential(bank, 'zopa'), ...credential },
		});
		const stop = new AbortController();
		let recorded: string[] = [];
		mockPause = () => {
			recorded = records.get('1 n:1')!;
			records.set('1 n:1', overwrite(recorded));
			stop.abort();
		};
		await bank.resetStatistics();
		const run = await engine.run(aChain({ name: 'Step', ...step }), stop.signal);
		expect(run.status).toBe('canceled');
		mockPause = () => undefined;
		// n8n does not wait for the node.
		const [, mark] = recorded;
		while (!wereRemoved.has(mark!)) await new Promise((resolve) => setImmediate(resolve));
		expect((await bank.statistics()).banks.zopa?.requests ?? 0).toBe(0);
		return recorded;
	}

	it('sends nothing and leaves no record', async () => {
		const recorded = await stopInPause((own) => own);
		expect(recorded).toHaveLength(2);
		expect(records.get('1 n:1')).toEqual([]);
		await stepItems(bank, step, anotherProcess());
	});

	it('leaves the record of another process', async () => {
		const [key] = await stopInPause(([own]) => [own!, 'the mark of the other process']);
		expect(records.get('1 n:1')).toEqual([key, 'the mark of the other process']);
		await expectRefusal();
	});
});

it('Register Again registers in another process, and later executions stay refused', async () => {
	await register(bank, {}, anotherProcess().credential);
	await register(bank, {}, anotherProcess().credential);
	await expectRefusal();
});

it('A registration that the bank has refused may be sent again from another process', async () => {
	const response = { status: 400, body: '{"error":"invalid_software_statement"}' };
	const path = '/zopa/dynamic-client-registration';
	await bank.addFault({ method: 'POST', path, times: 1, response });
	const error = await stepError(bank, step, anotherProcess());
	expect(error.message).toMatch(/invalid_software_statement/);
	await stepItems(bank, step, anotherProcess());
	await expectRefusal();
});

it.each<[string, Parameters<EmbeddedBank['addFault']>[0]['response']]>([
	['that ended without a response', 'reset'],
	['whose response was lost', 'lostResponse'],
	['that the bank has only received', { status: 202, body: '' }],
])('A registration %s is not sent again (DC-18)', async (_, response) => {
	const path = '/zopa/dynamic-client-registration';
	await bank.addFault({ method: 'POST', path, times: 1, response });
	const error = await stepError(bank, step, anotherProcess());
	expect(error.message).toMatch(/The bank may have registered the client/);
	await expectRefusal();
});

it('A client in a response with status 202 is output with a hint, and the registration is not sent again', async () => {
	const response = { status: 202, body: '{"client_id":"c-1","client_secret":"not shown"}' };
	const path = '/zopa/dynamic-client-registration';
	await bank.addFault({ method: 'POST', path, times: 1, response });
	const run = await runStep(bank, step, anotherProcess());
	expect(jsonOf(run, 'Step')).toMatchObject([{ clientId: 'c-1' }]);
	expect(hintsOf(run, 'Step')).toEqual([
		expect.stringMatching(/^The bank responded with 202: it has named the client/),
	]);
	await expectRefusal();
});

it('A node registers where n8n cannot record it', async () => {
	isAvailable = false;
	const [registered] = await stepItems(bank, step, anotherProcess());
	expect(registered).not.toHaveProperty('alreadyRegistered');
});
