import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeVersions } from '../shared/fields';
import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { registrationOperations } from './operations';

export class DcrRegister implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DCR Register',
		name: 'dcrRegister',
		icon: {
			light: 'file:../../icons/dcrRegister.svg',
			dark: 'file:../../icons/dcrRegister.dark.svg',
		},
		group: ['transform'],
		version: nodeVersions,
		subtitle: operationSubtitle(registrationOperations),
		description: 'Register a client at a bank with Open Banking dynamic client registration (DCR)',
		defaults: { name: 'DCR Register' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'openBankingApi',
				required: true,
				testedBy: 'testOpenBankingApi',
				displayOptions: { hide: { operation: ['showBankProfile'] } },
			},
		],
		properties: operationProperties(registrationOperations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, registrationOperations);
	}
}
