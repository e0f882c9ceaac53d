import type { InteractionResults } from 'oidc-provider';

import { isOpen } from '../accountInformation/consents';
import { slice } from '../data/view';
import { html, seeOther, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import {
	approve,
	closed,
	consentOf,
	login,
	psuOf,
	refuse,
	type Interaction,
	type InteractionBank,
} from '../oauth/interaction';
import { consentPage } from '../pages/consent';
import { errorPage } from '../pages/error';
import { loginPage } from '../pages/login';

/** The bank's pages for the PSU: log in, then approve or refuse. */
export function interactionRoutes(bank: InteractionBank): Route[] {
	const path = '/interaction/{uid}';
	return [
		{ listener: 'plain', method: 'GET', path, endpoint: (request) => show(request, bank) },
		{ listener: 'plain', method: 'POST', path, endpoint: (request) => submit(request, bank) },
	];
}

async function show(request: BankRequest, bank: InteractionBank): Promise<Answer> {
	const interaction = await interactionOf(request, bank);
	return interaction ? pageOf(interaction, bank) : gone;
}

async function submit(request: BankRequest, bank: InteractionBank): Promise<Answer> {
	const interaction = await interactionOf(request, bank);
	if (!interaction) return gone;
	const form = new URLSearchParams((await request.body()).toString('utf8'));
	const finish = async (result: InteractionResults): Promise<Answer> =>
		seeOther(await finished(request, bank, result));
	if (!isOpen(consentOf(interaction, bank))) return finish(closed);
	if (form.get('decision') === 'refuse') return finish(refuse(interaction, bank));
	const outcome = interaction.prompt.name === 'login' ? login : approve;
	const result = await outcome(form, interaction, bank);
	return typeof result === 'string' ? pageOf(interaction, bank, result) : finish(result);
}

function finished(
	request: BankRequest,
	{ provider }: InteractionBank,
	result: InteractionResults,
): Promise<string> {
	return provider.interactionResult(request.incoming, request.response, result);
}

async function interactionOf(
	request: BankRequest,
	{ provider }: InteractionBank,
): Promise<Interaction | undefined> {
	const interaction = await provider
		.interactionDetails(request.incoming, request.response)
		.catch(() => undefined);
	return interaction?.uid === request.parameters['uid'] ? interaction : undefined;
}

function pageOf(interaction: Interaction, bank: InteractionBank, problem?: string): Answer {
	const action = `${bank.prefix}/interaction/${interaction.uid}`;
	const status = problem === undefined ? 200 : 400;
	if (interaction.prompt.name === 'login') {
		return html(status, loginPage({ bank: bank.name, action, problem }));
	}
	const accounts = bank.data.accounts.of(psuOf(interaction, bank));
	const { request } = consentOf(interaction, bank);
	return html(
		status,
		consentPage({
			action,
			tpp: bank.tppName,
			permissions: request.Permissions,
			expiration: request.ExpirationDateTime,
			accounts: slice(accounts, 0, 100),
			accountCount: accounts.length,
			problem,
		}),
	);
}

const gone = html(
	400,
	errorPage('invalid_request', 'This page has expired: start again where you came from.'),
);
