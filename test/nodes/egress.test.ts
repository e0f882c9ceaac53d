import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aChain, anEngine, errorOf } from '../support/workflow';

let bank: EmbeddedBank;

beforeAll(async () => {
	// Read by n8n when its engine is loaded, which happens in this file's own module registry.
	process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
	bank = await startEmbeddedBank();
});
afterAll(async () => {
	delete process.env.N8N_SSRF_PROTECTION_ENABLED;
	await bank.stop();
});

it.each(['127.0.0.1', 'localhost'])(
	"n8n's egress policy keeps the nodes from %s, and the bank is not reached",
	async (host) => {
		const at = (address: string) => address.replace('127.0.0.1', host);
		const engine = await anEngine({
			credential: {
				...localCredential(bank, 'zopa'),
				localAddress: at(bank.address),
				localMtlsAddress: at(bank.mtlsAddress),
			},
		});
		await bank.resetStatistics();
		const run = await engine.run(aChain({ name: 'Step', type: 'dcrRegister' }));
		expect(errorOf(run, 'Step')?.message).toBe(
			`n8n does not allow connections to ${host}. Ask the administrator of n8n to allow this host (N8N_SSRF_ALLOWED_HOSTNAMES). Check "Bank" in the credential.`,
		);
		expect((await bank.statistics()).listeners.mtls).toEqual({ requests: 0, handshakes: 0 });
	},
);
