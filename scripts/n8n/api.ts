import { readFileSync } from 'node:fs';

import { parse as parseFlatted } from 'flatted';
import type { IDataObject, IRun, IWorkflowBase } from 'n8n-workflow';
import { Agent, fetch } from 'undici';

export interface Owner {
	email: string;
	password: string;
}

export interface Execution {
	id: string;
	status: string;
	workflowId: string;
	/** Results of the nodes, which n8n stores separately. */
	data: IRun['data'];
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** n8n's internal API, which its editor uses. */
export type N8nApi = ReturnType<typeof apiAt>;

/** Signs in as the owner and creates the owner if there is none. `authority` is the path of a PEM file. */
export async function signIn(
	address: string,
	{ email, password, authority }: Owner & { authority: string },
): Promise<N8nApi> {
	const connect = { ca: readFileSync(authority, 'utf8') };
	const call = callerOf(address, new Agent({ connect }));
	const setUp = await call('POST', 'owner/setup', {
		email,
		password,
		firstName: 'Open',
		lastName: 'Banking',
	});
	if (!setUp.ok) assertOk(await call('POST', 'login', { emailOrLdapLoginId: email, password }));
	return apiAt(async (method, path, body) => assertOk(await call(method, path, body)));
}

interface ApiResponse {
	ok: boolean;
	request: string;
	status: number;
	body: unknown;
}

/** Creates a function that sends requests and keeps the session cookie. */
function callerOf(address: string, dispatcher: Agent) {
	let cookie = '';
	return async (method: Method, path: string, body?: unknown): Promise<ApiResponse> => {
		const response = await fetch(`${address}/rest/${path}`, {
			method,
			dispatcher,
			// n8n binds a session to a browser id.
			headers: { 'content-type': 'application/json', 'browser-id': 'scripts', cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
		const text = await response.text();
		const { ok, status } = response;
		return { ok, status, request: `${method} ${path}`, body: text && jsonOrText(text) };
	};
}

function jsonOrText(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function assertOk({ ok, request, status, body }: ApiResponse): unknown {
	if (ok) return (body as { data?: unknown }).data ?? body;
	throw new N8nApiError(
		`n8n responded to ${request} with status ${status}: ${JSON.stringify(body).slice(0, 500)}`,
		status,
	);
}

export class N8nApiError extends Error {
	constructor(
		message: string,
		readonly status: number,
	) {
		super(message);
	}
}

interface Named {
	id: string;
	name: string;
}

function apiAt(call: (method: Method, path: string, body?: unknown) => Promise<unknown>) {
	const idByName = async (path: string, name: string) => {
		const found = (await call('GET', path)) as Named[] | { data: Named[] };
		const all = Array.isArray(found) ? found : found.data;
		return all.find((one) => one.name === name)?.id;
	};
	const put = async (
		path: string,
		content: { name: string },
		{ initial = {}, id }: { initial?: object; id?: string } = {},
	): Promise<string> => {
		id ??= await idByName(path, content.name);
		const written = id
			? await call('PATCH', `${path}/${id}`, { ...content, id })
			: await call('POST', path, { ...content, ...initial });
		return (written as Named).id;
	};
	const tablePath = async (table: string): Promise<string> => {
		const { id: project } = (await call('GET', 'projects/personal')) as Named;
		const tables = `projects/${project}/data-tables`;
		const id = await idByName(tables, table);
		if (id === undefined) throw new Error(`There is no Data Table "${table}".`);
		return `${tables}/${id}`;
	};
	return {
		call,
		/** Creates or replaces the credential of that name. Returns its id. */
		putCredential: (name: string, data: IDataObject, type = 'openBankingApi') =>
			put('credentials', { name, type, data } as { name: string }),
		/** Creates or replaces the workflow of that id, or else of that name. Returns its id. */
		putWorkflow: (workflow: Partial<IWorkflowBase> & { name: string }, id?: string) =>
			put('workflows', workflow, { initial: { active: false }, id }),
		async deactivate(id: string): Promise<void> {
			await call('POST', `workflows/${id}/deactivate`, {});
		},
		async activate(id: string): Promise<void> {
			const { versionId } = (await call('GET', `workflows/${id}`)) as { versionId: string };
			await call('POST', `workflows/${id}/activate`, { versionId });
		},
		/** Starts a workflow like the editor's button. Returns the id of the execution. */
		async execute(id: string, trigger: string): Promise<string> {
			const workflowData = await call('GET', `workflows/${id}`);
			const started = await call('POST', `workflows/${id}/run`, {
				workflowData,
				triggerToStartFrom: { name: trigger },
			});
			return (started as { executionId: string }).executionId;
		},
		/** Returns the rows of a Data Table. @throws Error when there is none of that name */
		async rows(table: string): Promise<IDataObject[]> {
			const path = await tablePath(table);
			const rows: IDataObject[] = [];
			for (;;) {
				const found = await call('GET', `${path}/rows?take=250&skip=${rows.length}`);
				const { data } = found as { data: IDataObject[] };
				rows.push(...data);
				if (data.length < 250) return rows;
			}
		},
		/** Adds rows to a Data Table. @throws Error when there is none of that name */
		async insertRows(table: string, rows: IDataObject[]): Promise<void> {
			await call('POST', `${await tablePath(table)}/insert`, { data: rows });
		},
		/** Changes the rows that have these values. @throws Error when there is no Data Table of that name */
		async updateRows(table: string, values: IDataObject, data: IDataObject): Promise<void> {
			const filters = Object.entries(values).map(([columnName, value]) => ({ columnName, value }));
			await call('PATCH', `${await tablePath(table)}/rows`, { filter: { filters }, data });
		},
		/** Deletes the Data Tables whose names start with the prefix. */
		async deleteTables(prefix: string): Promise<void> {
			const { id: project } = (await call('GET', 'projects/personal')) as Named;
			const tables = `projects/${project}/data-tables`;
			const { data } = (await call('GET', tables)) as { data: Named[] };
			for (const { id } of data.filter(({ name }) => name.startsWith(prefix))) {
				await call('DELETE', `${tables}/${id}`);
			}
		},
		/** Returns the last 50 executions, newest first. */
		async executions(workflowId: string): Promise<Array<Omit<Execution, 'data'>>> {
			const filter = encodeURIComponent(JSON.stringify({ workflowId }));
			const found = await call('GET', `executions?limit=50&filter=${filter}`);
			return (found as { results: Execution[] }).results;
		},
		async execution(id: string): Promise<Execution> {
			const found = (await call('GET', `executions/${id}`)) as Execution & { data: string };
			return { ...found, data: parseFlatted(found.data) as IRun['data'] };
		},
	};
}
