import { openSession, sealSession } from '../../lib/oauth/session';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { localCredential } from '../../scripts/localCredential';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { sessionsOf } from './customers';
import { scheduledExample } from './scheduledExample';
import { publish, runToEnd, store, type World } from './world';

/*
 * Many consents, which the examples 3 Poll every six hours and its variant in batches poll together.
 */

/**
 * Adds rows to the table of sessions until it has `count`: copies of the only row, each with a consent ID of its own and not
 * polled yet.
 */
export async function multiplySession(world: World, count: number): Promise<void> {
	const [row, ...others] = await sessionsOf(world);
	if (!row || others.length > 0) throw new Error('The table must have one session.');
	const credential = localCredential(world.bank, String(row.bank)) as CredentialFields;
	const tpp = await toTpp(credential, new Date());
	const session = await openSession(String(row.session), tpp);
	const { id: _id, createdAt: _created, updatedAt: _updated, ...columns } = row;
	for (let from = 1; from < count; from += 500) {
		const rows = Array.from({ length: Math.min(500, count - from) }, async (_, index) => {
			const consentId = `consent-${from + index}`;
			const copy = await sealSession({ ...session, consentId }, tpp);
			return { ...columns, consentId, session: copy.session, cursor: null };
		});
		await world.api.insertRows('open_banking_sessions', await Promise.all(rows));
	}
}

/**
 * Publishes both examples as their notes say, with batches of `size` rows. Returns the ID of the workflow that starts them,
 * and a function that runs it. All sessions read the same account, so the consent ID takes the place of its ID: each session
 * stores rows of its own.
 *
 * @param options.failing first row ID of a batch that cannot be started at the first attempt
 * @param options.initialHistoryDays days that the first run of a session reads; the example's by default
 */
export async function publishBatches(
	world: World,
	size: number,
	{ failing = 0, initialHistoryDays }: { failing?: number; initialHistoryDays?: number } = {},
) {
	const polling = scheduledExample('polling', 3600);
	const whole = polling.nodes.find(({ name }) => name === 'Every Six Hours')!;
	whole.disabled = true;
	const save = polling.nodes.find(({ name }) => name === 'Save Transactions')!;
	save.parameters = JSON.parse(
		JSON.stringify(save.parameters).replaceAll(
			'$json.accountId',
			"$('Active Sessions').item.json.consentId",
		),
	);
	for (const { name, parameters } of polling.nodes) {
		if (!name.startsWith('Transactions at ') || initialHistoryDays === undefined) continue;
		parameters.lookBackDays = initialHistoryDays;
	}
	await world.api.activate(await store(world, polling));
	const [, batches] = exampleWorkflows().find(([file]) => file === 'polling-batches')!;
	const divide = batches.nodes.find(({ name }) => name === 'Batches of 100')!;
	divide.parameters = JSON.parse(JSON.stringify(divide.parameters).replaceAll('100', `${size}`));
	// The public address only exists in the browser of the tests.
	const url = `${world.n8n.address}/webhook/open-banking/poll-batch`;
	for (const { name, parameters } of batches.nodes) {
		if (!/^Start .*Batch/.test(name)) continue;
		const wrong = name === 'Start Batch' ? failing : 0;
		parameters.url = `={{ $json.firstId === ${wrong} ? 'https://127.0.0.1:1' : '${url}' }}`;
		parameters.options = { allowUnauthorizedCerts: true };
	}
	const id = await store(world, batches);
	await publish(world, id, 'open-banking/poll-batch');
	return {
		id,
		/** Starts all batches. */
		start: async () => await runToEnd(world, id, 'Every Six Hours'),
	};
}
