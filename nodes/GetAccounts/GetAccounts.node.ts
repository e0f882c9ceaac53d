import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeVersions } from '../shared/fields';
import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { accountOperations } from './operations';

/** The outputs Data and Session, and Cursor with *Only New*. */
const outputsByParameters =
	`={{ ['Data', 'Session', ...($parameter.operation === 'transactions' && $parameter.onlyNew ? ['Cursor'] : [])].map((displayName) => ({ type: '${NodeConnectionTypes.Main}', displayName })) }}` as const;

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
function searchAccounts(this: ILoadOptionsFunctions, filter?: string) {
	const { searchAccounts: search } = require('./accountList') as typeof import('./accountList');
	return search.call(this, filter);
}

export class GetAccounts implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Get Accounts',
		name: 'getAccounts',
		icon: {
			light: 'file:../../icons/getAccounts.svg',
			dark: 'file:../../icons/getAccounts.dark.svg',
		},
		group: ['input'],
		version: nodeVersions,
		subtitle: operationSubtitle(accountOperations),
		description:
			'Get the accounts, balances and transactions that a bank customer (PSU) has agreed to share',
		defaults: { name: 'Get Accounts' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsByParameters,
		outputNames: ['Data', 'Session', 'Cursor'],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(accountOperations),
	};

	methods = { credentialTest: { testOpenBankingApi }, listSearch: { searchAccounts } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, accountOperations);
	}
}
