import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { zopa } from '../lib/banks/zopa';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { probeBerlinGroup } from './contract/berlinGroup';
import { createConsents, deleteConsent, readConsent, type ConsentIds } from './contract/consents';
import { probeFundsConfirmation } from './contract/fundsConfirmation';
import { probePayments } from './contract/payments';
import { newProber, type Outcome, type Prober } from './contract/probe';
import {
	probeUnsupportedResource,
	probeResource,
	type KnownIds,
	type PsuTokens,
} from './contract/resources';
import { readSpecification } from './contract/specification';
import { newContractClient, type ContractClient, type ContractedBank } from './contract/client';
import { localCredential } from './localCredential';
import { toTable } from './table';

/*
 * Validates the embedded bank's responses for accounts, payments and confirmation of funds against OpenAPI files. The files are
 * not part of the package:
 *
 * - OBIE: the folder with `v3.1.11` and `v4.0`, as first argument or in OPENAPI_SPECS
 * - Zopa, as sandbox and as production: `swagger/account-info-openapi.yaml` of its portal, as second argument; the file on
 *   payments next to it, as `--zopa-payments <file>`
 * - Eika: the JSON file of NextGenPSD2 1.3.9, as `--berlin-group <file>`
 */

const folders: Record<string, string> = { 'v3.1': 'v3.1.11', 'v4.0': 'v4.0' };

/** Operations that return a file, which has no schema. They are probed only where they are absent. */
const fileOperations = /\/file$/;
/** Operations that one bank does not support, according to its documentation. */
const absent: Record<string, RegExp> = {
	monese: /^GET \/transactions$/,
	coop: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
	smile: /beneficiaries|offers|part(y|ies)$|products?$|statements/,
	zopa: /\/parties|\/product|scheduled-payments|StatementId|^GET \/(?!accounts?\b|account-|party)/,
};

void main();

async function main(): Promise<void> {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { 'berlin-group': { type: 'string' }, 'zopa-payments': { type: 'string' } },
	});
	const [folder = process.env['OPENAPI_SPECS'], zopaFile] = positionals;
	const { 'berlin-group': berlinGroupFile, 'zopa-payments': zopaPaymentsFile } = values;
	const isThere = (file?: string): boolean => file === undefined || existsSync(file);
	if (!folder || ![folder, zopaFile, berlinGroupFile, zopaPaymentsFile].every(isThere)) {
		console.error(
			'Usage: npm run test:contract -- <folder with the OpenAPI documents> [Zopa’s OpenAPI file] [--zopa-payments <file>] [--berlin-group <file>]',
		);
		process.exitCode = 2;
		return;
	}
	const size = { accounts: 4, transactions: 1400 };
	const rows: Row[] = [];
	const probe = async (bank: EmbeddedBank, probed: ProbedBank[]): Promise<void> => {
		for (const one of probed) rows.push(...(await probeBank(bank, one)));
	};
	await withBank(size, async (bank) => {
		await probe(bank, banksOf(bank, folder));
		if (zopaFile) await probe(bank, zopaBanks(bank, zopaFile));
		for (const one of payingBanksOf(bank, folder, zopaPaymentsFile)) {
			rows.push(...(await probePaymentRows(bank, one)));
		}
		for (const id of ['coop', 'smile'] as const) {
			const { fundsConfirmation: api, accountInformation } = bank.banks[id];
			const credential = { ...localCredential(bank, id), environment: 'local' as const };
			const { document, file } = documentOf(api, folder, 'confirmation-funds');
			const probed = { api, accountInformation, credential, file };
			for (const outcome of await probeFundsConfirmation(bank, probed)) {
				rows.push({ bank: `${id} ${document}`, outcome, isSupported: true });
			}
		}
		if (!berlinGroupFile) return;
		for (const outcome of await probeBerlinGroup(bank, berlinGroupFile)) {
			rows.push({ bank: 'eika 1.3.9', outcome, isSupported: true });
		}
	});
	// Zopa has less than the standard, so another bank shows that the rest of v4.0 is valid.
	await withBank({ ...size, guise: {} }, async (bank) => {
		const [api] = banksOf(bank, folder).filter(({ id }) => id === 'zopa');
		await probe(bank, [{ ...api!, id: 'standard' }]);
		const [payments] = payingBanksOf(bank, folder).filter(({ id }) => id === 'zopa');
		const { issuer, resourceServer } = bank.banks.zopa;
		const credential: ProbedBank['credential'] = {
			...localCredential(bank, 'zopa'),
			bank: 'custom',
			profileSource: 'json',
			bankProfile: JSON.stringify({ ...zopa, payments: { version: 'v4.0' } }),
			environment: 'sandbox',
			issuer,
			apiBaseUrl: resourceServer,
		};
		rows.push(...(await probePaymentRows(bank, { ...payments!, id: 'standard', credential })));
	});
	process.exitCode = report(rows);
}

async function withBank(
	settings: Parameters<typeof startEmbeddedBank>[0],
	run: (bank: EmbeddedBank) => Promise<void>,
): Promise<void> {
	const bank = await startEmbeddedBank(settings);
	try {
		await run(bank);
	} finally {
		await bank.stop();
	}
}

/** Returns every bank with account information, with OBIE's document of its version. */
function banksOf(bank: EmbeddedBank, folder: string): ProbedBank[] {
	return Object.entries(bank.banks).flatMap(([id, description]): ProbedBank[] => {
		if (!('accountInformation' in description)) return [];
		const api = description.accountInformation;
		const credential = { ...localCredential(bank, id), environment: 'local' as const };
		return [{ id, api, credential, ...documentOf(api, folder, 'account-info') }];
	});
}

/** Returns OBIE's document of the version of an API. */
function documentOf(api: string, folder: string, name: string) {
	const version = Object.keys(folders).find((one) => api.includes(`/${one}/`))!;
	return { file: join(folder, folders[version]!, `${name}-openapi.json`), document: version };
}

/** Returns every bank that makes payments, with OBIE's document, and Zopa also with its own. */
function payingBanksOf(bank: EmbeddedBank, folder: string, zopaFile?: string): ProbedBank[] {
	const standard = Object.entries(bank.banks).flatMap(([id, description]): ProbedBank[] => {
		if (!('paymentInitiation' in description)) return [];
		const api = description.paymentInitiation;
		const credential = { ...localCredential(bank, id), environment: 'local' as const };
		return [{ id, api, credential, ...documentOf(api, folder, 'payment-initiation') }];
	});
	if (!zopaFile) return standard;
	const { paymentInitiation, production } = bank.banks.zopa;
	const own = zopaBanks(bank, zopaFile).map((one) => ({
		...one,
		api: one.app ? production.paymentInitiation : paymentInitiation,
	}));
	return [...standard, ...own];
}

async function probePaymentRows(bank: EmbeddedBank, probed: ProbedBank): Promise<Row[]> {
	const outcomes = await probePayments(bank, probed);
	return outcomes.map((row) => ({ ...row, bank: `${probed.id} ${probed.document}` }));
}

/** Returns the embedded Zopa as sandbox and as production, with the document of Zopa itself. */
function zopaBanks(bank: EmbeddedBank, file: string): ProbedBank[] {
	const { production, accountInformation } = bank.banks.zopa;
	const own = { file, document: 'Zopa' };
	const credential = localCredential(bank, 'zopa');
	return [
		{
			...own,
			id: 'zopa sandbox',
			api: accountInformation,
			credential: { ...credential, environment: 'local' as const },
		},
		{
			...own,
			id: 'zopa production',
			api: production.accountInformation,
			app: production.app,
			// Zopa's own addresses cannot be replaced, those of a pasted profile can.
			credential: {
				...credential,
				...production.credential,
				bank: 'custom',
				profileSource: 'json',
				bankProfile: JSON.stringify(zopa),
				environment: 'production' as const,
				issuer: production.issuer,
				apiBaseUrl: production.resourceServer,
			},
		},
	];
}

interface Row {
	bank: string;
	outcome: Outcome;
	isSupported: boolean;
}

interface ProbedBank extends ContractedBank {
	id: string;
	/** Path of the OpenAPI document, and its name in the table. */
	file: string;
	document: string;
}

/** Probes every operation of the document, in an order in which each has the ids and tokens it needs. */
async function probeBank(bank: EmbeddedBank, probed: ProbedBank): Promise<Row[]> {
	const { id, file, document } = probed;
	const client = await newContractClient(bank, probed);
	const isAbsent = ({ operation }: Outcome): boolean => absent[id]?.test(operation) ?? false;
	const probers = readSpecification(file)
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
		bank: `${id} ${document}`,
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
	const accountIds = Account.map(({ AccountId }) => AccountId);
	const statementIds: Record<string, string> = {};
	for (const accountId of accountIds) {
		const { Statement = [] } = await read(`/accounts/${accountId}/statements`);
		for (const { StatementId } of Statement) statementIds[accountId] = StatementId;
	}
	return { tokens, accountIds, statementIds };
}

interface Listed {
	Account?: Array<{ AccountId: string }>;
	Statement?: Array<{ StatementId: string }>;
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
