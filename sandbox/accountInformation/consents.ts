import { randomUUID } from 'node:crypto';

import type { Keep } from '../memory';
import type { FundsRequest } from '../payments/fundsRequest';
import type { PaymentRequest } from '../payments/initiation';

/**
 * Status codes of Read/Write API v4.0: awaiting authorisation, authorised, rejected, cancelled, expired; of a payment also
 * consumed.
 */
export type ConsentStatus = 'AWAU' | 'AUTH' | 'RJCT' | 'CANC' | 'EXPD' | 'COND';

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
	/** The consent is for this payment. */
	payment?: PaymentRequest;
	/** The consent is for questions about the funds of this account. Without both, it is for account information. */
	funds?: FundsRequest;
	status: ConsentStatus;
	createdAt: string;
	statusUpdatedAt: string;
	/** User name of the PSU who authorised the consent. */
	psu?: string;
	accountIds?: 'all' | ReadonlySet<string>;
	/** Grants of the authorization server for this consent. */
	grantIds: string[];
	/** Grants that the bank revoked although the consent is still authorised. */
	revokedGrantIds: string[];
	/** The PSU used a second factor for it. */
	isSteppedUp?: true;
}

export interface Consents {
	create(
		clientId: string,
		request: ConsentRequest,
		purpose?: Pick<Consent, 'payment' | 'funds'>,
	): Consent;
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

/** Returns what the consent is for, as the scope of its tokens. */
export const scopeOf = ({
	payment,
	funds,
}: Pick<Consent, 'payment' | 'funds'>): 'accounts' | 'payments' | 'fundsconfirmations' => {
	if (payment) return 'payments';
	return funds ? 'fundsconfirmations' : 'accounts';
};

/** Returns whether a PSU can authorise the consent, for the first time or, except for a payment, again. */
export function isOpen({ status, payment }: Consent): boolean {
	return status === 'AWAU' || (status === 'AUTH' && !payment);
}

/** Returns whether a grant of the consent is still valid. */
export function isInForce({ status, revokedGrantIds }: Consent, grantId: string): boolean {
	return (status === 'AUTH' || status === 'COND') && !revokedGrantIds.includes(grantId);
}

/** Creates the store of consents, with those that the bank remembers. `idPrefix` starts every ConsentId for account information. */
export function newConsents(keep: Keep, idPrefix = ''): Consents {
	const { all, byGrantId } = keep('consents', {
		all: new Map<string, Consent>(),
		byGrantId: new Map<string, Consent>(),
	});
	return {
		create(clientId, request, purpose) {
			const prefix = purpose?.payment ? '' : idPrefix;
			const consent = {
				...newConsent(`${prefix}${randomUUID()}`, clientId, request),
				...purpose,
			};
			all.set(consent.ConsentId, consent);
			return consent;
		},
		find: (consentId) => withExpiry(all.get(consentId)),
		findByGrantId: (grantId) => withExpiry(byGrantId.get(grantId)),
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

function withExpiry(consent: Consent | undefined): Consent | undefined {
	const expiration = consent?.request.ExpirationDateTime;
	if (consent && expiration && isOpen(consent) && Date.parse(expiration) <= Date.now()) {
		setStatus(consent, 'EXPD');
	}
	return consent;
}
