import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { createConsents, deleteConsent, readConsent, type ConsentIds } from './contract/consents';
import { newProber, type Outcome, type Prober } from './contract/probe';
import {
	probeUnsupportedResource,
	probeResource,
	type KnownIds,
	type PsuTokens,
} from './contract/resources';
import { readSpecification } from './contract/specification';
import { newContractClient, type ContractClient } from './contract/client';
import { toTable } from './table';

/*
 * Validates the responses of the embedded bank's account information API against OBIE's OpenAPI documents. They are not part of
 * the package: pass the folder that contains `v3.1.11` and `v4.0` with `npm run test:contract -- <folder>` or in OPENAPI_SPECS.
 */

const files: Record<string, string> = {
	'v3.1': 'v3.1.11/account-info-openapi.json',
	'v4.0': 'v4.0/account-info-openapi.json',
};

/** Operations that return a file, which has no schema. They are probed only where they are absent. */
const fileOperations = /\/file$/;
/** Operations that one bank does not support, according to its documentation. */
const absent: Record<string, RegExp> = {
	monese: /^GET \/transactions$/,
	coop: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
	smile: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
};

void main();

async function main(): Promise<void> {
	const folder = process.argv[2] ?? process.env['OPENAPI_SPECS'];
	if (!folder || !existsSync(folder)) {
		console.error('Usage: npm run test:contract -- <folder with the OpenAPI documents>');
		process.exitCode = 2;
		return;
	}
	const bank = await startEmbeddedBank({ accounts: 4, transactions: 700 });
	try {
		const rows: Row[] = [];
		for (const [id, api] of apisOf(bank))
			rows.push(...(await probeBank(bank, { id, api, folder })));
		process.exitCode = report(rows);
	} finally {
		await bank.stop();
	}
}

/** Returns id and API address of every bank with account information. */
function apisOf({ banks }: EmbeddedBank): Array<[id: string, api: string]> {
	return Object.entries(banks).flatMap(([id, description]): Array<[string, string]> =>
		'accountInformation' in description ? [[id, description.accountInformation]] : [],
	);
}

interface Row {
	bank: string;
	outcome: Outcome;
	isSupported: boolean;
}

interface ProbedBank {
	id: string;
	api: string;
	folder: string;
}

/** Probes every operation of the document, in an order in which each has the ids and tokens it needs. */
async function probeBank(bank: EmbeddedBank, { id, api, folder }: ProbedBank): Promise<Row[]> {
	const version = Object.keys(files).find((one) => api.includes(`/${one}/`))!;
	const client = await newContractClient(bank, id, api);
	const isAbsent = ({ operation }: Outcome): boolean => absent[id]?.test(operation) ?? false;
	const probers = readSpecification(join(folder, files[version]!))
		.map((operation) => newProber(operation, client))
		.filter(({ outcome }) => !fileOperations.test(outcome.operation) || isAbsent(outcome));
	const proberOf = (operation: string): Prober =>
		probers.find(({ outcome }) => outcome.operation === operation)!;
	const consents = await createConsents(proberOf('POST /account-access-consents'), client);
	const known = await readIds(client, consents);
	for (const prober of probers) {
		if (prober.outcome.operation.includes('/account-access-consents')) continue;
		await (isAbsent(prober.outcome) ? probeUnsupportedResource : probeResource)(prober, known);
	}
	const path = '/account-access-consents/{ConsentId}';
	await readConsent(proberOf(`GET ${path}`), client, consents.detailed);
	await deleteConsent(proberOf(`DELETE ${path}`), client, consents.least);
	return probers.map(({ outcome }) => ({
		bank: `${id} ${version}`,
		outcome,
		isSupported: !isAbsent(outcome),
	}));
}

/** Lets the PSU approve each consent, then reads the ids of accounts and statements. */
async function readIds(client: ContractClient, consents: ConsentIds): Promise<KnownIds> {
	const tokens: PsuTokens = {
		detailed: await client.psuToken(consents.detailed),
		basic: await client.psuToken(consents.basic),
		least: await client.psuToken(consents.least),
	};
	const read = async (path: string): Promise<Listed> => {
		const { text } = await client.send({ method: 'GET', path, token: tokens.detailed });
		return text === '' ? {} : ((JSON.parse(text) as { Data?: Listed }).Data ?? {});
	};
	const { Account = [] } = await read('/accounts');
	const { Statement = [] } = await read('/statements');
	return {
		tokens,
		accountIds: Account.map(({ AccountId }) => AccountId),
		statementIds: Object.fromEntries(
			Statement.map(({ AccountId, StatementId }) => [AccountId, StatementId]),
		),
	};
}

interface Listed {
	Account?: Array<{ AccountId: string }>;
	Statement?: Array<{ AccountId: string; StatementId: string }>;
}

/** Prints the table and returns the exit code: 0 if responses were validated and all are valid. */
function report(rows: Row[]): number {
	const lines = rows.map(({ bank, outcome, isSupported }) => ({
		bank,
		operation: outcome.operation,
		statuses: [...outcome.statuses].sort().join(' '),
		result: outcome.invalid.length > 0 ? 'INVALID' : isSupported ? 'valid' : 'not supported',
		responses: outcome.validated,
		invalid: outcome.invalid.length,
	}));
	console.log(toTable(lines));
	for (const { bank, outcome } of rows) {
		for (const text of outcome.invalid) console.log(`\n${bank} ${outcome.operation}\n  ${text}`);
	}
	const validated = lines.reduce((sum, { responses }) => sum + responses, 0);
	const invalid = lines.reduce((sum, line) => sum + line.invalid, 0);
	console.log(`\n${validated} responses validated, ${invalid} invalid`);
	return validated > 0 && invalid === 0 ? 0 : 1;
}
