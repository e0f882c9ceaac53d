import { existsSync, readFileSync } from 'node:fs';

import {
	NodeHelpers,
	type CodexData,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { banks } from '../../lib/banks';
import type { BankProfile } from '../../lib/banks/profile';
import { AccountReport } from '../../nodes/AccountReport/AccountReport.node';
import { CertificateTools } from '../../nodes/CertificateTools/CertificateTools.node';
import { ConsentRedirectTrigger } from '../../nodes/ConsentRedirectTrigger/ConsentRedirectTrigger.node';
import { CreateConsent } from '../../nodes/CreateConsent/CreateConsent.node';
import { CreatePayment } from '../../nodes/CreatePayment/CreatePayment.node';
import { DcrRegister } from '../../nodes/DcrRegister/DcrRegister.node';
import { EikaCreateAgreement } from '../../nodes/EikaCreateAgreement/EikaCreateAgreement.node';
import { GetAccounts } from '../../nodes/GetAccounts/GetAccounts.node';
import { GetToken } from '../../nodes/GetToken/GetToken.node';
import { exampleWorkflows } from '../../scripts/n8n/importTestData';

/** What n8n's guidelines for nodes ask of panels, as far as it can be counted; the rest is a list in CONTRIBUTING. */
const classes = {
	DcrRegister,
	GetToken,
	CreateConsent,
	GetAccounts,
	CreatePayment,
	EikaCreateAgreement,
	CertificateTools,
	ConsentRedirectTrigger,
	AccountReport,
};
const nodes = Object.entries(classes).map(
	([name, Node]) => [name, new Node().description as INodeTypeDescription] as const,
);
const credential = new OpenBankingApi();

const codexOf = (name: string) =>
	JSON.parse(readFileSync(`nodes/${name}/${name}.node.json`, 'utf8')) as CodexData;

/** A field, and those in collections below it. */
function withNested(field: INodeProperties): INodeProperties[] {
	const members = (field.options ?? []).flatMap((option) =>
		'values' in option
			? (option as INodePropertyCollection).values
			: 'type' in option
				? [option as INodeProperties]
				: [],
	);
	return [field, ...members.flatMap(withNested)];
}

const everyField = [
	...nodes.map(([name, { properties }]) => [name, properties] as const),
	['the credential', credential.properties] as const,
].map(([name, properties]) => [name, properties.flatMap(withNested)] as const);

const choicesOf = ({ type, options = [] }: INodeProperties): INodePropertyOptions[] =>
	['options', 'multiOptions'].includes(type) ? (options as INodePropertyOptions[]) : [];

const choicesOfAll = (fields: INodeProperties[]): string[] =>
	fields.flatMap(choicesOf).map(({ name }) => name);

/** Words that Title Case leaves small. */
const small = /^(a|an|and|as|at|before|by|for|from|in|is|it|of|on|or|the|to|when|with)$/;

/** `Token Endpoint Authentication`; what stands in brackets, and names as a standard writes them, count as they are. */
function isTitleCase(label: string): boolean {
	const words = label
		.replace(/\(.*?\)/g, '')
		.split(/[\s:]+/)
		.filter(Boolean);
	return words.every((word, index) => /^[^a-z]/.test(word) || (index > 0 && small.test(word)));
}

/** A value that the bank's document spells so, and that an operator looks for there. */
const isOfTheStandard = ({ name, value }: INodePropertyOptions) =>
	name === value || name === 'smile';

describe.each(everyField)('The fields of %s', (_, fields) => {
	const labelled = fields.filter(({ type }) => type !== 'notice');

	it('are labelled in Title Case', () => {
		const labels = labelled.map(({ displayName }) => displayName);
		expect(labels.filter((label) => !isTitleCase(label))).toEqual([]);
	});

	it('offer choices in Title Case, or as the standard spells them', () => {
		const choices = fields.flatMap(choicesOf).filter((choice) => !isOfTheStandard(choice));
		expect(choices.map(({ name }) => name).filter((name) => !isTitleCase(name))).toEqual([]);
	});

	it('spell names and abbreviations as people write them (U-15)', () => {
		const labels = [...labelled.map(({ displayName }) => displayName), ...choicesOfAll(fields)];
		const misspelt =
			/\b(Dcr|Http|Https|Iban|Jwks?|Jwt|Ocsp|Pem|Pfx|Psu|Sig|Ssa|Tls|Tpp|Uri|Url|postman)\b/;
		expect(labels.filter((label) => misspelt.test(label))).toEqual([]);
	});

	it('have a default that is one of the choices', () => {
		const chosen = fields
			.filter((field) => choicesOf(field).length > 0)
			.filter((field) => {
				const values: unknown[] = choicesOf(field).map(({ value }) => value);
				return ![field.default].flat().every((value) => values.includes(value));
			});
		expect(chosen.map(({ name }) => name)).toEqual([]);
	});

	it('are explained in a sentence or two, which does not only repeat the label', () => {
		for (const { displayName, description } of labelled) {
			if (description === undefined) continue;
			expect(description.length).toBeLessThanOrEqual(200);
			expect(description.toLowerCase()).not.toBe(displayName.toLowerCase());
		}
	});

	it('show examples as examples', () => {
		const placeholders = labelled.flatMap(({ placeholder }) => placeholder ?? []);
		expect(placeholders.filter((text) => !/^(e\.g\. |Add |-----BEGIN )/.test(text))).toEqual([]);
	});

	it('have hints that n8n shows: it shows none below an expression', () => {
		const hidden = fields.filter(
			({ hint, default: value }) => hint !== undefined && String(value).startsWith('='),
		);
		expect(hidden.map(({ name }) => name)).toEqual([]);
	});

	const collections = fields
		.filter(({ type }) => type === 'collection')
		.map(({ options = [] }) => (options as INodeProperties[]).map((one) => one.displayName));

	it('have labels that n8n does not cut off inside a collection', () => {
		expect(collections.flat().filter((label) => label.length > 30)).toEqual([]);
	});

	it('stand in alphabetical order inside a collection', () => {
		const byAlphabet = (one: string, other: string) => one.localeCompare(other);
		for (const labels of collections) expect(labels).toEqual([...labels].sort(byAlphabet));
	});

	it('have no empty collection', () => {
		expect(collections.filter((labels) => labels.length === 0)).toEqual([]);
	});

	it('have notices of two lines at most', () => {
		const notices = fields.filter(({ type }) => type === 'notice');
		expect(notices.filter(({ displayName }) => displayName.length > 100)).toEqual([]);
	});
});

const operationOf = ({ properties }: INodeTypeDescription) =>
	properties.find(({ name }) => name === 'operation');

/** What the panel shows when an operation has just been chosen, without n8n's own fields. */
function panel(description: INodeTypeDescription, operation: string): INodeProperties[] {
	const node = { typeVersion: [description.version].flat().at(-1)! };
	const filled = NodeHelpers.getNodeParameters(
		description.properties,
		{ operation },
		true,
		false,
		node,
		description,
	) as INodeParameters;
	return description.properties.filter((field) =>
		NodeHelpers.displayParameter(filled, field, node, description),
	);
}

const panels = nodes.flatMap(([name, description]) => {
	const operation = operationOf(description);
	const chosen = operation ? choicesOf(operation).map(({ value }) => String(value)) : [''];
	return chosen.map((value) => [`${name} ${value}`.trim(), panel(description, value)] as const);
});

describe.each(panels)('The panel of %s', (_, fields) => {
	it('needs no scrolling on a small screen: nine fields at most', () => {
		expect(fields.length).toBeLessThanOrEqual(9);
	});

	it('ends with its collections of what few need', () => {
		const types = fields.map(({ type }) => type);
		const first = types.indexOf('collection');
		const after = first === -1 ? [] : types.slice(first);
		expect(after.filter((type) => type !== 'collection')).toEqual([]);
	});

	it('asks for what it cannot do without before it asks for the client', () => {
		const client = fields.findIndex(({ name }) => name === 'client');
		const after = client === -1 ? [] : fields.slice(client);
		expect(after.filter(({ required }) => required).map(({ name }) => name)).toEqual([]);
	});
});

const withOperations = nodes.filter(([, description]) => operationOf(description));

describe.each(withOperations)('The operations of %s', (_, description) => {
	const operations = choicesOf(operationOf(description)!);

	it('have an action in sentence case, and a description of two lines at most', () => {
		for (const { action, description: says } of operations) {
			expect(action).toMatch(/^[A-Z][a-z]*( ([a-z-]+|[A-Z]{2,}|Postman))*$/);
			expect(says?.length).toBeLessThanOrEqual(160);
		}
	});

	it('name what they act on, in the panel and without an article in the node list (U-10)', () => {
		const verb =
			/^(add|check|convert|create|delete|get|initialize|inspect|preview|refresh|register|revoke|submit|update)( status)?$/i;
		expect(operations.map(({ name }) => name).filter((name) => verb.test(name))).toEqual([]);
		const actions = operations.map(({ action }) => action);
		expect(actions.filter((action) => / (a|an|the) /.test(`${action} `))).toEqual([]);
	});

	it('stand below the name of the node as the panel calls them', () => {
		const { subtitle = '' } = description;
		for (const { name, value } of operations) {
			expect(subtitle).toContain(`${JSON.stringify(value)}:${JSON.stringify(name)}`);
		}
	});

	it('tell the model of an agent what comes back, where the node can be a tool', () => {
		const tool = { ...description, name: `${description.name}Tool` };
		const descriptions = operations.map(
			({ value }) =>
				panel(tool, String(value)).find(({ name }) => name === 'toolDescription')?.default,
		);
		if (!description.usableAsTool)
			return expect(descriptions.every((text) => text === undefined)).toBe(true);
		// At least two sentences; one of them begins with "Returns".
		const incomplete = operations.filter(
			(_, index) => !/^[A-Z].*\. .*Returns .*\.$/.test(String(descriptions[index] ?? '')),
		);
		expect(
			incomplete.map(({ value }) => `${value} needs a toolDescription with "Returns …"`),
		).toEqual([]);
		expect(new Set(descriptions).size).toBe(operations.length);
	});
});

const homepage = (
	JSON.parse(readFileSync('package.json', 'utf8')) as { homepage: string }
).homepage.replace(/#readme$/, '');

const headingsOf = (page: string): string[] =>
	[...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading!
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

/** Returns what is wrong with a help link; undefined for one to a page, and a heading, of this repository. */
function problemOf(link: string): string | undefined {
	const [url = '', heading] = link.split('#');
	const page = url === homepage ? 'README.md' : url.split(`${homepage}/blob/main/`)[1];
	if (!page || !existsSync(page)) return `${link}: there is no such page`;
	if (heading === undefined || headingsOf(page).includes(heading)) return undefined;
	return `${link}: ${page} has no such heading`;
}

it.each([
	['#nothing', 'README.md has no such heading'],
	['/blob/main/docs/nothing.md', 'there is no such page'],
	['/blob/main/docs/sessions.md#nothing', 'docs/sessions.md has no such heading'],
	['/wiki', 'there is no such page'],
])('This test refuses the help link %s', (path, problem) => {
	expect(problemOf(homepage + path)).toBe(`${homepage}${path}: ${problem}`);
});

describe.each(nodes)('%s', (name, description) => {
	const { alias = [], categories = [], resources } = codexOf(name);

	it('leads to a page and to the credential in README, which exist', () => {
		const links = Object.values(resources ?? {}).flat();
		expect(links.length).toBe(description.credentials ? 2 : 1);
		expect(links.flatMap(({ url }) => problemOf(url) ?? [])).toEqual([]);
	});

	it('is not taken for a tool of an agent by the editor, which looks for the word in its type', () => {
		expect(description.name).not.toMatch(/tool/i);
	});

	it('has icons for both themes', () => {
		const { light, dark } = description.icon as unknown as Record<'light' | 'dark', string>;
		for (const icon of [light, dark]) {
			expect(existsSync(`nodes/${name}/${icon.replace('file:', '')}`)).toBe(true);
		}
	});

	it('is found in the finance category and as open banking', () => {
		expect(categories).toContain('Finance & Accounting');
		expect(alias).toEqual(expect.arrayContaining(['open banking', 'psd2', 'bank']));
		expect(new Set(alias).size).toBe(alias.length);
	});
});

it('the examples have the newest version of each node', () => {
	const newest = Object.fromEntries(
		nodes.map(([, { name, version }]) => [name, [version].flat().at(-1)]),
	);
	const used = exampleWorkflows().flatMap(([file, { nodes: all }]) =>
		all
			.filter(({ type }) => type.startsWith('n8n-nodes-open-banking.'))
			.map(({ name, type, typeVersion }) => ({ file, name, type, typeVersion })),
	);
	expect(used.length).toBeGreaterThan(0);
	const ownName = (type: string) =>
		type.replace('n8n-nodes-open-banking.', '').replace(/Tool$/, '');
	expect(used.filter(({ type, typeVersion }) => typeVersion !== newest[ownName(type)])).toEqual([]);
});

it('no two nodes have the same icon (U-13)', () => {
	const files = nodes.flatMap(([name, { icon }]) =>
		Object.values(icon as object).map((path: string) =>
			readFileSync(`nodes/${name}/${path.replace('file:', '')}`, 'utf8'),
		),
	);
	expect(new Set(files).size).toBe(files.length);
});

const environments = ['local', 'production', 'sandbox'];
const credentialForms = [...banks.map(({ id }) => id), 'custom'].flatMap((bank) =>
	environments.map((environment) => ({ bank, environment })),
);

/** Returns the fields that the credential shows, with every other field at its default. */
function shownInCredential(
	chosen: Record<'bank' | 'environment', string> & INodeParameters,
): INodeProperties[] {
	const { properties } = credential;
	const defaults = Object.fromEntries(properties.map((field) => [field.name, field.default]));
	const values = { ...defaults, ...chosen } as INodeParameters;
	return properties.filter((field) =>
		NodeHelpers.displayParameter(values, field, null, null as never),
	);
}

it.each(credentialForms)('the credential shows each field once for %j', (chosen) => {
	const names = shownInCredential(chosen).map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	for (const name of ['transportCertificate', 'signingCertificate', 'ca', 'sessionSecret']) {
		expect(names).toContain(name);
	}
});

it('the credential marks what each bank requires (U-08)', () => {
	const required = (bank: string, environment: string, filled = {}) =>
		shownInCredential({ bank, environment, ...filled }).flatMap((field) =>
			field.required ? field.name : [],
		);
	const transport = ['transportCertificate', 'transportKey'];
	const signing = ['signingCertificate', 'signingKey'];
	const both = [...transport, ...signing];
	const registration = [...both, 'softwareStatement'];
	expect(required('zopa', 'sandbox')).toEqual(registration);
	const registered = { clientId: 'abc' };
	expect(required('zopa', 'sandbox', registered)).toEqual(both);
	expect(required('zopa', 'production')).toEqual(registration);
	expect(required('zopa', 'production', registered)).toEqual(both);
	expect(required('monese', 'sandbox')).toEqual(registration);
	expect(required('salt-edge', 'sandbox')).toEqual(['providerCode', ...registration]);
	expect(required('salt-edge', 'sandbox', registered)).toEqual(['providerCode', ...both]);
	expect(required('eika', 'sandbox')).toEqual(signing);
	expect(required('eika', 'production')).toEqual(signing);
	expect(required('eika', 'local')).toEqual([...both, 'ca']);
	expect(required('coop', 'sandbox')).toEqual(transport);
	expect(required('custom', 'sandbox')).toEqual(transport);
	expect(required('custom', 'sandbox', { profileSource: 'json' })).toEqual([
		'bankProfile',
		...transport,
	]);
	// n8n does not save a credential without them, so only fields that nothing works without are required.
	expect(required('custom', 'sandbox', { endpoints: 'entered' })).toEqual(transport);
	expect(required('zopa', 'local')).toEqual([...both, 'ca', 'softwareStatement']);
});

it('the credential asks only banks with OAuth for a client (U-08)', () => {
	const shown = (bank: string) =>
		shownInCredential({ bank, environment: 'sandbox' }).map(({ name }) => name);
	const client = ['clientId', 'clientSecret', 'clientAuthentication'];
	expect(shown('zopa')).toEqual(expect.arrayContaining(client));
	expect(shown('custom')).toEqual(expect.arrayContaining(client));
	expect(shown('eika').filter((name) => client.includes(name))).toEqual([]);
});

it('the credential shows certificates, and hides keys, passphrases and secrets (U-08)', () => {
	const hidden = credential.properties
		.filter(({ typeOptions }) => typeOptions?.password)
		.map(({ name }) => name);
	expect(new Set(hidden)).toEqual(
		new Set([
			...['transportKey', 'transportPfx', 'transportPassphrase'],
			...['signingKey', 'signingPfx', 'signingPassphrase'],
			...['clientSecret', 'sessionSecret', 'previousSessionSecret'],
		]),
	);
});

it('the credential leads to a heading that README has', () => {
	expect(problemOf(credential.documentationUrl)).toBeUndefined();
});

const serves: Record<string, (bank: BankProfile) => boolean> = {
	DcrRegister: ({ registration }) => registration.via === 'dcr',
	GetToken: ({ authorizationRequest }) => authorizationRequest !== undefined,
	CreateConsent: ({ accountInformation }) => accountInformation !== undefined,
	GetAccounts: ({ accountInformation }) => accountInformation !== undefined,
	ConsentRedirectTrigger: ({ authorizationRequest }) => authorizationRequest !== undefined,
};

it.each(Object.entries(serves))(
	'%s is found by the name of each bank that it serves',
	(name, served) => {
		const names = banks.filter(served).map((bank) => bank.name);
		expect(names.length).toBeGreaterThan(0);
		expect(codexOf(name).alias).toEqual(expect.arrayContaining(names));
	},
);
