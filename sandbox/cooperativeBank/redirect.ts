import { isOpen, scopeOf, type Consents } from '../accountInformation/consents';
import type { OnboardedClient } from '../directory/onboarding';
import { html, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { consentIdParameter } from '../oauth/intent';
import { stepUpParameter } from '../oauth/policy';
import { errorPage } from '../pages/error';
import { factsOf, type PaymentRequest } from '../payments/initiation';
import { kinds } from '../payments/kinds';
import { invalidRequest, readParameters, RequestProblem, type Parameters } from './parameters';
import { assertParameters } from './rules';

export interface RedirectBank {
	client: OnboardedClient;
	/** Redirect URIs from the onboarding form. */
	redirectUris: string[];
	consents: Consents;
	/** Handles the query of a standard authorization request. */
	authorize(request: BankRequest, query: URLSearchParams): Promise<BankResponse | 'sent'>;
}

/** The first request of each state and code challenge. */
type Flows = Map<string, string>;

/** "OAuth and TPP redirection": returns the route that a TPP sends the PSU to. */
export function redirectRoute(path: string, bank: RedirectBank): Route {
	const flows: Flows = new Map();
	return {
		listener: 'plain',
		method: 'GET',
		path,
		endpoint: (request) => handleRedirect(request, bank, flows),
	};
}

async function handleRedirect(request: BankRequest, bank: RedirectBank, flows: Flows) {
	let backUrl: URL | undefined;
	try {
		const { parameters, problem } = readParameters(request.query.get('data'));
		const clientProblem = clientProblemIn(parameters, bank);
		if (!clientProblem) backUrl = returnUrl(parameters);
		if (problem ?? clientProblem) throw problem ?? clientProblem;
		assertAuthorizable(parameters, bank, flows);
		return await bank.authorize(request, standardQuery(parameters));
	} catch (error) {
		if (error instanceof RequestProblem) return errorResponse(error, backUrl);
		throw error;
	}
}

// RFC 6749 §4.1.2.1: the PSU is not sent to an address that is not registered for the client.
function clientProblemIn(
	{ client_id, redirect_uri }: Parameters,
	{ client, redirectUris }: RedirectBank,
): RequestProblem | undefined {
	if (client_id !== client.clientId) return invalidRequest('client_id is unknown');
	if (redirectUris.includes(redirect_uri!)) return undefined;
	return invalidRequest('redirect_uri is not in the onboarding form');
}

/** "they will then be redirected to the TPP", after the PSU acknowledged the error. */
function returnUrl({ state, redirect_uri }: Parameters): URL {
	const url = new URL(redirect_uri!);
	if (state) url.searchParams.set('state', state);
	return url;
}

function assertAuthorizable(parameters: Parameters, bank: RedirectBank, flows: Flows): void {
	assertParameters(parameters);
	const consent = bank.consents.find(parameters['display']!);
	if (consent?.clientId !== bank.client.clientId)
		throw invalidRequest('display is not a known consent');
	const scope = scopes[scopeOf(consent!)];
	if (parameters['scope'] !== scope) {
		throw new RequestProblem('invalid_scope', `the consent is for the scope ${scope}`);
	}
	if (consent?.payment) assertAsConsented(parameters, consent.payment);
	if (!isOpen(consent!)) throw invalidRequest('the consent can no longer be authorised');
	assertNewFlow(parameters, flows);
}

/** "Values For CBPII … For AISP … For PISP" */
const scopes = {
	accounts: 'accounts+offline',
	payments: 'payments',
	fundsconfirmations: 'fundsconfirmations+offline',
};

/** "as sent in the consent request" */
function assertAsConsented(parameters: Parameters, payment: PaymentRequest): void {
	const { journey } = kinds[payment.kind];
	const { payee, amount, date } = factsOf(payment);
	const expected: Parameters = {
		jrn_typ: journey,
		...(journey !== 'DSO' && { ben_name: payee, amount }),
		...(journey === 'DSP' && { pymt_dt: date! }),
	};
	const wrong = Object.keys(expected).find((name) => parameters[name] !== expected[name]);
	if (wrong) throw invalidRequest(`${wrong} is not as sent in the consent request`);
}

// "Unique", "It should be unique for each Oauth flow". The PSU may still reload the page.
function assertNewFlow(parameters: Parameters, flows: Flows): void {
	const [state, code_challenge, display] = ['state', 'code_challenge', 'display'].map(
		(name) => parameters[name]!,
	);
	const flow = `${state} ${code_challenge} ${display}`;
	for (const [name, value] of Object.entries({ state, code_challenge })) {
		if ((flows.get(value!) ?? flow) !== flow) throw invalidRequest(`${name} was already used`);
		flows.set(value!, flow);
	}
}

function standardQuery(parameters: Parameters): URLSearchParams {
	const unchanged = [
		'client_id',
		'redirect_uri',
		'response_type',
		'state',
		'code_challenge',
		'login_hint',
	];
	return new URLSearchParams([
		...unchanged.map((name): [string, string] => [name, parameters[name]!]),
		['code_challenge_method', 'S256'],
		['scope', parameters['scope']!.replace('+', ' ')],
		[consentIdParameter, parameters['display']!],
		...(parameters['stepup'] ? [[stepUpParameter, parameters['stepup']] as [string, string]] : []),
	]);
}

function errorResponse({ error, message }: RequestProblem, backUrl: URL | undefined): BankResponse {
	backUrl?.searchParams.set('error', error);
	backUrl?.searchParams.set('error_description', message);
	return html(400, errorPage(error, message, backUrl?.href));
}
