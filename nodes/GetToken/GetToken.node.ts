import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle, type Operation } from '../shared/operation';
import { authorizationCode } from './operations/authorizationCode';
import { clientCredentials } from './operations/clientCredentials';
import { parseRedirect } from './operations/parseRedirect';
import { refresh } from './operations/refresh';
import { revoke } from './operations/revoke';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const operations: Operation[] = [
	{ ...authorizationCode, run: (item) => runs().runAuthorizationCode(item) },
	{ ...parseRedirect, run: (item) => runs().runParseRedirect(item) },
	{ ...clientCredentials, run: (item) => runs().runClientCredentials(item) },
	{ ...refresh, run: (item) => runs().runRefresh(item) },
	{ ...revoke, run: (item) => runs().runRevoke(item) },
];

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
		subtitle: operationSubtitle(operations),
		description:
			'Get, refresh and revoke the tokens of a bank, which are output as an encrypted session',
		defaults: { name: 'Get Token' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, operations);
	}
}
