import type { InteractionResults, Provider } from 'oidc-provider';

import type { Consent, Consents } from '../accountInformation/consents';
import type { Account } from '../data/accounts';
import type { BankData } from '../data/bankData';
import type { Psu } from '../data/psus';
import { fundsAccountOf } from '../payments/fundsRequest';
import { acrFor } from './acr';
import { intentIdOf } from './intent';
import { stepUpParameter } from './policy';

export interface InteractionBank {
	name: string;
	/** Names by `login_hint`, for a bank with several brands. */
	brandNames?: Record<string, string>;
	prefix: string;
	provider: Provider;
	consents: Consents;
	data: BankData;
	/** Name of the TPP as the PSU sees it. */
	tppName: string;
	/** The bank shows errors to the PSU, who acknowledges them before returning to the TPP. */
	showsErrorsToPsu?: true;
	/** The bank's own errors of the authorization response. Absent: `access_denied`, and any number of attempts. */
	errors?: BankErrors;
}

interface BankError {
	error: string;
	error_description: string;
}

export interface BankErrors {
	/** The PSU cancels on the page, by its prompt. */
	cancelled: Record<'login' | 'step_up' | 'consent', BankError>;
	/** The third wrong attempt on a page. */
	failed: Partial<Record<string, BankError>>;
}

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Handles the sign-in form. Returns the result, or the message for the PSU. */
export function login(form: URLSearchParams, interaction: Interaction, bank: InteractionBank) {
	const psu = bank.data.psus.find(({ user }) => user === form.get('user'));
	if (!psu || !isPasswordCorrect(psu, form)) return 'The user name or password is incorrect.';
	if (belongsToOtherCustomer(psu, interaction, bank)) return otherCustomerMessage;
	const acr = acrFor(claimsOf(interaction.params));
	return { login: { accountId: psu.user, acr, amr: ['pwd'], remember: false } };
}

function isPasswordCorrect({ password, otherPassword }: Psu, form: URLSearchParams): boolean {
	return [password, otherPassword].includes(form.get('password') ?? '');
}

/** Handles the form for the second factor. All test customers have the same code. */
export function stepUp(form: URLSearchParams) {
	return form.get('code') === oneTimeCode ? { step_up: {} } : 'The code is incorrect.';
}

const oneTimeCode = '123456';

/** Handles the consent form. Returns the result, or the message for the PSU. */
export async function approve(
	form: URLSearchParams,
	interaction: Interaction,
	bank: InteractionBank,
) {
	const psu = psuOf(interaction, bank);
	if (belongsToOtherCustomer(psu, interaction, bank)) return otherCustomerMessage;
	const consent = consentOf(interaction, bank);
	const chosen = chosenAccounts(form, consent, psu, bank);
	const isAll = chosen.includes('all') && !consent.payment;
	if (chosen.length === 0) return 'Choose at least one account.';
	const accounts = isAll ? [] : chosen.map((id) => bank.data.accounts.find(psu, id));
	if (accounts.includes(undefined)) return 'You do not have this account.';
	if (consent.payment && accounts.length > 1) return 'Choose one account.';
	if (consent.payment && !isDebtor(accounts[0]!)) return 'You cannot pay from this account.';
	const accountIds = isAll ? 'all' : new Set(chosen);
	const grantId = await grant(interaction, psu, bank);
	bank.consents.authorise(consent, psu.user, accountIds, grantId);
	if (interaction.params[stepUpParameter] === 'require') consent.isSteppedUp = true;
	return { consent: { grantId } };
}

/** Returns whether a PSU can pay from an account. Zopa's portal, page "PIS": "No credit cards". */
export const isDebtor = ({ typeCode }: Account): boolean => typeCode !== 'CARD';

const otherCustomerMessage = 'This request is for the accounts of another customer.';

function belongsToOtherCustomer(
	{ user }: Psu,
	interaction: Interaction,
	bank: InteractionBank,
): boolean {
	const { psu: owner = user } = consentOf(interaction, bank);
	return owner !== user;
}

/** The TPP names the account whose funds it asks about; the PSU chooses all others. */
function chosenAccounts(
	form: URLSearchParams,
	{ payment, funds }: Consent,
	psu: Psu,
	{ data }: InteractionBank,
): string[] {
	if (!funds) return payment ? form.getAll('debtor') : form.getAll('account');
	const account = fundsAccountOf(data.accounts.of(psu), funds);
	return account ? [account.AccountId] : [''];
}

async function grant(interaction: Interaction, psu: Psu, { provider }: InteractionBank) {
	const { client_id: clientId, scope } = interaction.params as Record<string, string>;
	const granted = new provider.Grant({ accountId: psu.user, clientId: clientId! });
	granted.addOIDCScope(scope!);
	granted.addOIDCClaims(['openbanking_intent_id', 'acr', 'auth_time']);
	return granted.save();
}

/** Rejects the consent. A consent that was authorised before stays authorised. */
export function rejectConsent(interaction: Interaction, bank: InteractionBank): InteractionResults {
	const consent = consentOf(interaction, bank);
	if (consent.status === 'AWAU') bank.consents.setStatus(consent, 'RJCT');
	const own = bank.errors?.cancelled[interaction.prompt.name as keyof BankErrors['cancelled']];
	return {
		...(own ?? { error: 'access_denied', error_description: 'the customer did not approve' }),
	};
}

/** The consent expired, or the TPP deleted it, while the PSU was reading. */
export const consentClosedError = {
	error: 'invalid_request',
	error_description: 'the consent can no longer be authorised',
};

/** Returns the name of the bank, or that of the brand that the authorization request names. */
export const bankNameOf = (
	{ params }: Interaction,
	{ name, brandNames }: InteractionBank,
): string => brandNames?.[String(params['login_hint'])] ?? name;

/** Returns the PSU who signed in. */
export function psuOf(interaction: Interaction, { data }: InteractionBank): Psu {
	return data.psus.find(({ user }) => user === interaction.session?.accountId)!;
}

/** Returns the consent of the authorization request. */
export function consentOf({ params }: Interaction, { consents }: InteractionBank): Consent {
	return consents.find(intentIdOf({ claims: claimsOf(params), params })!)!;
}

function claimsOf({ claims }: Record<string, unknown>): unknown {
	return typeof claims === 'string' ? JSON.parse(claims) : undefined;
}
