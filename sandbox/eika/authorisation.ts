import { randomBytes, randomUUID } from 'node:crypto';

import { html, seeOther, withHeaders, type BankResponse } from '../http/response';
import { header, type BankRequest } from '../http/request';
import { pageInPlaceOf } from '../http/wayBack';
import { errorPage } from '../pages/error';
import { canConsent } from './agreements';
import { setStatus, withExpiry } from './consents';
import { accountsPage, agreementPage, signInPage } from './pages';
import type { EikaBank } from './signedEndpoint';
import {
	ownedBy,
	rights,
	type EikaAccount,
	type EikaAgreement,
	type EikaCardAccount,
	type EikaConsent,
	type EikaCustomerType,
	type AccountReference,
	type AccessRight,
} from './state';

/** A PSU who has signed in to decide on a consent. */
interface SignedIn {
	consent: EikaConsent;
	psuId: string;
	context: EikaCustomerType;
	agreement?: EikaAgreement;
}

/** The bank, with the PSUs who are signed in, by session. */
export interface PageBank extends EikaBank {
	/** Name of the TPP on the pages. */
	tppName: string;
	sessions: Map<string, SignedIn>;
}

/** Shows the first page: sign in. */
export function showConsent(request: BankRequest, bank: PageBank): BankResponse {
	const consent = openConsent(request, bank);
	return consent ? signIn(consent, bank) : pageExpired;
}

/** Reads a submitted form and shows the next page, or sends the PSU back to the TPP. */
export async function decideConsent(request: BankRequest, bank: PageBank): Promise<BankResponse> {
	const response = await responseTo(request, bank);
	const shown = pageInPlaceOf(
		response.headers?.['location'] ?? '',
		header(request, 'sec-fetch-mode'),
	);
	return shown ? withHeaders(html(200, shown.body), shown.headers) : response;
}

async function responseTo(request: BankRequest, bank: PageBank): Promise<BankResponse> {
	const consent = openConsent(request, bank);
	if (!consent) return pageExpired;
	const form = new URLSearchParams((await request.body()).toString('utf8'));
	if (form.get('decision') === 'refuse') return refuse(consent, bank);
	const session = form.get('session') ?? '';
	const psu = bank.sessions.get(session);
	if (psu?.consent !== consent) return readSignIn(form, consent, bank);
	if (form.get('decision') === 'approve') return approve(form, session, bank);
	return selectAgreement(form, session, bank);
}

function openConsent(request: BankRequest, { state }: PageBank): EikaConsent | undefined {
	const { token } = request.parameters;
	const consent = state.consents.find(({ scaToken }) => scaToken === token);
	return consent && withExpiry(consent, state).status === 'received' ? consent : undefined;
}

const pageExpired = html(
	400,
	errorPage('invalid_request', 'This page has expired. Return to the application and start again.'),
);

const actionOf = ({ scaToken }: EikaConsent, { pages }: PageBank): string => `${pages}/${scaToken}`;

function signIn(consent: EikaConsent, bank: PageBank, problem?: string): BankResponse {
	const { context } = consent;
	return html(
		problem ? 400 : 200,
		signInPage({ action: actionOf(consent, bank), context, problem }),
	);
}

function readSignIn(form: URLSearchParams, consent: EikaConsent, bank: PageBank): BankResponse {
	const user = form.get('user')?.trim() ?? '';
	const context =
		consent.context ?? (form.get('context') === 'corporate' ? 'corporate' : 'private');
	if (!isKnown(user, bank)) {
		return signIn(consent, bank, 'There is no customer with this number.');
	}
	if (consent.psuId !== undefined && consent.psuId !== user) {
		return signIn(consent, bank, 'The application asked for another customer.');
	}
	const psu: SignedIn = { consent, psuId: user, context };
	const session = randomBytes(24).toString('base64url');
	bank.sessions.set(session, psu);
	if (context === 'private') return showAccounts(session, bank);
	return agreementsOf(psu, bank).length === 0
		? signIn(consent, bank, 'This customer has no agreement.')
		: showAgreements(session, bank);
}

/** Returns whether somebody is a customer. An engagement may name a PSU who is not in the list of customers. */
const isKnown = (user: string, { state }: PageBank): boolean =>
	state.customers.some(({ customerNumber }) => customerNumber === user) ||
	state.agreements.some(({ engagements }) => engagements.some(({ customer }) => customer === user));

/** Returns the agreements with an engagement of the PSU, of the company that the TPP named, if it named one. */
function agreementsOf({ psuId, consent }: SignedIn, { state }: PageBank): EikaAgreement[] {
	const { psuCorporateId } = consent;
	return state.agreements.filter(
		({ owner, engagements }) =>
			engagements.some(({ customer }) => customer === psuId) &&
			(psuCorporateId === undefined || psuCorporateId === owner),
	);
}

function showAgreements(session: string, bank: PageBank, problem?: string): BankResponse {
	const psu = bank.sessions.get(session)!;
	const agreements = agreementsOf(psu, bank);
	const action = actionOf(psu.consent, bank);
	return html(problem ? 400 : 200, agreementPage({ action, session, agreements, problem }));
}

function selectAgreement(form: URLSearchParams, session: string, bank: PageBank): BankResponse {
	const psu = bank.sessions.get(session)!;
	const agreement = agreementsOf(psu, bank).find(({ id }) => id === form.get('agreement'));
	if (!agreement) return showAgreements(session, bank, 'Select an agreement.');
	psu.agreement = agreement;
	return showAccounts(session, bank);
}

function showAccounts(session: string, bank: PageBank, problem?: string): BankResponse {
	const psu = bank.sessions.get(session)!;
	const { consent } = psu;
	return html(
		problem ? 400 : 200,
		accountsPage({
			action: actionOf(consent, bank),
			session,
			tpp: bank.tppName,
			validUntil: consent.validUntil,
			accounts: choicesOf(psu, bank),
			problem,
		}),
	);
}

/** Returns the accounts that the PSU can share: their own, or those of the agreement; only requested ones. */
function choicesOf(psu: SignedIn, bank: PageBank): Array<EikaAccount | EikaCardAccount> {
	return availableTo(psu, bank).filter((account) =>
		rights.some((right) => isRequested(account, right, psu.consent)),
	);
}

function availableTo(psu: SignedIn, { state }: PageBank): Array<EikaAccount | EikaCardAccount> {
	const { psuId, agreement, context } = psu;
	if (context === 'private') return ownedBy(state, psuId);
	const ibans = (agreement?.engagements ?? [])
		.filter((engagement) => engagement.customer === psuId && canConsent(engagement))
		.map(({ account }) => account.iban);
	return state.accounts.filter(({ iban }) => ibans.includes(iban));
}

/** Balances and transactions of an account include its details (Berlin Group, account access). */
function isRequested(
	account: EikaAccount | EikaCardAccount,
	right: AccessRight,
	{ requested }: EikaConsent,
): boolean {
	if (!requested) return true;
	const lists = right === 'accounts' ? rights.map((one) => requested[one]) : [requested[right]];
	return lists.flatMap((list) => list ?? []).some((reference) => isReferenceTo(account, reference));
}

const isReferenceTo = (
	account: EikaAccount | EikaCardAccount,
	reference: AccountReference,
): boolean =>
	Object.entries(reference).every(
		([name, value]) => (account as unknown as Record<string, unknown>)[name] === value,
	);

function approve(form: URLSearchParams, session: string, bank: PageBank): BankResponse {
	const psu = bank.sessions.get(session)!;
	const chosen = form.getAll('account');
	const accounts = choicesOf(psu, bank).filter(
		({ accountId }) => chosen.includes('all') || chosen.includes(accountId),
	);
	if (accounts.length === 0) return showAccounts(session, bank, 'Select at least one account.');
	bank.sessions.delete(session);
	return finish(psu, accounts, bank);
}

function finish(
	psu: SignedIn,
	accounts: Array<EikaAccount | EikaCardAccount>,
	bank: PageBank,
): BankResponse {
	const { consent, psuId, agreement } = psu;
	const tppSessionId = randomUUID();
	bank.ledger.add('TPP session', tppSessionId);
	consent.approved = {
		tppSessionId,
		psuId,
		psuCorporateId: agreement?.owner,
		accountIds: Object.fromEntries(
			rights.map((right) => [
				right,
				accounts
					.filter((account) => isRequested(account, right, consent))
					.map(({ accountId }) => accountId),
			]),
		) as Record<AccessRight, string[]>,
	};
	endFormer(consent, bank);
	setStatus(consent, 'valid', bank.state);
	return back(consent, {
		'tpp-session-id': tppSessionId,
		'psu-id': psuId,
		...(agreement && { 'psu-corporate-id': agreement.owner }),
	});
}

/** Berlin Group 1.3.9, `POST /v1/consents`: a new recurring consent ends the PSU's former one. */
function endFormer(consent: EikaConsent, { state }: PageBank): void {
	if (!consent.recurringIndicator) return;
	const { psuId, psuCorporateId } = consent.approved!;
	for (const former of state.consents) {
		const isSamePsu =
			former.approved?.psuId === psuId && former.approved?.psuCorporateId === psuCorporateId;
		const isRecurring = former.recurringIndicator && former.tpp === consent.tpp;
		if (former !== consent && former.status === 'valid' && isSamePsu && isRecurring) {
			setStatus(former, 'expired', state);
		}
	}
}

/** The page documents no parameters for a PSU who refuses. */
function refuse(consent: EikaConsent, bank: PageBank): BankResponse {
	setStatus(consent, 'rejected', bank.state);
	return back(consent, {});
}

function back({ redirectUri }: EikaConsent, parameters: Record<string, string>): BankResponse {
	const address = new URL(redirectUri!);
	for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
	return seeOther(address.href);
}
