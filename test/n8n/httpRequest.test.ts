import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import type { FaultyResponse } from '../../sandbox/faults';
import { localCredential } from '../../scripts/localCredential';
import type { Execution } from '../../scripts/n8n/api';
import { start } from './authorised';
import { runSteps } from './journey';
import { aWorkflow, openWorld, outputOf, runToEnd, store, type World } from './world';

const accounts = '/smile/apis/retail/open-banking/v3.1/aisp/accounts';

describe.each(['newest', 'oldest'] as const)(
	"n8n's HTTP Request node with a sealed session, in the %s n8n",
	(release) => {
		let world: World;
		let session: string;

		beforeAll(async () => {
			world = await openWorld({
				release,
				bank: { accounts: 1, transactions: 0 },
				environment: { N8N_LOG_LEVEL: 'debug' },
			});
			const parameters = { operation: 'clientCredentials' };
			const run = await runSteps(world, 'smile', [{ type: 'getToken', parameters }]);
			session = String(outputOf(run, '1')[0]?.session);
		});

		// This looks for the access token in everything that n8n keeps.
		afterAll(async () => {
			await world?.close();
		});

		async function request(
			parameters: IDataObject,
			{ onError = 'stopWorkflow', credential = 'smile' } = {},
		): Promise<Execution> {
			const node = {
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				onError: onError as 'stopWorkflow',
				parameters: {
					url: `${world.bank.mtlsAddress}${accounts}`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'openBankingApi',
					sendHeaders: true,
					headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${session}` }] },
					...parameters,
				},
				credentials: { openBankingApi: { id: null, name: credential } },
			};
			const workflow = aWorkflow('HTTP Request', [start, node], [['Start', 'HTTP Request']]);
			return await runToEnd(world, await store(world, workflow));
		}

		const respondOnce = async (response: FaultyResponse) =>
			await world.bank.addFault({ method: 'GET', path: accounts, times: 1, response });

		it.each([
			['as n8n does by default', {}],
			['where the node is told to', { redirect: { redirect: { followRedirects: true } } }],
			['with the header as it is written', { lowercaseHeaders: false }],
		])('follows no redirect, %s', async (_, options) => {
			const received: IncomingHttpHeaders[] = [];
			const elsewhere = createServer(({ headers }, response) => {
				received.push(headers);
				response.end('{}');
			});
			await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
			const { port } = elsewhere.address() as AddressInfo;
			const location = `http://127.0.0.1:${port}/`;
			await respondOnce({ status: 302, headers: { location } });
			const execution = await request({ options });
			elsewhere.close();
			expect(received).toEqual([]);
			expect(execution.status).toBe('error');
		});

		describe.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'])(
			'%s',
			(onError) => {
				it.each<[string, FaultyResponse]>([
					['refuses', { status: 401, body: '{"error":"invalid_token"}' }],
					['fails', { status: 500, body: 'no JSON' }],
					['hangs up', 'reset'],
				])('keeps no token when the bank %s', async (_, response) => {
					await respondOnce(response);
					const { status } = await request({}, { onError });
					expect(status).toBe(onError === 'stopWorkflow' ? 'error' : 'success');
				});
			},
		);

		it('sends the token to no other host that the bank names as the next page', async () => {
			await respondOnce({
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: '{"next":"https://127.0.0.1:1/"}',
			});
			const execution = await request({
				options: {
					pagination: {
						pagination: {
							paginationMode: 'responseContainsNextURL',
							nextURL: '={{ $response.body.next }}',
							limitPagesFetched: true,
							maxRequests: 2,
						},
					},
				},
			});
			expect(execution.status).toBe('error');
			const { error } = execution.data.resultData;
			expect(`${error?.message} ${error?.description}`).toContain(
				"not one of the bank's addresses",
			);
		});

		it.each([
			[true, 'success'],
			[false, 'error'],
		])(
			'with Ignore SSL Issues %s and a certificate of nobody, ends in %s',
			async (ignore, status) => {
				const credential = `smile, ignoring: ${ignore}`;
				world.imported.credentials[credential] = await world.api.putCredential(credential, {
					...localCredential(world.bank, 'smile'),
					// No authority of the bank's server.
					ca: ignore ? '' : world.bank.tpp.transportCertificate,
					ignoreSslIssues: ignore,
				});
				await respondOnce({ status: 200, body: '{}' });
				expect((await request({}, { credential })).status).toBe(status);
				await world.bank.clearFaults();
			},
		);
	},
);
