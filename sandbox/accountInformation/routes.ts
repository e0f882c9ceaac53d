import { randomUUID } from 'node:crypto';

import { createConsent, deleteConsent, readConsent } from '../endpoints/accountAccessConsents';
import {
	accountResourceEndpoints,
	readAccountParty,
	readParty,
} from '../endpoints/accountResources';
import { readAccount, readAccounts } from '../endpoints/accounts';
import { readAccountBalances, readBalances } from '../endpoints/balances';
import {
	readStatement,
	readStatementFile,
	readStatementTransactions,
} from '../endpoints/statements';
import { readAccountTransactions, readTransactions } from '../endpoints/transactions';
import { json, Refusal, withHeaders, type BankResponse } from '../http/response';
import { acceptsJson, header, type BankRequest } from '../http/request';
import type { Route } from '../http/route';
import type { Bank } from '../banks/bank';
import type { AccountInformationBank, BankEndpoint } from './bank';
import type { EndpointName } from './paths';
import { ObieRefusal, obieRefused } from './refusal';
import { wireOf } from './wire/versions';

const endpoints: Partial<Record<EndpointName, BankEndpoint>> = {
	'POST /account-access-consents': createConsent,
	'GET /account-access-consents/{ConsentId}': readConsent,
	'DELETE /account-access-consents/{ConsentId}': deleteConsent,
	'GET /accounts': readAccounts,
	'GET /accounts/{AccountId}': readAccount,
	'GET /accounts/{AccountId}/balances': readAccountBalances,
	'GET /accounts/{AccountId}/transactions': readAccountTransactions,
	'GET /accounts/{AccountId}/statements/{StatementId}': readStatement,
	'GET /accounts/{AccountId}/statements/{StatementId}/file': readStatementFile,
	'GET /accounts/{AccountId}/statements/{StatementId}/transactions': readStatementTransactions,
	'GET /balances': readBalances,
	'GET /transactions': readTransactions,
	'GET /accounts/{AccountId}/party': readAccountParty,
	'GET /party': readParty,
	...accountResourceEndpoints(),
};

/** Returns the routes of the Read/Write API for account information. */
export function accountInformationRoutes(path: string, bank: AccountInformationBank): Route[] {
	return Object.entries(endpoints).flatMap(([name, endpoint]): Route[] => {
		const [method = '', below = ''] = name.split(' ');
		if (bank.unsupportedPaths?.some((path) => path === below)) return [];
		const handle: Route['endpoint'] = (request) =>
			respondTo(request, bank, () => endpoint(request, bank));
		return [{ listener: 'mtls', method, path: `${path}${below}`, endpoint: handle }];
	});
}

/** Responds with 404 and 405 below the API. These responses carry the interaction id, too. */
export function rejectBelow(...paths: string[]): NonNullable<Bank['respondNotFound']> {
	return (request, found) => {
		if (!paths.some((path) => request.path.startsWith(`${path}/`))) return undefined;
		const headers = { 'x-fapi-interaction-id': interactionIdOf(request) };
		return found.is === 'unknown'
			? { status: 404, headers }
			: { status: 405, headers: { ...headers, allow: found.allow } };
	};
}

/** What all parts of a bank's Read/Write API have in common. */
export type ReadWriteApi = Pick<
	AccountInformationBank,
	'version' | 'requiresInteractionId' | 'financialId'
>;

/** Read/Write API, "Headers": every response carries the interaction id of the request, or a new one. */
export async function respondTo(
	request: BankRequest,
	bank: ReadWriteApi,
	endpoint: () => BankResponse | Promise<BankResponse>,
): Promise<BankResponse> {
	const headers = {
		'x-fapi-interaction-id': interactionIdOf(request),
		'cache-control': 'no-store',
	};
	try {
		assertInteractionId(request, bank);
		assertFinancialId(request, bank);
		assertAcceptable(request);
		return withHeaders(await endpoint(), headers);
	} catch (error) {
		return withHeaders(toErrorResponse(error, bank), headers);
	}
}

function toErrorResponse(error: unknown, bank: ReadWriteApi): BankResponse {
	if (error instanceof ObieRefusal) {
		return json(error.problem.status, wireOf(bank).error(error.problem));
	}
	if (error instanceof Refusal) return error.response;
	throw error;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function interactionIdOf(request: BankRequest): string {
	const given = header(request, 'x-fapi-interaction-id');
	return given && uuid.test(given) ? given : randomUUID();
}

function assertInteractionId(request: BankRequest, bank: ReadWriteApi): void {
	const name = 'x-fapi-interaction-id';
	const given = header(request, name);
	if (given === undefined && bank.requiresInteractionId) {
		throw obieRefused(400, 'U007', `${name} is missing`, name);
	}
	if (given === undefined || uuid.test(given)) return;
	throw obieRefused(400, 'U006', `${name} is not a UUID`, name);
}

function assertFinancialId(request: BankRequest, { financialId }: ReadWriteApi): void {
	const name = 'x-fapi-financial-id';
	if (financialId === undefined || header(request, name) === financialId) return;
	throw obieRefused(400, 'U007', `${name} is not the identifier of this bank`, name);
}

/** The endpoint of a file checks its format itself. */
function assertAcceptable(request: BankRequest): void {
	if (request.path.endsWith('/file')) return;
	if (!acceptsJson(request)) throw new Refusal({ status: 406 });
}
