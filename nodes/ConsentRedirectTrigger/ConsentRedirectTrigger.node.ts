import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { testOpenBankingApi } from '../shared/onDemand';
import { triggerFields } from './settings';

const path = '={{ $parameter["path"] }}';

export class ConsentRedirectTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Consent Redirect Trigger',
		name: 'consentRedirectTrigger',
		icon: {
			light: 'file:../../icons/consentRedirectTrigger.svg',
			dark: 'file:../../icons/consentRedirectTrigger.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["path"] }}',
		description:
			'Starts the workflow when the bank customer (PSU) returns from the bank, with a session or an error',
		defaults: { name: 'Consent Redirect Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Authorised', 'Other'],
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				path,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
			},
			{
				name: 'default',
				httpMethod: 'POST',
				path,
				isFullPath: true,
				responseMode: 'onReceived',
				responseData: '',
				ndvHideUrl: true,
			},
		],
		properties: triggerFields,
	};

	methods = { credentialTest: { testOpenBankingApi } };

	/** The operator registers the URL at the bank, so n8n has nothing to set up. */
	webhookMethods = {
		default: {
			checkExists: async () => true,
			create: async () => true,
			delete: async () => true,
		},
	};

	async webhook(this: IWebhookFunctions) {
		// Loaded when first used, as in onDemand.ts.
		const { receiveRedirect } = require('./receiveRedirect') as typeof import('./receiveRedirect');
		return await receiveRedirect(this);
	}
}
