import { clientFields, paymentConsentField } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const previewPayment: Operation = {
	value: 'preview',
	name: 'Preview Payment',
	action: 'Preview payment',
	description: 'Show the exact request of a payment without sending anything',
	toolDescription:
		'Shows the request for a payment without sending it, given paymentConsent. Returns amount, payee, method, URL, headers without the signature, and the exact body. It moves no money.',
	fields: [paymentConsentField, ...clientFields],
	run: async (item) => await runs().runPreviewPayment(item),
};
