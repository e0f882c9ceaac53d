import type { InteractionResults, Provider } from 'oidc-provider';

import type { Consent, Consents } from '../accountInformation/consents';
import type { BankData } from '../data/bankData';
import type { Psu } from '../data/psus';
import { acrFor } from './acr';
import { intentIdOf } from './intent';
import { stepUpParameter } from './policy';

export interface InteractionBank {
	name: string;
	prefix: string;
	provider: Provider;
	consents: Consents;
	data: BankData;
	/** Who a client is, as the PSU knows it. */
	tppName: string;
	/** The PSU reads what went wrong, and goes back to the TPP when it says so. */
	showsErrors?: true;
}

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The form of the login page: the result, or what to tell the PSU. */
export function login(form: URLSearchParams, interaction: Interaction, bank: InteractionBank) {
	const psu = bank.data.psus.find(({ user }) => user === form.get('user'));
	if (!psu || !knowsPassword(psu, form)) return 'User name or password is wrong.';
	if (isOfAnother(psu, interaction, bank)) return anotherCustomer;
	const acr = acrFor(claimsOf(interaction.params));
	return { login: { accountId: psu.user, acr, amr: ['pwd'], remember: false } };
}

function knowsPassword({ password, otherPassword }: Psu, form: URLSearchParams): boolean {
	return [password, otherPassword].includes(form.get('password') ?? '');
}

/** The form of the page that asks for the second factor: the test customers' codes are all the same. */
export function stepUp(form: URLSearchParams) {
	return form.get('code') === oneTimeCode ? { step_up: {} } : 'The code is wrong.';
}

const oneTimeCode = '123456';

/** The form of the consent page. */
export async function approve(
	form: URLSearchParams,
	interaction: Interaction,
	bank: InteractionBank,
) {
	const psu = psuOf(interaction, bank);
	if (isOfAnother(psu, interaction, bank)) return anotherCustomer;
	const chosen = form.getAll('account');
	const accountIds = chosen.includes('all') ? ('all' as const) : new Set(chosen);
	if (accountIds !== 'all' && accountIds.size === 0) return 'Choose at least one account.';
	if (chosen.some((id) => id !== 'all' && !bank.data.accounts.find(psu, id))) {
		return 'That account is not yours.';
	}
	const grantId = await grant(interaction, psu, bank);
	const consent = consentOf(interaction, bank);
	bank.consents.authorise(consent, psu.user, accountIds, grantId);
	if (interaction.params[stepUpParameter] === 'require') consent.isSteppedUp = true;
	return { consent: { grantId } };
}

const anotherCustomer = 'This request is about the accounts of another customer.';

function isOfAnother({ user }: Psu, interaction: Interaction, bank: InteractionBank): boolean {
	const { psu: owner = user } = consentOf(interaction, bank);
	return owner !== user;
}

async function grant(interaction: Interaction, psu: Psu, { provider }: InteractionBank) {
	const { client_id: clientId, scope } = interaction.params as Record<string, string>;
	const granted = new provider.Grant({ accountId: psu.user, clientId: clientId! });
	granted.addOIDCScope(scope!);
	granted.addOIDCClaims(['openbanking_intent_id', 'acr', 'auth_time']);
	return granted.save();
}

export function refuse(interaction: Interaction, bank: InteractionBank): InteractionResults {
	const consent = consentOf(interaction, bank);
	// A consent that was authorised before stays so when the PSU does not care to authenticate again.
	if (consent.status === 'AWAU') bank.consents.setStatus(consent, 'RJCT');
	return { error: 'access_denied', error_description: 'the PSU refused' };
}

// It may have expired, or the TPP deleted it, while the PSU was reading.
export const closed = {
	error: 'invalid_request',
	error_description: 'the consent is no longer open',
};

export function psuOf(interaction: Interaction, { data }: InteractionBank): Psu {
	return data.psus.find(({ user }) => user === interaction.session?.accountId)!;
}

export function consentOf({ params }: Interaction, { consents }: InteractionBank): Consent {
	return consents.find(intentIdOf({ claims: claimsOf(params), params })!)!;
}

function claimsOf({ claims }: Record<string, unknown>): unknown {
	return typeof claims === 'string' ? JSON.parse(claims) : undefined;
}
