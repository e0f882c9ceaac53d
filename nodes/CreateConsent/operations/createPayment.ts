import {
	journeyOf,
	paymentConsentRequest,
	readPaymentConsent,
	requirePayments,
	sealPayment,
	summaryOf,
	toConsentedPayment,
} from '../../../lib/operations/payments/paymentConsent';
import type { PaymentKind } from '../../../lib/banks/profile';
import { parameterError } from '../../../lib/errors';
import { kinds, type PaymentOrder } from '../../../lib/operations/payments/paymentOrder';
import { toDay } from '../../shared/dateTime';
import { holidayNote } from '../../../lib/operations/payments/paymentDate';
import { assertTerms } from '../../../lib/operations/payments/paymentTerms';
import { readSigned } from '../../../lib/operations/payments/signedMessage';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, psuPresentOption, simplifyField } from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { byLabel, optionsCollection } from '../../shared/optionsCollection';
import { readPaymentAmount, responseSignature } from '../../shared/paymentItem';
import { readSwitch } from '../../shared/readSwitch';
import { assertAuthorisable, authoriseCreated, clientMember } from '../authorisation';
import { optionsWithoutStepUp } from '../fields';
import { sendForConsents } from '../sendForConsents';
import { numberOfPaymentsOption, orderFields, paymentContextOption } from '../paymentFields';

/** For a consent that an earlier request created, by its status: nobody can approve it any more. */
const decidedNotes = new Map(
	Object.entries({
		Authorised:
			'The PSU has approved this consent already. Submit the payment with the session of that approval. If you do not have it any more, use another Instruction ID: nothing was paid.',
		Consumed:
			'The bank has already used this consent for a payment, so the authorisation URL no longer works. For another payment, use another Instruction ID.',
		Rejected:
			'This consent was rejected, so the authorisation URL no longer works. Nothing was paid. Use another Instruction ID.',
	}),
);

export const createPaymentConsent: Operation = {
	value: 'createPayment',
	name: 'Create Payment Consent',
	action: 'Create payment consent',
	subtitleDetails:
		'$parameter["amount"] && $parameter["payeeName"] ? `: £${$parameter["amount"]} to ${$parameter["payeeName"]}` : ""',
	description: 'Ask the PSU to approve a payment. No money moves before Create Payment submits it.',
	toolDescription:
		'Creates a consent for a payment. Takes type, instruction ID, amount, payee and reference. Returns paymentConsent, consentId and authorizationUrl, where the customer signs in at their bank and approves. It moves no money.',
	fields: [
		...orderFields,
		...clientFields,
		optionsCollection(
			[
				...optionsWithoutStepUp,
				numberOfPaymentsOption,
				paymentContextOption,
				psuPresentOption,
				simplifyField,
			].sort(byLabel),
		),
	],
	mustKeepOutputs: () => true,
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const { tpp } = connection;
		const now = new Date();
		const order = readOrder(item);
		const note = holidayNote(order, requirePayments(tpp, order.kind));
		if (note) item.hint(note);
		const consented = (consentId: string) => toConsentedPayment(tpp, order, consentId);
		const journey = journeyOf(consented(''));
		await assertAuthorisable(connection, item, { payment: journey });
		const request = await paymentConsentRequest(connection, order, now);
		const response = await sendForConsents(connection, item, 'payments')(request);
		const operation = 'creating the payment consent';
		const consent = await readSigned(response, () => readPaymentConsent(response, operation), {
			connection,
			rules: requirePayments(tpp),
			now: new Date(),
		});
		assertTerms(consent.data, consented(consent.consentId), { response, operation });
		const { consentId, status, data, interactionId } = consent;
		const decided = decidedNotes.get(status);
		if (decided)
			item.hint(`The bank recognises the Instruction ID "${order.instructionId}". ${decided}`);
		return output({
			bank: tpp.bank.id,
			consentId,
			status,
			kind: order.kind,
			...summaryOf(consented(consentId)),
			...(await authoriseCreated(connection, { consentId, payment: journey }, item)),
			paymentConsent: await sealPayment(consented(consentId), tpp),
			...(await clientMember(connection)),
			responseSignature: await responseSignature(item, connection, response),
			...(!readSwitch(item, 'options.simplify', true) && { data }),
			interactionId,
		});
	},
};

/** Reads the order. @throws ConfigurationError for a payment type that does not exist, or a date that is none */
function readOrder(item: Item): PaymentOrder {
	const kind = item.parameter<string>('kind');
	if (!Object.hasOwn(kinds, kind)) {
		throw parameterError(`"${kind}" is not a payment type.`, 'kind');
	}
	const count = item.parameter<number | ''>('options.numberOfPayments', '');
	return {
		kind: kind as PaymentKind,
		instructionId: item.parameter('instructionId'),
		payee: { name: item.parameter('payeeName'), account: item.parameter('payeeAccount') },
		amount: readPaymentAmount(item),
		reference: item.parameter<string>('reference', '').trim() || undefined,
		...(kind !== 'domesticPayment' && {
			date: toDay(item.anyValue('paymentDate', ''), 'paymentDate', item.timeZone),
		}),
		...(kind === 'domesticStandingOrder' && {
			frequency: item.parameter<string>('frequency', '').trim(),
			...(count !== '' && { numberOfPayments: Number(count) }),
		}),
		context: item.parameter('options.context', '') || undefined,
	};
}
