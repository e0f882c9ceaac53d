import { concurrentItems } from '../../shared/concurrency';
import {
	clientFields,
	consentIdField,
	psuPresentOption,
	simplifySince1_1,
} from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../accountConsents') as typeof import('../accountConsents');

export const getConsent: Operation = {
	value: 'get',
	name: 'Get Consent',
	action: 'Get consent',
	description: 'Get the status, the end and the permissions of a consent',
	toolDescription:
		'Reads a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …), expiresAt if it expires, and permissions, what the customer shares.',
	fields: [
		consentIdField,
		simplifySince1_1,
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
	run: async (item) => await runs().runGetConsent(item),
};
