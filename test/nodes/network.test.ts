import { readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { fromInput, register, session, stepItems, withRefreshToken } from '../support/journey';

let bank: EmbeddedBank;

beforeAll(async () => {
	bank = await startEmbeddedBank({ accounts: 2, transactions: 3 });
});
afterAll(async () => {
	await bank.stop();
});

/** Runs a journey from registration to transactions. */
async function journey(): Promise<number> {
	const registration = await register(bank, withRefreshToken);
	const current = await session(bank, registration);
	const parameters = { session: current.session, ...fromInput(registration) };
	const step = { type: 'getAccounts', parameters: { ...parameters, operation: 'transactions' } };
	return (await stepItems(bank, step)).length;
}

it('A journey opens connections to the bank of the credential, and to nothing else (LK-23)', async () => {
	const connect = jest.spyOn(Socket.prototype, 'connect');
	expect(await journey()).toBeGreaterThan(0);
	const targets = (connect.mock.calls as unknown[][]).map(targetOf);
	connect.mockRestore();
	const own = [bank.address, bank.mtlsAddress].map((address) => new URL(address));
	expect(new Set(targets)).toEqual(new Set(own.map(({ hostname, port }) => `${hostname}:${port}`)));
});

/** Node passes its options in a list of its own. */
function targetOf([first]: unknown[]): string {
	const [options] = [first].flat() as Array<{ host?: string; port?: unknown; path?: string }>;
	return options?.path ?? `${options?.host}:${String(options?.port)}`;
}

/** The compiled files, which n8n loads. */
const files = ['dist/nodes', 'dist/lib', 'dist/credentials'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.js'))
		.map((name) => join(folder, name)),
);

const filesWith = (pattern: RegExp) =>
	files.filter((file) => pattern.test(readFileSync(file, 'utf8')));

it("No node uses n8n's request functions, whose errors hold the request (LK-07)", () => {
	expect(files.length).toBeGreaterThan(100);
	expect(filesWith(/helpers\s*\.\s*(?:http)?request\w*\b|\bhelpers\[/i)).toEqual([]);
});

it('Only the transport loads a module that opens connections (LK-23)', () => {
	const loading =
		/(?:require|import)\(["'](?:node:)?(?:http2?|https|net|tls|dgram|child_process|undici|axios|https-proxy-agent)["']\)|\bfetch\(/;
	const others = filesWith(loading).filter((file) => !file.startsWith('dist/lib/transport/'));
	expect(others).toEqual([
		// It lets OpenSSL check a file.
		'dist/lib/certificates/pfxIntegrity.js',
		// It asks whether a text is an IP address.
		'dist/lib/operations/accountInformation/psuHeaders.js',
	]);
});
