import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeVersions } from '../shared/fields';
import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle, type Operation } from '../shared/operation';
import { addCertificate } from './operations/addCertificate';
import { deleteRegistration } from './operations/delete';
import { downloadPostmanEnvironment } from './operations/downloadPostmanEnvironment';
import { getRegistration } from './operations/get';
import { previewRegistrationRequest } from './operations/preview';
import { registerClient } from './operations/register';
import { showBankProfile } from './operations/showBankProfile';
import { updateRegistration } from './operations/update';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const operations: Operation[] = [
	{ ...registerClient, run: (item) => runs().runRegisterClient(item) },
	{ ...getRegistration, run: (item) => runs().runGetRegistration(item) },
	{ ...updateRegistration, run: (item) => runs().runUpdateRegistration(item) },
	{ ...deleteRegistration, run: (item) => runs().runDeleteRegistration(item) },
	{ ...previewRegistrationRequest, run: (item) => runs().runPreviewRegistrationRequest(item) },
	{ ...addCertificate, run: (item) => runs().runAddCertificate(item) },
	{ ...downloadPostmanEnvironment, run: (item) => runs().runDownloadPostmanEnvironment(item) },
	showBankProfile,
];

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
		subtitle: operationSubtitle(operations),
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
				displayOptions: { hide: { operation: [showBankProfile.value] } },
			},
		],
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, operations);
	}
}
