import type { Consent } from '../accountInformation/consents';
import type { BookedPayment } from './books';
import type { PaymentRequest, PaymentRules } from './initiation';
import { kinds, type PaymentKind, type PaymentVersion } from './kinds';

/** The parts of a bank that its responses depend on. */
interface Responder {
	rules: PaymentRules;
	/** Address of the API, without a trailing slash. */
	root: string;
}

const consentStatuses: Record<PaymentVersion, Record<'AWAU' | 'AUTH' | 'COND' | 'RJCT', string>> = {
	'v3.1': {
		AWAU: 'AwaitingAuthorisation',
		AUTH: 'Authorised',
		COND: 'Consumed',
		RJCT: 'Rejected',
	},
	'v4.0': { AWAU: 'AWAU', AUTH: 'AUTH', COND: 'COND', RJCT: 'RJCT' },
};

/** A payment consent that cannot be authorised any more is rejected. */
function statusOf({ status }: Consent, { version }: PaymentRules): string {
	const isKnown = status === 'AWAU' || status === 'AUTH' || status === 'COND';
	return consentStatuses[version][isKnown ? status : 'RJCT'];
}

/** Returns the response that describes a payment consent. */
export function consentResponse(consent: Consent, { root, rules }: Responder): object {
	const { payment, ConsentId } = consent as Consent & { payment: PaymentRequest };
	const { consents, hasPermission } = kinds[payment.kind];
	return {
		Data: {
			ConsentId,
			CreationDateTime: consent.createdAt,
			Status: statusOf(consent, rules),
			StatusUpdateDateTime: consent.statusUpdatedAt,
			...(hasPermission && { Permission: 'Create' }),
			...(payment.ReadRefundAccount && { ReadRefundAccount: payment.ReadRefundAccount }),
			Initiation: payment.Initiation,
		},
		Risk: payment.Risk,
		Links: { Self: `${root}/${consents}/${ConsentId}` },
		Meta: {},
	};
}

type States = Record<BookedPayment['state'], Record<PaymentKind, string>>;

const byKind = (
	payment: string,
	scheduled: string,
	order: string,
): Record<PaymentKind, string> => ({
	'domestic-payments': payment,
	'domestic-scheduled-payments': scheduled,
	'domestic-standing-orders': order,
});

/** A scheduled payment of v4.0 is pending until its day. */
const states: Record<PaymentVersion, States> = {
	'v3.1': {
		inProcess: byKind('AcceptedSettlementInProcess', 'InitiationCompleted', 'InitiationCompleted'),
		completed: byKind('AcceptedSettlementCompleted', 'InitiationCompleted', 'InitiationCompleted'),
		rejected: byKind('Rejected', 'InitiationFailed', 'InitiationFailed'),
	},
	'v4.0': {
		inProcess: byKind('RCVD', 'RCVD', 'RCVD'),
		completed: byKind('ACSC', 'PDNG', 'INCO'),
		rejected: byKind('RJCT', 'RJCT', 'RJCT'),
	},
};

/** Returns the response that describes a payment. */
export function paymentResponse(payment: BookedPayment, { root, rules }: Responder): object {
	const { request, id, state, createdAt, consentId } = payment;
	const { kind } = request;
	return {
		Data: {
			[kinds[kind].idMember]: id,
			ConsentId: consentId,
			CreationDateTime: createdAt,
			Status: states[rules.version][state][kind],
			StatusUpdateDateTime: createdAt,
			Initiation: request.Initiation,
		},
		Links: { Self: `${root}/${kind}/${id}` },
		Meta: {},
	};
}
