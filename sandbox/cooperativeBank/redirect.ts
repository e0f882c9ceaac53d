import { isOpen, type Consents } from '../accountInformation/consents';
import type { Onboarded } from '../directory/onboarding';
import { html, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import { consentIdParameter } from '../oauth/intent';
import { stepUpParameter } from '../oauth/policy';
import { errorPage } from '../pages/error';
import { invalid, readParameters, RequestProblem, type Parameters } from './parameters';
import { assertParameters } from './rules';

export interface RedirectBank {
	brand: string;
	client: Onboarded;
	/** As in the onboarding form. */
	redirectUris: string[];
	consents: Consents;
	/** Takes a standard authorization request, as the query of one. */
	authorize(request: BankRequest, query: URLSearchParams): Promise<Answer | 'answered'>;
}

/** Which request a state or a code challenge was first seen in. */
type Flows = Map<string, string>;

/** "OAuth and TPP redirection": where a TPP sends the PSU to. */
export function redirectRoute(path: string, bank: RedirectBank): Route {
	const flows: Flows = new Map();
	return {
		listener: 'plain',
		method: 'GET',
		path,
		endpoint: (request) => redirected(request, bank, flows),
	};
}

async function redirected(request: BankRequest, bank: RedirectBank, flows: Flows) {
	let way: URL | undefined;
	try {
		const { parameters, problem } = readParameters(request.query.get('data'));
		const stranger = strangerIn(parameters, bank);
		if (!stranger) way = wayBack(parameters);
		if (problem ?? stranger) throw problem ?? stranger;
		assertAuthorizable(parameters, bank, flows);
		return await bank.authorize(request, standardQuery(parameters));
	} catch (error) {
		if (error instanceof RequestProblem) return problemPage(error, way);
		throw error;
	}
}

// RFC 6749 §4.1.2.1: nobody is sent to an address that is not the client's.
function strangerIn(
	{ client_id, redirect_uri }: Parameters,
	{ client, redirectUris }: RedirectBank,
): RequestProblem | undefined {
	if (client_id !== client.clientId) return invalid('client_id is unknown');
	if (redirectUris.includes(redirect_uri!)) return undefined;
	return invalid('redirect_uri is not the one of the onboarding form');
}

/** "they will then be redirected to the TPP", once they acknowledge the error. */
function wayBack({ state, redirect_uri }: Parameters): URL {
	const way = new URL(redirect_uri!);
	if (state) way.searchParams.set('state', state);
	return way;
}

function assertAuthorizable(parameters: Parameters, bank: RedirectBank, flows: Flows): void {
	assertParameters(parameters, bank.brand);
	if (parameters['scope'] !== 'accounts+offline') {
		throw new RequestProblem('invalid_scope', 'this embedded bank has account information only');
	}
	const consent = bank.consents.find(parameters['display']!);
	if (consent?.clientId !== bank.client.clientId) throw invalid('display is no known consent');
	if (!isOpen(consent!)) throw invalid('the consent can no longer be authorised');
	assertNewFlow(parameters, flows);
}

// "Unique", "It should be unique for each Oauth flow": the PSU may load the page again all the same.
function assertNewFlow(parameters: Parameters, flows: Flows): void {
	const [state, code_challenge, display] = ['state', 'code_challenge', 'display'].map(
		(name) => parameters[name]!,
	);
	const flow = `${state} ${code_challenge} ${display}`;
	for (const [name, value] of Object.entries({ state, code_challenge })) {
		if ((flows.get(value!) ?? flow) !== flow) throw invalid(`${name} was used before`);
		flows.set(value!, flow);
	}
}

function standardQuery(parameters: Parameters): URLSearchParams {
	const same = ['client_id', 'redirect_uri', 'response_type', 'state', 'code_challenge'];
	return new URLSearchParams([
		...same.map((name): [string, string] => [name, parameters[name]!]),
		['code_challenge_method', 'S256'],
		['scope', parameters['scope']!.replace('+', ' ')],
		[consentIdParameter, parameters['display']!],
		...(parameters['stepup'] ? [[stepUpParameter, parameters['stepup']] as [string, string]] : []),
	]);
}

function problemPage({ error, message }: RequestProblem, way: URL | undefined): Answer {
	way?.searchParams.set('error', error);
	way?.searchParams.set('error_description', message);
	return html(400, errorPage(error, message, way?.href));
}
