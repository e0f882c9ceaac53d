import type { INodeProperties } from 'n8n-workflow';

import {
	byLabel,
	clientFields,
	consentIdField,
	optionsCollection,
	paymentConsentOption,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';
import { authorisationOptions, psuOptions } from '../fields';

const consentTypeOption: INodeProperties = {
	displayName: 'Consent Type',
	name: 'consentType',
	type: 'options',
	options: [
		{ name: 'Account Access', value: 'accounts', description: 'Created by Create Consent' },
		{
			name: 'Funds Confirmation',
			value: 'fundsConfirmations',
			description: 'Created by Create Funds Consent',
		},
	],
	default: 'fundsConfirmations',
	description:
		'What the consent is for. By default, the type in the input item is used, or Account Access if there is none. For a payment, use Payment Consent.',
};

export const getAuthorisationUrl: OperationDescription = {
	value: 'getAuthorisationUrl',
	name: 'Get Authorisation URL',
	action: 'Get authorisation URL',
	description: 'Get a new URL to send the PSU to, for the first time or to sign in again',
	toolDescription:
		'Gets a new URL for an existing consent, given its consentId. Returns authorizationUrl, where the customer signs in to approve or to authenticate again. Give it to that customer only.',
	fields: [
		consentIdField,
		...clientFields,
		optionsCollection(
			[...authorisationOptions, ...psuOptions, paymentConsentOption, consentTypeOption].sort(
				byLabel,
			),
		),
	],
	concurrency: concurrentItems,
};
