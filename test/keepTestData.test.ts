import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { UnsecuredJWT } from 'jose';
import type { IWorkflowBase } from 'n8n-workflow';

import type { EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { N8nApiError, type N8nApi } from '../scripts/n8n/api';
import { keepTestData } from '../scripts/n8n/keepTestData';

/** An n8n in memory that counts what is written. */
function anN8n(status = 404) {
	const workflows = new Map<string, IWorkflowBase>();
	const written = { workflows: 0, credentials: 0, deletions: 0 };
	const given = new Set<string>();
	const idFor = (name: string) => {
		const id = given.has(name) && !workflows.has(name) ? `${name} again` : name;
		given.add(id);
		return id;
	};
	const api = {
		call: async (_: string, path: string) => {
			const found = workflows.get(path.replace('workflows/', ''));
			if (!found) throw new N8nApiError('Not found', status);
			return found;
		},
		putCredential: async (name: string) => (written.credentials++, name),
		// Like n8n, gives a workflow that was deleted another id.
		putWorkflow: async (workflow: IWorkflowBase, id = idFor(workflow.name)) => {
			written.workflows++;
			workflows.set(id, workflow);
			return id;
		},
		deleteTables: async () => void written.deletions++,
	} as unknown as N8nApi;
	return { api, workflows, written };
}

const aBank = (address = 'https://127.0.0.1:8443') =>
	({
		address,
		mtlsAddress: 'https://127.0.0.1:8444',
		ca: '',
		banks: {},
		tpp: {
			transportCertificate: 'transport',
			signingCertificate: 'signing',
			softwareStatement: new UnsecuredJWT({
				software_redirect_uris: [],
				jti: `${Math.random()}`,
			}).encode(),
		},
	}) as unknown as EmbeddedBank;

const title = 'Zopa: from certificates to account data';
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'kept-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const start = (
	{ api }: ReturnType<typeof anN8n>,
	bank = aBank(),
	{ isReset = false, mailPort = 1025 } = {},
) => keepTestData(api, { bank, mailPort }, { folder, isReset });

describe('a second start', () => {
	it('writes nothing, so that edits and published workflows stay (U-03)', async () => {
		const n8n = anN8n();
		const first = await start(n8n);
		n8n.workflows.set(title, { ...n8n.workflows.get(title)!, nodes: [] });
		const before = { ...n8n.written };
		expect(await start(n8n)).toEqual({ workflows: first.workflows, edited: [] });
		expect(n8n.written).toEqual(before);
		expect(n8n.workflows.get(title)!.nodes).toEqual([]);
	});

	it('with another port for email writes only the credential for it', async () => {
		const n8n = anN8n();
		await start(n8n);
		const before = { ...n8n.written };
		await start(n8n, aBank(), { mailPort: 2025 });
		expect(n8n.written).toEqual({ ...before, credentials: before.credentials + 1 });
	});

	it('brings back a workflow that was deleted', async () => {
		const n8n = anN8n();
		await start(n8n);
		n8n.workflows.delete(title);
		const { workflows } = await start(n8n);
		expect(n8n.workflows.get(workflows.zopa!)!.nodes).not.toEqual([]);
	});

	it('gives the new id of a deleted workflow to those that call it, also to edited ones', async () => {
		const n8n = anN8n();
		await start(n8n);
		n8n.workflows.set(title, { ...n8n.workflows.get(title)!, nodes: [] });
		for (const called of ['Tell the operator', '3 Poll every six hours']) {
			n8n.workflows.delete(called);
		}
		const { workflows } = await start(n8n);
		expect(workflows.errors).toBe('Tell the operator again');
		const others = [...n8n.workflows].filter(([id]) => id !== workflows.errors);
		for (const [, { settings }] of others) expect(settings?.errorWorkflow).toBe(workflows.errors);
		expect(n8n.workflows.get(title)!.nodes).toEqual([]);
		const caller = JSON.stringify(n8n.workflows.get(workflows['polling-batches']!));
		expect(caller).toContain('"value":"3 Poll every six hours again"');
		const written = { ...n8n.written };
		expect(await start(n8n)).toEqual({ workflows, edited: [] });
		expect(n8n.written).toEqual(written);
	});

	it('writes nothing and fails if n8n does not say what it has', async () => {
		const n8n = anN8n(503);
		await start(n8n);
		n8n.workflows.delete(title);
		const before = { ...n8n.written };
		await expect(start(n8n)).rejects.toThrow('Not found');
		expect(n8n.written).toEqual(before);
	});

	it.each([
		['a reset', aBank(), true],
		['another embedded bank', aBank('https://127.0.0.1:9443'), false],
	])('replaces everything after %s', async (_, bank, isReset) => {
		const n8n = anN8n();
		await start(n8n);
		n8n.workflows.set(title, { ...n8n.workflows.get(title)!, nodes: [] });
		await start(n8n, bank, { isReset });
		expect(n8n.workflows.get(title)!.nodes).not.toEqual([]);
		expect(n8n.written.deletions).toBe(2);
	});
});
