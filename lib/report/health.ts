import { millisecondsPerDay } from '../calendar';
import { nonEmptyText } from '../responses/json';

/** What must be done next for a consent or a certificate. The values are stable, so that a Switch node can branch on them. */
export type HealthAction =
	| 'none'
	| 'fixProblem'
	| 'sendLink'
	| 'reauthenticate'
	| 'reconsent'
	| 'orderCertificate'
	| 'replaceCertificate';

/** One consent or certificate, as the health overview shows it. */
export interface Health {
	kind: 'consent' | 'certificate';
	/** The customer of the consent, or the subject of the certificate. */
	name: string;
	bank?: string;
	status?: string;
	nextAction: HealthAction;
	/** What `nextAction` means, in a sentence. */
	todo: string;
	whoActs: 'customer' | 'operator' | 'nobody';
	/** Days until the consent or certificate stops working; negative: it already did. */
	daysLeft?: number;
	/** ISO 8601. The earliest of the dates below, or the end of the certificate. */
	endsAt?: string;
	reconfirmBy?: string;
	sessionEndsAt?: string;
	consentExpiresAt?: string;
	lastPoll?: string;
	/** What the example for renewals did last: `asked`, `reminded` or `setAside`. */
	renewal?: string;
	askedAt?: string;
	/** What went wrong when an example last worked on the consent. */
	problem?: string;
	consentId?: string;
}

export interface HealthOptions {
	now: Date;
	/** Days before its end at which a consent needs its customer. */
	consentDays: number;
	/** Days before its end at which a certificate needs a successor. */
	certificateDays: number;
}

/** Texts and parties of the actions, in the order of urgency. */
const actions: Record<HealthAction, { todo: string; whoActs: Health['whoActs'] }> = {
	replaceCertificate: {
		todo: 'Replace the certificate now: it expired, or its date cannot be read.',
		whoActs: 'operator',
	},
	reconsent: { todo: 'The customer must give a new consent.', whoActs: 'customer' },
	reauthenticate: { todo: 'The customer must sign in at the bank again.', whoActs: 'customer' },
	fixProblem: { todo: 'Fix the problem, so that the accounts can be read.', whoActs: 'operator' },
	sendLink: { todo: 'Send the customer the link to confirm the consent.', whoActs: 'operator' },
	orderCertificate: {
		todo: 'Order a new certificate, and register it at the bank.',
		whoActs: 'operator',
	},
	none: { todo: 'Nothing to do.', whoActs: 'nobody' },
};

const urgency = Object.keys(actions);

/** Actions for a status that says that the consent does not work: of the examples' table, or of Create Consent with *Simplify*. */
const actionByStatus = new Map<string | undefined, HealthAction>([
	['reauthenticate', 'reauthenticate'],
	['reconsent', 'reconsent'],
	['AwaitingAuthorisation', 'sendLink'],
	['Rejected', 'reconsent'],
	['Revoked', 'reconsent'],
	['Expired', 'reconsent'],
]);

type Row = Record<string, unknown>;

/** Returns whether an item is a consent to account data: with its session, or a row of a table of sessions. */
export const isConsent = (item: Row): boolean =>
	typeof item.consentId === 'string' && !isOfPayment(item);

/** A payment consent is used once. Nobody has to act when it ends. */
function isOfPayment(item: Row): boolean {
	const scope = (nonEmptyText(item.scope) ?? '').split(' ');
	return (
		['paymentConsent', 'paymentId'].some((name) => name in item) ||
		(scope.includes('payments') && !scope.includes('accounts'))
	);
}

/** Returns whether an item is an output of Certificate Tools → Check Certificate Expiry. */
export const isCertificate = (item: Row): boolean =>
	'daysLeft' in item && typeof item.subject === 'string';

/** The state of one of the items. */
export interface ItemHealth {
	health: Health;
	/** Index of the item. */
	index: number;
}

/** Returns the state of all consents and certificates among the items, the most urgent first. */
export function healthOf(items: Row[], options: HealthOptions): ItemHealth[] {
	const found = items.flatMap((item, index): ItemHealth[] => {
		if (isCertificate(item)) return [{ health: certificateHealth(item, options), index }];
		// Nobody has to act on a consent that was replaced.
		const isInUse = isConsent(item) && item.status !== 'replaced';
		return isInUse ? [{ health: consentHealth(item, options), index }] : [];
	});
	return found.sort(
		({ health: one }, { health: other }) =>
			urgency.indexOf(one.nextAction) - urgency.indexOf(other.nextAction) ||
			(one.daysLeft ?? Infinity) - (other.daysLeft ?? Infinity) ||
			0,
	);
}

function certificateHealth(item: Row, { certificateDays }: HealthOptions): Health {
	const daysLeft = typeof item.daysLeft === 'number' ? item.daysLeft : undefined;
	const endsAt = isoDate(item.notAfter);
	return withAction(
		// A certificate whose date cannot be read needs attention, too.
		daysLeft === undefined || daysLeft < 0
			? 'replaceCertificate'
			: daysLeft < certificateDays
				? 'orderCertificate'
				: 'none',
		{
			kind: 'certificate',
			name: nameOf(item),
			status: nonEmptyText(item.status),
			daysLeft,
			endsAt,
		},
	);
}

/** Returns the place of the certificate with the common name of its subject. */
function nameOf({ source, subject }: Row): string {
	const name = /(?:^|,)CN=((?:[^,\\]|\\.)+)/.exec(String(subject))?.[1] ?? String(subject);
	return [nonEmptyText(source), name].filter(Boolean).join(': ');
}

function consentHealth(item: Row, { now, consentDays }: HealthOptions): Health {
	const dates = consentDates(item, now);
	const nextAction = consentAction(item, dates, consentDays);
	const renewal = nonEmptyText(item.renewal) === 'none' ? undefined : nonEmptyText(item.renewal);
	const health = withAction(nextAction, {
		kind: 'consent',
		name: nonEmptyText(item.customer) ?? nonEmptyText(item.passThrough) ?? String(item.consentId),
		bank: nonEmptyText(item.bank),
		status: nonEmptyText(item.status),
		...dates,
		// A row of the examples has the column also before the first poll.
		lastPoll: isoDate('polledAt' in item ? item.polledAt : item.updatedAt),
		renewal,
		askedAt: renewal && isoDate(item.askedAt),
		problem: nonEmptyText(item.problem),
		consentId: String(item.consentId),
	});
	return { ...health, ...afterEmails(nextAction, renewal) };
}

/** Returns the ends of a consent and its session. `endsAt` is the first of them. */
function consentDates(item: Row, now: Date) {
	const reconfirmBy = isoDate(item.reconfirmBy);
	const sessionEndsAt = isoDate(item.sessionEndsAt);
	const consentExpiresAt = isoDate(item.consentExpiresAt);
	const [endsAt] = [reconfirmBy, sessionEndsAt, consentExpiresAt]
		.filter((date) => date !== undefined)
		.sort();
	const daysLeft =
		endsAt === undefined
			? undefined
			: Math.floor((Date.parse(endsAt) - now.getTime()) / millisecondsPerDay);
	return { daysLeft, endsAt, reconfirmBy, sessionEndsAt, consentExpiresAt };
}

function consentAction(
	item: Row,
	{ daysLeft = Infinity, endsAt, consentExpiresAt }: ReturnType<typeof consentDates>,
	consentDays: number,
): HealthAction {
	const byStatus = actionByStatus.get(nonEmptyText(item.status));
	if (byStatus) return byStatus;
	if (daysLeft >= consentDays) return nonEmptyText(item.problem) ? 'fixProblem' : 'none';
	// The consent itself ends: confirming it again does not help.
	if (endsAt === consentExpiresAt) return 'reconsent';
	return daysLeft < 0 ? 'reauthenticate' : 'sendLink';
}

/** Returns who acts when the customer was emailed already, and has not come back. */
function afterEmails(
	nextAction: HealthAction,
	renewal: string | undefined,
): Partial<Pick<Health, 'todo' | 'whoActs'>> {
	if (!['sendLink', 'reauthenticate', 'reconsent'].includes(nextAction)) return {};
	if (renewal === 'setAside') {
		return {
			todo: 'Contact the customer, who did not react to the emails.',
			whoActs: 'operator',
		};
	}
	if (nextAction !== 'sendLink' || renewal === undefined) return {};
	return { todo: 'The customer has the link, and must confirm.', whoActs: 'customer' };
}

const withAction = (
	nextAction: HealthAction,
	health: Omit<Health, 'nextAction' | 'todo' | 'whoActs'>,
): Health => {
	const { kind, name, bank, status, ...dates } = health;
	return { kind, name, bank, status, nextAction, ...actions[nextAction], ...dates };
};

/** Returns a date as ISO 8601, also one of a Data Table; undefined for any other value. */
function isoDate(value: unknown): string | undefined {
	if (!(typeof value === 'string' || value instanceof Date) || value === '') return undefined;
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
