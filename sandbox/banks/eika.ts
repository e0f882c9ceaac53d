import {
	accounts,
	cardAccounts,
	listEikaAccounts,
	listEikaTransactions,
	readEikaAccount,
	readEikaBalances,
} from '../eika/accountData';
import { addEngagement, agreementsPath, createAgreement } from '../eika/agreements';
import { decideConsent, showConsent, type PageBank } from '../eika/authorisation';
import {
	createEikaConsent,
	deleteEikaConsent,
	readEikaConsent,
	readEikaConsentStatus,
} from '../eika/consents';
import { listAuthorisations, readAuthorisation, startAuthorisation } from '../eika/authorisations';
import { applyEikaScenario, bookEikaTransactions } from '../eika/control';
import { signedEndpoint, type SignedEndpoint } from '../eika/signedEndpoint';
import { newState } from '../eika/stockData';
import * as testCards from '../eika/testCards';
import * as testData from '../eika/testData';
import { header } from '../http/request';
import { withHeaders, type BankResponse } from '../http/response';
import type { Route } from '../http/route';
import { tppRefused } from '../httpSignature/refusal';
import type { Bank, OpenBank } from './bank';

/** The documented test customers, and as whom they sign in. */
const psus = [
	{ user: '13039319955', context: 'private' },
	{ user: '12085592767', context: 'private' },
	{ user: '18129215603', context: 'corporate' },
	{ user: '20079518612', context: 'corporate' },
];

/** Eika: test data as its page and the platform's portals describe it, account information of the Berlin Group. */
export const eika: OpenBank = ({ directory, ledger, memory, home, address, mtlsAddress }) => {
	const state = memory.of('eika')('state', newState());
	// A new start is today again.
	state.daysAhead = 0;
	const root = `${mtlsAddress}/eika`;
	const bank: PageBank = {
		ca: directory.ca,
		ledger,
		root,
		pages: `${address}/eika/consent`,
		state,
		usedRequestIds: new Set(),
		tppName: home.tpp.organisationName,
		sessions: new Map(),
	};
	return {
		id: 'eika',
		routes: [
			...signedRoutes(bank),
			{
				listener: 'plain',
				method: 'GET',
				path: '/consent/{token}',
				endpoint: (request) => showConsent(request, bank),
			},
			{
				listener: 'plain',
				method: 'POST',
				path: '/consent/{token}',
				endpoint: (request) => decideConsent(request, bank),
			},
		],
		description: { agreements: `${root}${agreementsPath}`, apiBaseUrl: root, psus },
		applyScenario: (scenario) => applyEikaScenario(scenario, bank),
		bookTransactions: (order) => bookEikaTransactions(order, bank),
		respondNotFound: refuse,
	};
};

function signedRoutes(bank: PageBank): Route[] {
	return Object.entries(endpoints()).map(([operation, respond]) => {
		const [method, path] = operation.split(' ') as [string, string];
		return { listener: 'mtls', method, path, endpoint: signedEndpoint(bank, respond) };
	});
}

const endpoints = (): Record<string, SignedEndpoint> => ({
	'POST /v1/sandbox/initialize': testData.initialize,
	'POST /v1/sandbox/customers': testData.createCustomer,
	'GET /v1/sandbox/customers': testData.listCustomers,
	'GET /v1/sandbox/customers/{customerId}': testData.readCustomer,
	'DELETE /v1/sandbox/customers/{customerId}': testData.deleteCustomer,
	'POST /v1/sandbox/accounts': testData.createAccount,
	'POST /v1/sandbox/accounts/{accountId}/transactions': testData.createTransactions,
	'POST /v1/sandbox/card-accounts': testCards.createCardAccount,
	'POST /v1/sandbox/card-accounts/{cardAccountId}/transactions': testCards.createCardTransactions,
	[`POST ${agreementsPath}`]: createAgreement,
	[`POST ${agreementsPath}/{id}/engagements`]: addEngagement,
	'POST /v1/bank-offered-consents': createEikaConsent(false),
	'POST /v1/consents': createEikaConsent(true),
	'GET /v1/consents/{consentId}': readEikaConsent,
	'GET /v1/consents/{consentId}/status': readEikaConsentStatus,
	'POST /v1/consents/{consentId}/authorisations': startAuthorisation,
	'GET /v1/consents/{consentId}/authorisations': listAuthorisations,
	'GET /v1/consents/{consentId}/authorisations/{authorisationId}': readAuthorisation,
	'DELETE /v1/consents/{consentId}': deleteEikaConsent,
	...accountEndpoints(accounts),
	...accountEndpoints(cardAccounts),
});

const accountEndpoints = (kind: typeof accounts): Record<string, SignedEndpoint> => ({
	[`GET ${kind.path}`]: listEikaAccounts(kind),
	[`GET ${kind.path}/{accountId}`]: readEikaAccount(kind),
	[`GET ${kind.path}/{accountId}/balances`]: readEikaBalances(kind),
	[`GET ${kind.path}/{accountId}/transactions`]: listEikaTransactions(kind),
});

const refuse: Bank['respondNotFound'] = (request, found): BankResponse => {
	const { response } =
		found.is === 'unknown'
			? tppRefused('RESOURCE_UNKNOWN', `There is nothing at ${request.path}`)
			: tppRefused('SERVICE_INVALID', `${request.method} is not offered at ${request.path}`);
	const requestId = header(request, 'x-request-id');
	return withHeaders(response, {
		...(found.is === 'methodNotAllowed' ? { allow: found.allow } : {}),
		...(requestId ? { 'x-request-id': requestId } : {}),
	});
};
