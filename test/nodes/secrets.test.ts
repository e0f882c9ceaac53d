import { readFileSync } from 'node:fs';

import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import { openSession } from '../../lib/oauth/session';
import { openRegistration } from '../../lib/operations/registration/registration';
import { toTpp } from '../../nodes/shared/credential';
import type { CredentialFields } from '../../nodes/shared/credentialFields';
import { psuApproves } from '../../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { formStandIns, tableStandIns } from '../../scripts/standIns';
import { fromInput, register, runStep, session, withRefreshToken } from '../support/journey';
import { anEngine, jsonOf } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, transactions: 20 });
});
afterAll(async () => {
	await bank.stop();
});

/** The base64 of a PEM without line ends, as it would stand in JSON however it was wrapped. */
const bodyOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '').slice(10, 70);

const keys = () => [bank.tpp.transportKey, bank.tpp.signingKey].map(bodyOf);

/** What is sealed in a session and a registration. */
async function sealed(sessionItem: IDataObject, registration: IDataObject): Promise<string[]> {
	const tpp = await toTpp(localCredential(bank, 'zopa') as unknown as CredentialFields, new Date());
	const { accessToken, refreshToken } = await openSession(String(sessionItem.session), tpp);
	const { metadata } = await openRegistration(String(registration.registration), tpp);
	const secrets = [accessToken, refreshToken, metadata.client_secret as string];
	return secrets.filter((secret): secret is string => typeof secret === 'string');
}

/** As n8n stores an execution: everything, with the line ends of PEMs escaped. */
const stored = (run: unknown) => JSON.stringify(run).replaceAll('\\n', '');

it('leaves no token, secret or key in the data of an execution that goes well (LK-11)', async () => {
	const engine = await anEngine({
		credential: localCredential(bank, 'zopa'),
		standIns: {
			...tableStandIns(),
			...formStandIns((url) => psuApproves(url, { user: 'rora', ca: bank.ca })),
		},
	});
	const run = await engine.run(
		JSON.parse(readFileSync('examples/zopa.json', 'utf8')) as IWorkflowBase,
	);
	const secrets = await sealed(jsonOf(run, 'Get Token')[0]!, jsonOf(run, 'DCR Register')[0]!);
	expect(secrets).toHaveLength(3);
	const text = stored(run);
	expect([...secrets, ...keys()].filter((secret) => text.includes(secret))).toEqual([]);
});

const saying = (text: string) =>
	JSON.stringify({ Errors: [{ ErrorCode: 'U002', Message: `The token ${text} is not good` }] });

it.each([
	['an echo of the token in an error', (token: string) => ({ status: 400, body: saying(token) })],
	['an echo of the token in a page', (token: string) => ({ status: 200, body: `<p>${token}</p>` })],
	[
		'an echo of the token among account data',
		(token: string) => ({
			status: 200,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ Data: { Account: [{ AccountId: '1', Nickname: `My ${token}` }] } }),
		}),
	],
] as const)('leaves none after %s, and none in a log', async (name, responseTo) => {
	const registration = await register(bank, withRefreshToken);
	const current = await session(bank, registration);
	const secrets = [...(await sealed(current, registration)), ...keys()];
	await bank.addFault({ path: '/zopa/open-banking', times: 1, response: responseTo(secrets[0]!) });
	const parameters = { session: current.session, ...fromInput(registration) };
	const logged = watchLogs();
	const run = await runStep(bank, { type: 'getAccounts', parameters });
	expect(run.data.resultData.error !== undefined).toBe(!name.includes('account data'));
	const text = stored(run) + logged();
	// A page is not quoted at all.
	expect(text.includes('[secret]')).toBe(!name.includes('a page'));
	expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

/** Starts to record what is logged. Returns a function that ends this and returns the text. */
function watchLogs(): () => string {
	const levels = ['debug', 'info', 'log', 'warn', 'error'] as const;
	const spies = [
		...levels.map((level) => jest.spyOn(console, level)),
		jest.spyOn(process.stdout, 'write'),
		jest.spyOn(process.stderr, 'write'),
	];
	return () => {
		const text = JSON.stringify(spies.map(({ mock }) => mock.calls));
		for (const spy of spies) spy.mockRestore();
		return text;
	};
}

it('leaves none after a connection that was reset (LK-12)', async () => {
	const registration = await register(bank, withRefreshToken);
	const current = await session(bank, registration);
	const secrets = [...(await sealed(current, registration)), ...keys()];
	await bank.addFault({ path: '/zopa/open-banking', times: 9, response: 'reset' });
	const parameters = { session: current.session, ...fromInput(registration) };
	const run = await runStep(bank, { type: 'getAccounts', parameters });
	await bank.clearFaults();
	expect(run.data.resultData.error).toBeDefined();
	expect(secrets.filter((secret) => stored(run).includes(secret))).toEqual([]);
});
