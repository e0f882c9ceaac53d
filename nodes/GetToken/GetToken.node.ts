import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { tokenOperations } from './operations';

export class GetToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Get Token',
		name: 'getToken',
		icon: {
			light: 'file:../../icons/getToken.svg',
			dark: 'file:../../icons/getToken.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(tokenOperations),
		description:
			'Get, refresh and revoke the tokens of a bank, which are output as an encrypted session',
		defaults: { name: 'Get Token' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(tokenOperations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, tokenOperations);
	}
}
