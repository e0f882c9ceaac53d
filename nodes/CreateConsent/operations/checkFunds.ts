import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	paymentConsentField,
	psuPresentOption,
	sessionField,
} from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../paymentConsents') as typeof import('../paymentConsents');

export const checkFunds: Operation = {
	value: 'checkFunds',
	name: 'Check Funds',
	action: 'Check funds for payment',
	description:
		'Ask whether the account of the PSU has enough money for an approved domestic payment',
	toolDescription:
		'Asks whether an approved domestic payment is covered, given session and paymentConsent. Returns fundsAvailable (true or false) and checkedAt. It moves no money.',
	fields: [
		paymentConsentField,
		sessionField,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
	run: async (item) => await runs().runCheckFunds(item),
};
