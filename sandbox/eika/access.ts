import { tppRefused } from '../httpSignature/refusal';
import { header } from '../http/request';
import { findConsent } from './consents';
import { invalidMember } from './members';
import type { SignedRequest } from './signedEndpoint';
import { dateAt, type EikaApproval, type EikaConsent, type AccessRight } from './state';

/** A request for account data, after all checks of consent and session. */
export interface EikaAccess {
	consent: EikaConsent;
	approved: EikaApproval;
	isPsuPresent: boolean;
}

/** Checks consent and session of a request for account data. @throws Refusal */
export function readAccess(request: SignedRequest): EikaAccess {
	const consentId = header(request, 'consent-id');
	if (!consentId) throw invalidMember('consent-id', 'is missing');
	const consent = findConsent(consentId, request);
	assertValid(consent, request);
	assertSession(consent.approved!, request);
	return {
		consent,
		approved: consent.approved!,
		isPsuPresent: header(request, 'psu-ip-address') !== undefined,
	};
}

function assertValid(consent: EikaConsent, { bank }: SignedRequest): void {
	const { status, scaToken } = consent;
	if (status === 'valid') return;
	if (status === 'expired') throw tppRefused('CONSENT_EXPIRED', 'The consent has expired');
	const links = { scaRedirect: { href: `${bank.pages}/${scaToken}` } };
	throw tppRefused('CONSENT_INVALID', `The consent is ${status}`, {
		links: status === 'received' && scaToken ? links : undefined,
	});
}

function assertSession(approved: EikaApproval, request: SignedRequest): void {
	if (header(request, 'tpp-session-id') !== approved.tppSessionId) {
		throw tppRefused('CONSENT_INVALID', 'TPP-Session-ID is not the session of the consent');
	}
	if (header(request, 'psu-id') !== approved.psuId) {
		throw tppRefused('PSU_CREDENTIALS_INVALID', 'PSU-ID is not the PSU of the consent');
	}
	if (header(request, 'psu-corporate-id') !== approved.psuCorporateId) {
		throw tppRefused('CORPORATE_ID_INVALID', 'PSU-Corporate-ID is not the one of the consent');
	}
}

/** Checks that the consent has a right to the account. @throws Refusal */
export function assertRight({ approved }: EikaAccess, right: AccessRight, accountId: string): void {
	const known = Object.values(approved.accountIds).some((ids) => ids.includes(accountId));
	if (!known) throw tppRefused('RESOURCE_UNKNOWN', 'The consent has no account with this id');
	if (approved.accountIds[right].includes(accountId)) return;
	throw tppRefused('CONSENT_INVALID', `The consent does not include ${right} of the account`);
}

/** Counts a request without the PSU present. Further pages of a list do not count. @throws Refusal */
export function countAccess({ consent, isPsuPresent }: EikaAccess, request: SignedRequest): void {
	if (isPsuPresent || request.query.has('pageIndex')) return;
	const key = `${dateAt(request.bank.state)} ${request.path}`;
	const count = consent.usage.get(key) ?? 0;
	if (count >= consent.frequencyPerDay) {
		throw tppRefused(
			'ACCESS_EXCEEDED',
			`Without the PSU present, this was already requested ${count} times today`,
		);
	}
	consent.usage.set(key, count + 1);
}
