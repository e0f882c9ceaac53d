import { randomBytes, randomUUID } from 'node:crypto';

import { tppRefused } from '../httpSignature/refusal';
import { header, type BankRequest } from '../http/request';
import type { BankResponse } from '../http/response';
import {
	date,
	int32,
	invalidMember,
	isObject,
	objects,
	oneOf,
	readObject,
	readText,
	type Members,
} from './members';
import { berlinGroupJson, type EikaBank, type SignedRequest } from './signedEndpoint';
import {
	dateAt,
	rights,
	type EikaAccount,
	type EikaCardAccount,
	type EikaConsent,
	type EikaConsentStatus,
	type EikaCustomerType,
	type EikaState,
	type AccountReference,
	type AccessRight,
} from './state';

/** Returns the endpoint that creates a consent. `isDetailed`: the TPP lists the accounts. */
export function createEikaConsent(isDetailed: boolean) {
	return async (request: SignedRequest): Promise<BankResponse> => {
		const { bank } = request;
		const body = await readObject(request);
		const consent: EikaConsent = {
			consentId: randomUUID(),
			tpp: request.tpp,
			status: 'received',
			requested: readAccess(body['access'], isDetailed),
			...readTerms(body, bank.state),
			lastActionDate: dateAt(bank.state),
			...(isExplicit(request) ? {} : newAuthorisation(request)),
			...readPsu(request),
			usage: new Map(),
		};
		bank.state.consents.push(consent);
		const self = addressOf(consent, bank);
		return berlinGroupJson(
			201,
			{
				consentStatus: consent.status,
				consentId: consent.consentId,
				_links: {
					...(consent.scaToken
						? { scaRedirect: { href: `${bank.pages}/${consent.scaToken}` } }
						: { startAuthorisation: { href: `${self}/authorisations` } }),
					self: { href: self },
					status: { href: `${self}/status` },
				},
			},
			{ location: self, 'aspsp-sca-approach': 'REDIRECT' },
		);
	};
}

/** `TPP-Explicit-Authorisation-Preferred`: a request of its own starts the authorisation and has the redirect URI. */
const isExplicit = (request: BankRequest): boolean =>
	header(request, 'tpp-explicit-authorisation-preferred')?.toLowerCase() === 'true';

/** Reads the redirect URI, and makes the token of the bank's pages. @throws Refusal */
export function newAuthorisation(request: BankRequest) {
	const redirectUri = header(request, 'tpp-redirect-uri') ?? '';
	if (!URL.canParse(redirectUri)) {
		throw invalidMember('tpp-redirect-uri', 'is missing or not an address');
	}
	return {
		authorisationId: randomUUID(),
		redirectUri,
		scaToken: randomBytes(24).toString('base64url'),
	};
}

export const addressOf = ({ consentId }: EikaConsent, { root }: EikaBank): string =>
	`${root}/v1/consents/${consentId}`;

function readAccess(value: unknown, isDetailed: boolean): EikaConsent['requested'] {
	if (!isObject(value)) throw invalidMember('access', 'is not an object');
	const other = Object.keys(value).find((name) => !rights.includes(name as AccessRight));
	if (other) throw tppRefused('PARAMETER_NOT_SUPPORTED', `access.${other} is not supported`);
	const requested = Object.fromEntries(
		Object.entries(value).map(([right, list]) => [right, readReferences(list, `access.${right}`)]),
	);
	const isEmpty = Object.values(requested).every((list) => list.length === 0);
	if (isDetailed && isEmpty) throw invalidMember('access', 'lists no accounts');
	if (!isDetailed && !isEmpty)
		throw invalidMember('access', 'lists accounts, which the PSU chooses');
	return isDetailed ? requested : undefined;
}

function readReferences(value: unknown, path: string): AccountReference[] {
	return objects(value, path).map(({ iban, bban, maskedPan }, index) => {
		const reference = { iban, bban, maskedPan };
		const [name, number] = Object.entries(reference).find(([, one]) => one !== undefined) ?? [];
		if (!name) throw invalidMember(`${path}[${index}]`, 'has no iban, bban or maskedPan');
		return { [name]: readText(number, `${path}[${index}].${name}`) };
	});
}

/** PSD2, as amended in 2023: a consent ends after 180 days. */
const longestDays = 180;
/** Article 36(5)(b) of the RTS (EU) 2018/389. */
const mostPerDay = 4;

function readTerms(body: Members, state: EikaState) {
	const { recurringIndicator, combinedServiceIndicator } = body;
	if (typeof recurringIndicator !== 'boolean')
		throw invalidMember('recurringIndicator', 'is missing');
	if (typeof combinedServiceIndicator !== 'boolean') {
		throw invalidMember('combinedServiceIndicator', 'is missing');
	}
	if (combinedServiceIndicator) {
		throw tppRefused('SESSIONS_NOT_SUPPORTED', 'Payments cannot be combined with the consent');
	}
	const frequencyPerDay = int32(body['frequencyPerDay'], 'frequencyPerDay');
	if (frequencyPerDay < 1) throw invalidMember('frequencyPerDay', 'is less than 1');
	if (!recurringIndicator && frequencyPerDay !== 1) {
		throw invalidMember('frequencyPerDay', 'is not 1, although the consent is for one access');
	}
	return {
		recurringIndicator,
		frequencyPerDay: Math.min(frequencyPerDay, mostPerDay),
		validUntil: readValidUntil(body['validUntil'], state),
	};
}

function readValidUntil(value: unknown, state: EikaState): string {
	const [today, last] = [dateAt(state), dateAt(state, longestDays)];
	const validUntil = date(value, 'validUntil');
	// Berlin Group 1.3.9, `validUntil`: this date asks for the longest period.
	if (validUntil === '9999-12-31') return last;
	if (validUntil < today || validUntil > last) {
		throw tppRefused('PERIOD_INVALID', `validUntil is not from ${today} to ${last}`, 'validUntil');
	}
	return validUntil;
}

const contexts: EikaCustomerType[] = ['private', 'corporate'];

/** Reads who the PSU is, as far as the TPP knows it. @throws Refusal */
export function readPsu(request: BankRequest) {
	const psuContext = header(request, 'psu-context');
	const context = psuContext && oneOf(psuContext, contexts, 'psu-context');
	const psuCorporateId = header(request, 'psu-corporate-id');
	if (psuContext === 'private' && psuCorporateId) {
		throw tppRefused('CORPORATE_ID_INVALID', 'A private PSU has no PSU-Corporate-ID');
	}
	return {
		context: context || undefined,
		psuId: header(request, 'psu-id'),
		psuCorporateId,
	};
}

export function readEikaConsent(request: SignedRequest): BankResponse {
	const consent = eikaConsentOf(request);
	return berlinGroupJson(200, {
		access: accessOf(consent, request.bank.state),
		recurringIndicator: consent.recurringIndicator,
		validUntil: consent.validUntil,
		frequencyPerDay: consent.frequencyPerDay,
		lastActionDate: consent.lastActionDate,
		consentStatus: consent.status,
		_links: { account: { href: `${request.bank.root}/v1/accounts` } },
	});
}

export function readEikaConsentStatus(request: SignedRequest): BankResponse {
	return berlinGroupJson(200, { consentStatus: eikaConsentOf(request).status });
}

export function deleteEikaConsent(request: SignedRequest): BankResponse {
	const consent = eikaConsentOf(request);
	if (!['received', 'valid'].includes(consent.status)) {
		throw tppRefused('CONSENT_INVALID', `The consent is ${consent.status}`);
	}
	setStatus(consent, 'terminatedByTpp', request.bank.state);
	return { status: 204 };
}

/** Returns the consent that the path names. @throws Refusal */
export function eikaConsentOf(request: SignedRequest): EikaConsent {
	return findConsent(request.parameters['consentId']!, request);
}

/** Returns a consent of the TPP in its current state. @throws Refusal */
export function findConsent(id: string, { tpp, bank }: SignedRequest): EikaConsent {
	const consent = bank.state.consents.find(({ consentId }) => consentId === id);
	if (consent?.tpp === tpp) return withExpiry(consent, bank.state);
	throw tppRefused('CONSENT_UNKNOWN', 'There is no consent of the TPP with this id');
}

/** Returns the consent after it has expired if its last day is over. */
export function withExpiry(consent: EikaConsent, state: EikaState): EikaConsent {
	const isOver = consent.validUntil < dateAt(state);
	if (isOver && ['received', 'valid'].includes(consent.status))
		setStatus(consent, 'expired', state);
	return consent;
}

export function setStatus(consent: EikaConsent, status: EikaConsentStatus, state: EikaState): void {
	consent.status = status;
	consent.lastActionDate = dateAt(state);
}

function accessOf({ requested, approved }: EikaConsent, state: EikaState): object {
	if (!approved) return requested ?? { accounts: [], balances: [], transactions: [] };
	const all = [...state.accounts, ...state.cardAccounts];
	return Object.fromEntries(
		rights.map((right) => [
			right,
			all
				.filter(({ accountId }) => approved.accountIds[right].includes(accountId))
				.map(referenceTo),
		]),
	);
}

export const referenceTo = (account: EikaAccount | EikaCardAccount): AccountReference =>
	'iban' in account ? { iban: account.iban, bban: account.bban } : { maskedPan: account.maskedPan };
