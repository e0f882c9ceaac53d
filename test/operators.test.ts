import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { permissions } from '../lib/operations/accountInformation/permissions';
import { accountsPage, agreementPage, signInPage } from '../sandbox/eika/pages';
import { newState } from '../sandbox/eika/stockData';
import { consentPage, fundsPage } from '../sandbox/pages/consent';
import { errorScreen } from '../sandbox/pages/errorScreen';
import { loginPage } from '../sandbox/pages/login';
import { paymentPage } from '../sandbox/pages/payment';
import { stepUpPage } from '../sandbox/pages/stepUp';
import { visibleText } from '../sandbox/psuBrowser';
import { summaryOf } from '../sandbox/summary';
import { guideTo } from '../scripts/guide';
import { titlesOfExamples } from '../scripts/n8n/importTestData';

interface Ended {
	code: number;
	stdout: string;
	stderr: string;
}

/** Milliseconds. Only a safety net for a process that does not end: it must not outlive its test. */
const longestRun = 240_000;

/**
 * Runs Node.js in the folder of the project, and waits for its end.
 *
 * @throws Error when it has not ended after the safety net. Then its own child processes have ended, too
 */
async function runNode(...args: string[]): Promise<Ended> {
	// Leads a process group of its own, with which its child processes can be ended.
	const child = spawn(process.execPath, args, {
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const safetyNet = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), longestRun);
	const [[code], stdout, stderr] = await Promise.all([
		once(child, 'exit') as Promise<[number | null]>,
		text(child.stdout),
		text(child.stderr),
	]);
	clearTimeout(safetyNet);
	if (code === null) throw new Error(`"node ${args.join(' ')}" was ended by a signal.`);
	return { code, stdout, stderr };
}

const startWith = (...options: string[]) => runNode('scripts/start.mjs', ...options);

const linesOf = (text: string) => text.split('\n').filter(Boolean);

const tooLong = (text: string) => linesOf(text).filter((line) => [...line].length > 100);

describe('npm start', () => {
	it('lists its options, and starts nothing, with --help (U-07)', async () => {
		const { code, stdout, stderr } = await startWith('--help');
		expect([code, stderr]).toEqual([0, '']);
		for (const option of ['--port', '--bank-port', '--mail-port', '--reset', '--help']) {
			expect(stdout).toContain(option);
		}
	});

	it('says in one sentence which port is taken, and how to choose another (U-07)', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const ended = await startWith('--port', String(port));
		await new Promise((resolve) => server.close(resolve));
		expect(ended).toMatchObject({ code: 1, stdout: '' });
		expect(ended.stderr).toMatch(
			new RegExp(`^Port ${port} is already in use\\. .* npm start -- --port \\d+\\n$`),
		);
	});

	it.each([
		[['--colour']],
		[['--port', 'n8n']],
		[['--port', '70000']],
		[['--port', '8443', '--bank-port', '8443']],
	])('rejects %j in one line, without a stack (U-07)', async (options) => {
		const { code, stdout, stderr } = await startWith(...options);
		expect({ code, stdout, lines: linesOf(stderr).length }).toEqual({
			...{ code: 1, stdout: '', lines: 1 },
		});
		expect(stderr).toContain(options[0]);
	});

	it('ends with a link to the workflows, and names them as n8n does (U-07)', () => {
		const address = 'https://127.0.0.1:5678';
		const workflows = { zopa: 'aB3', 'salt-edge': 'cD4' };
		const guide = guideTo(address, { home: '.cache/bank' }, { workflows, edited: ['salt-edge'] });
		const titles = titlesOfExamples();
		expect(guide).toContain(`${address}/home/workflows`);
		expect(guide).toContain(`${address}/workflow/aB3`);
		expect(guide).toContain(`"${titles.zopa}"`);
		expect(guide).toContain(`because you edited it: "${titles['salt-edge']}"`);
		expect(guide).not.toMatch(/\.json|salt-edge/);
		expect(tooLong(guide)).toEqual([]);
	});
});

describe('a long step', () => {
	it('prints how many seconds have passed and how many megabytes it has written (U-06)', async () => {
		// In place of the clock, the timer of the step runs at once.
		const folder = mkdtempSync(join(tmpdir(), 'step-'));
		const script = `
			const ticks = [];
			globalThis.setInterval = (tick) => ticks.push(tick);
			globalThis.clearInterval = () => {};
			const { step } = await import('./scripts/steps.mjs');
			await step({
				label: 'Installing n8n',
				stampFile: ${JSON.stringify(join(folder, 'stamp'))},
				inputs: [],
				perform: async (run) => {
					const isDone = run([process.execPath, '--version']);
					ticks.forEach((tick) => tick());
					await isDone;
				},
				progress: (megabytes) => ', ' + megabytes + ' MB written',
			});`;
		const { stdout, stderr } = await runNode('--input-type=module', '--eval', script);
		rmSync(folder, { recursive: true });
		expect(stdout).toBe('');
		expect(linesOf(stderr)).toEqual([
			'Installing n8n …',
			expect.stringMatching(/^ {2}… \d+\.\d s, \d+ MB written$/),
			expect.stringMatching(/^ {2}done in \d+\.\d s$/),
		]);
	});
});

describe('npm run demo', () => {
	const demo = (...banks: string[]) => runNode('--import', 'tsx', 'scripts/demo.ts', ...banks);

	// These two have the longest names and texts. `.ci/run` checks the lines of all banks.
	it('has lines of at most 100 columns, and a table that does not repeat the steps (U-06)', async () => {
		const { code, stdout } = await demo('coop', 'eika');
		expect(code).toBe(0);
		expect(tooLong(stdout)).toEqual([]);
		const [table = ''] = /^bank .*[^]*$/m.exec(stdout) ?? [];
		expect(linesOf(table).map((line) => line.split(/ {2,}/)[0])).toEqual([
			'bank',
			expect.stringMatching(/^─+$/),
			...['The Co-operative Bank', 'Eika', 'All'],
			expect.stringMatching(/^Done in/),
		]);
	});

	it('names the banks when there is no such bank, and starts none', async () => {
		expect(await demo('zopa', 'cooop')).toEqual({
			code: 1,
			stdout: 'The banks are: zopa, monese, salt-edge, coop, smile, eika.\n',
			stderr: '',
		});
	});
});

describe('npm run sandbox', () => {
	it('shows a terminal a summary of addresses, files and customers beside the JSON (U-07)', () => {
		const summary = summaryOf({
			address: 'https://127.0.0.1:8443',
			mtlsAddress: 'https://127.0.0.1:8444',
			home: '/home/me/bank',
		});
		for (const text of ['127.0.0.1:8443', '127.0.0.1:8444', '/home/me/bank/ca.pem', 'rora']) {
			expect(summary).toContain(text);
		}
		expect(summary).not.toMatch(/[{}]/);
		expect(tooLong(summary)).toEqual([]);
	});
});

const { accounts, agreements } = newState();
const [action, tpp] = ['/a', 'Fintech Ltd'];
const money = { amount: '12.50', currency: 'GBP' };
const bankPages: Array<[string, string]> = [
	['to sign in', loginPage({ bank: 'Zopa', action })],
	[
		'of a consent',
		consentPage({ action, tpp, permissions: [...permissions], accounts: [], accountCount: 2 }),
	],
	[
		'of a consent to confirm funds',
		fundsPage({
			...{ action, tpp },
			funds: {
				DebtorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: 'GB33BUKB20201555555555' },
			},
		}),
	],
	[
		'of a payment',
		paymentPage({
			...{ action, tpp, accounts: [] },
			payment: { ...money, payee: 'Acme Supplies Ltd', account: '04000412345678' },
		}),
	],
	['of the second factor', stepUpPage({ action })],
	['of a refusal', errorScreen({ action, error_description: 'the customer did not approve' })],
	['to sign in at Eika', signInPage({ action })],
	['of agreements at Eika', agreementPage({ action, session: 's', agreements })],
	['of accounts at Eika', accountsPage({ action, tpp, validUntil: '2026-12-31', accounts })],
];

it.each(bankPages)(
	'the page %s has the words of a customer, and none of the standards (U-15)',
	(_, html) => {
		expect(visibleText(html)).not.toMatch(
			/\b(ASPSP|OAuth|OBIE|PSU|SCA|TLS|TPP|[Cc]onsents?)\b|undefined|Read[A-Z]/,
		);
	},
);
