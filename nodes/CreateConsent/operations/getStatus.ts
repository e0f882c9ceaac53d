import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField, psuPresentOption } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../accountConsents') as typeof import('../accountConsents');

export const getConsentStatus: Operation = {
	value: 'getStatus',
	name: 'Get Consent Status',
	action: 'Get consent status',
	description: 'Get only the status of a consent',
	toolDescription:
		'Reads the status of a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …).',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
	run: async (item) => await runs().runGetConsentStatus(item),
};
