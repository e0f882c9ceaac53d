import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { localCredential } from '../../scripts/localCredential';
import { scheduledExample } from './scheduledExample';
import { executionsOf, openWorld, outputOf, store, type World } from './world';

const bank = 'The Co-operative Bank';

let world: World;
let workflow: string;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 1, transactions: 0 } });
	workflow = await store(world, scheduledExample('certificate-expiry', 1));
});

afterAll(async () => {
	await world?.close();
});

/** The newest of so many runs that the schedule has started. */
async function runOnSchedule(count: number) {
	await world.api.activate(workflow);
	const [newest] = await executionsOf(world, workflow, count);
	await world.api.deactivate(workflow);
	return newest!;
}

it('the example certificate-expiry finds that all is well', async () => {
	const run = await runOnSchedule(1);
	expect(outputOf(run, 'No Action Needed')).toEqual([
		expect.objectContaining({ expiresSoon: false, daysLeft: expect.any(Number) }),
		expect.objectContaining({ expiresSoon: false, daysLeft: expect.any(Number) }),
	]);
	expect(() => outputOf(run, 'Notify Operator')).toThrow('did not run');
});

/** It was issued for 60 days, a moment ago. */
it('tells somebody of a certificate with fewer days than the bank wants', async () => {
	const file = join(world.bank.home, 'tpp/transport-expiring.pem');
	await world.api.putCredential(bank, {
		...localCredential(world.bank, 'coop'),
		transportCertificate: readFileSync(file, 'utf8'),
	});
	const before = (await world.api.executions(workflow)).length;
	const run = await runOnSchedule(before + 1);
	expect(outputOf(run, 'Notify Operator')).toEqual([
		expect.objectContaining({ expiresSoon: true, daysLeft: 59 }),
	]);
	expect(outputOf(run, 'No Action Needed')).toHaveLength(1);
});
