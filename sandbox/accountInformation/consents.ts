import { randomUUID } from 'node:crypto';

/** Awaiting authorisation, authorised, rejected, cancelled, expired: as Read/Write API v4.0 calls them. */
export type ConsentStatus = 'AWAU' | 'AUTH' | 'RJCT' | 'CANC' | 'EXPD';

export interface ConsentRequest {
	Permissions: string[];
	ExpirationDateTime?: string;
	TransactionFromDateTime?: string;
	TransactionToDateTime?: string;
}

export interface Consent {
	ConsentId: string;
	clientId: string;
	request: ConsentRequest;
	status: ConsentStatus;
	createdAt: string;
	statusUpdatedAt: string;
	/** PSU who authorised, and what for. */
	psu?: string;
	accountIds?: 'all' | ReadonlySet<string>;
	/** Grants of the authorization server that came from this consent. */
	grantIds: string[];
	/** Those of them that the bank took back, though the consent stands. */
	revokedGrantIds: string[];
	/** The PSU has shown a second factor for it. */
	isSteppedUp?: true;
}

export interface Consents {
	create(clientId: string, request: ConsentRequest): Consent;
	find(consentId: string): Consent | undefined;
	findByGrantId(grantId: string): Consent | undefined;
	authorise(
		consent: Consent,
		psu: string,
		accountIds: Consent['accountIds'],
		grantId: string,
	): void;
	setStatus(consent: Consent, status: ConsentStatus): void;
}

/** A PSU can authorise it, for the first time or again. */
export function isOpen({ status }: Consent): boolean {
	return status === 'AWAU' || status === 'AUTH';
}

/** What the PSU granted then still holds. */
export function isInForce({ status, revokedGrantIds }: Consent, grantId: string): boolean {
	return status === 'AUTH' && !revokedGrantIds.includes(grantId);
}

/** `idPrefix` is what every ConsentId starts with; Ozone's start with `aac-`. */
export function newConsents(idPrefix = ''): Consents {
	const all = new Map<string, Consent>();
	const byGrantId = new Map<string, Consent>();
	return {
		create(clientId, request) {
			const consent = newConsent(`${idPrefix}${randomUUID()}`, clientId, request);
			all.set(consent.ConsentId, consent);
			return consent;
		},
		find: (consentId) => current(all.get(consentId)),
		findByGrantId: (grantId) => current(byGrantId.get(grantId)),
		authorise(consent, psu, accountIds, grantId) {
			Object.assign(consent, { psu, accountIds });
			consent.grantIds.push(grantId);
			byGrantId.set(grantId, consent);
			setStatus(consent, 'AUTH');
		},
		setStatus,
	};
}

function newConsent(ConsentId: string, clientId: string, request: ConsentRequest): Consent {
	const now = new Date().toISOString();
	return {
		ConsentId,
		clientId,
		request,
		status: 'AWAU',
		createdAt: now,
		statusUpdatedAt: now,
		grantIds: [],
		revokedGrantIds: [],
	};
}

function setStatus(consent: Consent, status: ConsentStatus): void {
	consent.status = status;
	consent.statusUpdatedAt = new Date().toISOString();
}

function current(consent: Consent | undefined): Consent | undefined {
	const expiration = consent?.request.ExpirationDateTime;
	if (consent && expiration && isOpen(consent) && Date.parse(expiration) <= Date.now()) {
		setStatus(consent, 'EXPD');
	}
	return consent;
}
