import type { INodeProperties } from 'n8n-workflow';

import { defaultConcurrency, maxConcurrency } from '../../lib/transport/concurrency';

/**
 * The versions of the nodes that have *Simplify* for single objects, choose accounts from a list, and count the limit for each
 * account. n8n stores the version with each node of a workflow, so nodes from before keep version 1 with its fields and outputs.
 */
export const nodeVersions = [1, 1.1];

/** Conditions under which only nodes of version 1 show a field. */
export const inVersion1 = { '@version': [1] };

/** Conditions under which nodes show a field since version 1.1. */
export const sinceVersion1_1 = { '@version': [{ _cnd: { gte: 1.1 } }] };

/** For operations that output one object. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The same for nodes whose version 1 outputs the raw data. */
export const simplifySince1_1: INodeProperties = {
	...simplifyField,
	displayOptions: { show: sinceVersion1_1 },
};

/** The stored values of the field *Client*. */
export type ClientSource = 'automatic' | 'credential' | 'input';

/** Which OAuth client sends the requests. Every operation that needs a registered client shows these fields. */
export const clientFields: INodeProperties[] = [
	{
		displayName: 'Client',
		name: 'client',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description:
					'Use the registration in the input item, or else the client of its session or state, or else the client ID of the credential',
			},
			{
				name: 'From Credential',
				value: 'credential',
				description: 'Use the client ID and client secret of the credential',
			},
			{
				name: 'From Input',
				value: 'input',
				description: 'Use the registration in the output of DCR Register',
			},
		],
		default: 'automatic',
		description:
			'The registered client that sends the requests. Automatic finds the client that DCR Register registered.',
	},
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'string',
		default: '={{ $json.registration }}',
		displayOptions: { show: { client: ['input'] } },
		description: 'The text <code>registration</code> in the output of DCR Register',
	},
];

export const sessionField: INodeProperties = {
	displayName: 'Session',
	name: 'session',
	type: 'string',
	required: true,
	default: '={{ $json.session }}',
	description:
		'The text <code>session</code> in the output of Get Token or the Consent Redirect Trigger. After a refresh, use the new one.',
};

export const consentIdField: INodeProperties = {
	displayName: 'Consent ID',
	name: 'consentId',
	type: 'string',
	required: true,
	default: '={{ $json.consentId }}',
	description: 'The text <code>consentId</code> in the output of Create Consent or Get Token',
};

const paymentConsent: INodeProperties = {
	displayName: 'Payment Consent',
	name: 'paymentConsent',
	type: 'string',
	default: '={{ $json.paymentConsent }}',
	description:
		'The text <code>paymentConsent</code> in the output of Create Consent → Create Payment Consent: the payment, encrypted. Get Token does not output it, so store it until the PSU comes back.',
};

export const paymentConsentField: INodeProperties = { ...paymentConsent, required: true };

/** The same for an operation that also serves consents to account information. */
export const paymentConsentOption: INodeProperties = { ...paymentConsent, default: '' };

/** What the bank learns about a PSU who is present. */
export const psuPresentOption: INodeProperties = {
	displayName: 'PSU Present',
	name: 'psuPresent',
	type: 'fixedCollection',
	placeholder: 'Add PSU',
	default: {},
	description:
		'Tells the bank that the PSU is using your application now. Leave it out in scheduled workflows: banks limit access without the PSU.',
	options: [
		{
			displayName: 'PSU',
			name: 'psu',
			values: [
				{
					displayName: 'IP Address',
					name: 'ipAddress',
					type: 'string',
					default: '',
					placeholder: 'e.g. 203.0.113.7',
					description: 'The address from which the PSU uses your application',
				},
				{
					displayName: 'Last Sign-In',
					name: 'signedInAt',
					type: 'dateTime',
					default: '',
					description: 'When the PSU last signed in to your application',
				},
				{
					displayName: 'User Agent',
					name: 'userAgent',
					type: 'string',
					default: '',
					placeholder: 'e.g. Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
					description: 'The header User-Agent of the browser or app of the PSU',
				},
			],
		},
	],
};

export const concurrencyOption: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: maxConcurrency },
	default: defaultConcurrency,
	description:
		'How many requests may run at the bank at the same time. The node sends fewer while the bank responds slowly or refuses some.',
};

export const plainTokensOption: INodeProperties = {
	displayName: 'Output Tokens as Plain Text',
	name: 'outputTokens',
	type: 'boolean',
	default: false,
	description:
		'Whether to also output the tokens as plain text. n8n stores them with the execution. The HTTP Request node does not need them: it accepts the session.',
};

/** Sorts fields by their labels, as n8n lists options. */
export function byLabel(one: INodeProperties, other: INodeProperties): number {
	// `localeCompare` would load its tables when n8n starts, which takes a fifth of the time that all nodes take to load.
	return one.displayName.toLowerCase() < other.displayName.toLowerCase() ? -1 : 1;
}

/** Returns the collection *Options* of an operation, with the fields that few workflows need. */
export const optionsCollection = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options,
});
