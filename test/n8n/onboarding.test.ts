import { onboard } from './customers';
import { executionsOf, openWorld, outputOf, publish, type World } from './world';

const path = 'open-banking/onboarding';

let world: World;
let workflow: string;

beforeAll(async () => {
	world = await openWorld({ bank: { accounts: 1, transactions: 0 } });
	workflow = world.imported.workflows.onboarding!;
	await publish(world, workflow, path);
});

afterAll(async () => {
	await world?.close();
});

const requests = async (bank: string) => (await world.bank.statistics()).banks[bank]?.requests ?? 0;

describe('the example Onboarding', () => {
	it('responds with what the bank said and what to do next', async () => {
		await world.bank.addFault({
			method: 'POST',
			path: '/zopa/dynamic-client-registration',
			times: 1,
			response: { status: 400, body: '{"error":"invalid_software_statement"}' },
		});
		expect(await onboard(world, { bank: 'zopa' })).toEqual({
			status: 502,
			json: {
				error: expect.stringContaining('software statement'),
				tppAction: 'fixCredential',
				interactionId: expect.any(String),
			},
		});
	});

	it.each(['zopa', 'monese', 'salt-edge'])(
		'registers at %s and responds with 201',
		async (bank) => {
			expect(await onboard(world, { bank })).toEqual({
				status: 201,
				json: {
					bank,
					clientId: expect.any(String),
					alreadyRegistered: false,
					connectUrl: `${world.n8n.address}/webhook/open-banking/connect?bank=${bank}`,
				},
			});
		},
	);

	it('does not register a second time', async () => {
		const before = await requests('zopa');
		expect(await onboard(world, { bank: 'zopa' })).toEqual({
			status: 200,
			json: {
				bank: 'zopa',
				clientId: expect.any(String),
				alreadyRegistered: true,
				connectUrl: expect.any(String),
			},
		});
		expect(await requests('zopa')).toBe(before);
	});

	it.each(['coop', 'smile'])('needs no registration at %s', async (bank) => {
		expect(await onboard(world, { bank })).toEqual({
			status: 200,
			json: { bank, clientInCredential: true, connectUrl: expect.any(String) },
		});
	});

	it.each([{ bank: 'nobody' }, {}])('refuses a bank that it does not know: %j', async (body) => {
		expect(await onboard(world, body)).toMatchObject({ status: 400 });
	});

	it('keeps the registration sealed', async () => {
		const [newest] = (await executionsOf(world, workflow, 5)).filter(
			({ data }) => data.resultData.runData['Save Client'],
		);
		expect(outputOf(newest!, 'Save Client')).toEqual([
			expect.objectContaining({ registration: expect.stringMatching(/^eyJ/) }),
		]);
	});
});
