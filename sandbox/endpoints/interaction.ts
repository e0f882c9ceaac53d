import type { InteractionResults } from 'oidc-provider';

import { isOpen } from '../accountInformation/consents';
import { slice } from '../data/view';
import { html, seeOther, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';
import {
	approve,
	bankNameOf,
	consentClosedError,
	consentOf,
	isDebtor,
	login,
	psuOf,
	rejectConsent,
	stepUp,
	type Interaction,
	type InteractionBank,
} from '../oauth/interaction';
import { consentPage, fundsPage } from '../pages/consent';
import { errorPage } from '../pages/error';
import { errorScreen } from '../pages/errorScreen';
import { loginPage } from '../pages/login';
import { paymentPage } from '../pages/payment';
import { stepUpPage } from '../pages/stepUp';
import { factsOf } from '../payments/initiation';

interface PageBank extends InteractionBank {
	/** Number of wrong attempts, by interaction and prompt. */
	wrongAttempts: Map<string, number>;
}

/** Returns the routes of the bank's pages: sign in, second factor if required, approve or refuse. */
export function interactionRoutes(description: InteractionBank): Route[] {
	const bank: PageBank = { ...description, wrongAttempts: new Map() };
	const path = '/interaction/{uid}';
	return [
		{ listener: 'plain', method: 'GET', path, endpoint: (request) => show(request, bank) },
		{ listener: 'plain', method: 'POST', path, endpoint: (request) => submit(request, bank) },
	];
}

async function show(request: BankRequest, bank: PageBank): Promise<BankResponse> {
	const interaction = await interactionOf(request, bank);
	return interaction ? pageOf(interaction, bank) : pageExpired;
}

async function submit(request: BankRequest, bank: PageBank): Promise<BankResponse> {
	const interaction = await interactionOf(request, bank);
	if (!interaction) return pageExpired;
	const form = new URLSearchParams((await request.body()).toString('utf8'));
	const outcome = await outcomeOf(form, interaction, bank);
	if (typeof outcome === 'string') return pageOf(interaction, bank, outcome);
	if (outcome.error && bank.showsErrorsToPsu && !form.has('acknowledged')) {
		return html(200, errorScreen({ action: actionOf(interaction, bank), ...outcome }));
	}
	return seeOther(await finished(request, bank, outcome));
}

const outcomes = { login, step_up: stepUp, consent: approve };

/** Returns the result of a form, or the message for the PSU. */
async function outcomeOf(
	form: URLSearchParams,
	interaction: Interaction,
	bank: PageBank,
): Promise<InteractionResults | string> {
	if (form.get('decision') === 'refuse') return rejectConsent(interaction, bank);
	if (!isOpen(consentOf(interaction, bank))) return consentClosedError;
	const failure = failureOf(interaction, bank);
	if (failure) return failure;
	const { name } = interaction.prompt;
	const outcome = await outcomes[name as keyof typeof outcomes](form, interaction, bank);
	if (typeof outcome === 'string') countAttempt(interaction, bank);
	return failureOf(interaction, bank) ?? outcome;
}

/** Returns the error after too many wrong attempts. */
function failureOf(
	interaction: Interaction,
	{ errors, wrongAttempts }: PageBank,
): InteractionResults | undefined {
	const attempts = wrongAttempts.get(attemptKey(interaction)) ?? 0;
	const error = errors?.failed[interaction.prompt.name];
	return error && attempts >= maxAttempts ? { ...error } : undefined;
}

function countAttempt(interaction: Interaction, { wrongAttempts }: PageBank): void {
	const key = attemptKey(interaction);
	wrongAttempts.set(key, (wrongAttempts.get(key) ?? 0) + 1);
}

const attemptKey = ({ uid, prompt }: Interaction): string => `${uid} ${prompt.name}`;
const maxAttempts = 3;

function finished(
	request: BankRequest,
	{ provider }: PageBank,
	result: InteractionResults,
): Promise<string> {
	return provider.interactionResult(request.incoming, request.outgoing, result);
}

async function interactionOf(
	request: BankRequest,
	{ provider }: PageBank,
): Promise<Interaction | undefined> {
	const interaction = await provider
		.interactionDetails(request.incoming, request.outgoing)
		.catch(() => undefined);
	return interaction?.uid === request.parameters['uid'] ? interaction : undefined;
}

function pageOf(interaction: Interaction, bank: PageBank, problem?: string): BankResponse {
	const action = actionOf(interaction, bank);
	const status = problem === undefined ? 200 : 400;
	if (interaction.prompt.name === 'login') {
		return html(status, loginPage({ bank: bankNameOf(interaction, bank), action, problem }));
	}
	if (interaction.prompt.name === 'step_up') return html(status, stepUpPage({ action, problem }));
	const accounts = bank.data.accounts.of(psuOf(interaction, bank));
	const { request, payment, funds } = consentOf(interaction, bank);
	if (funds) return html(status, fundsPage({ action, tpp: bank.tppName, funds, problem }));
	if (payment) {
		const debtors = slice(accounts, 0, 100).filter(isDebtor);
		return html(
			status,
			paymentPage({
				action,
				tpp: bank.tppName,
				payment: factsOf(payment),
				accounts: debtors,
				problem,
			}),
		);
	}
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

function actionOf({ uid }: Interaction, { prefix }: PageBank): string {
	return `${prefix}/interaction/${uid}`;
}

const pageExpired = html(
	400,
	errorPage('invalid_request', 'This page has expired. Return to the application and start again.'),
);
