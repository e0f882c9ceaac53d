import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { createConsents, deleteConsent, readConsent, type ConsentIds } from './contract/consents';
import { newProber, type Outcome, type Prober } from './contract/probe';
import { missResource, readResource, type Known, type PsuTokens } from './contract/resources';
import { readSpecification } from './contract/specification';
import { visit, type Visitor } from './contract/visitor';
import { toTable } from './table';

/*
 * Holds every answer of the embedded bank's account information against OBIE's OpenAPI documents, which are not part of
 * the package: `npm run test:contract -- <folder>`, or OPENAPI_SPECS, names the folder that has `v3.1.11` and `v4.0`.
 */

const files: Record<string, string> = {
	'v3.1': 'v3.1.11/account-info-openapi.json',
	'v4.0': 'v4.0/account-info-openapi.json',
};

/** What no bank here has, and what a bank does not have by its own account. */
const absentEverywhere = /\/file$/;
const absent: Record<string, RegExp> = {
	monese: /transactions$/,
	coop: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
	smile: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
};

/** The same, where the standard demands it and so knows no 404: not asked for. */
const departures: Record<string, string> = {
	monese: 'GET /accounts/{AccountId}/transactions',
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
		for (const [id, api] of apisOf(bank)) rows.push(...(await walk(bank, { id, api, folder })));
		process.exitCode = report(rows);
	} finally {
		await bank.stop();
	}
}

/** Id and address of every bank that has account information. */
function apisOf({ banks }: EmbeddedBank): Array<[id: string, api: string]> {
	return Object.entries(banks).flatMap(([id, description]): Array<[string, string]> =>
		'accountInformation' in description ? [[id, description.accountInformation]] : [],
	);
}

interface Row {
	bank: string;
	outcome: Outcome;
	isOffered: boolean;
}

interface Walk {
	id: string;
	api: string;
	folder: string;
}

/** Every operation of the document, in an order in which each finds what it needs. */
async function walk(bank: EmbeddedBank, { id, api, folder }: Walk): Promise<Row[]> {
	const version = Object.keys(files).find((one) => api.includes(`/${one}/`))!;
	const visitor = await visit(bank, id, api);
	const probers = readSpecification(join(folder, files[version]!))
		.filter(({ method, path }) => departures[id] !== `${method} ${path}`)
		.map((operation) => newProber(operation, visitor));
	const proberOf = (operation: string): Prober =>
		probers.find(({ outcome }) => outcome.operation === operation)!;
	const consents = await createConsents(proberOf('POST /account-access-consents'), visitor);
	const known = await introduce(visitor, consents);
	const isAbsent = ({ operation }: Outcome): boolean =>
		absentEverywhere.test(operation) || (absent[id]?.test(operation) ?? false);
	for (const prober of probers) {
		if (prober.outcome.operation.includes('/account-access-consents')) continue;
		await (isAbsent(prober.outcome) ? missResource : readResource)(prober, known);
	}
	const path = '/account-access-consents/{ConsentId}';
	await readConsent(proberOf(`GET ${path}`), visitor, consents.detailed);
	await deleteConsent(proberOf(`DELETE ${path}`), visitor, consents.least);
	return probers.map(({ outcome }) => ({
		bank: `${id} ${version}`,
		outcome,
		isOffered: !isAbsent(outcome),
	}));
}

/** The PSU approves each consent; then accounts and statements say what they are called. */
async function introduce(visitor: Visitor, consents: ConsentIds): Promise<Known> {
	const tokens: PsuTokens = {
		detailed: await visitor.psuToken(consents.detailed),
		basic: await visitor.psuToken(consents.basic),
		least: await visitor.psuToken(consents.least),
	};
	const read = async (path: string): Promise<Listed> => {
		const { text } = await visitor.ask({ method: 'GET', path, token: tokens.detailed });
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

/** Prints the table; gives the exit code: nothing invalid, and something validated. */
function report(rows: Row[]): number {
	const lines = rows.map(({ bank, outcome, isOffered }) => ({
		bank,
		operation: outcome.operation,
		statuses: [...outcome.statuses].sort().join(' '),
		result: outcome.invalid.length > 0 ? 'INVALID' : isOffered ? 'as specified' : 'not offered',
		answers: outcome.validated,
		invalid: outcome.invalid.length,
	}));
	console.log(toTable(lines));
	for (const { bank, outcome } of rows) {
		for (const text of outcome.invalid) console.log(`\n${bank} ${outcome.operation}\n  ${text}`);
	}
	const validated = lines.reduce((sum, { answers }) => sum + answers, 0);
	const invalid = lines.reduce((sum, line) => sum + line.invalid, 0);
	console.log(`\n${validated} validated, ${invalid} invalid`);
	return validated > 0 && invalid === 0 ? 0 : 1;
}
