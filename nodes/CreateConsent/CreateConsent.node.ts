import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeVersions } from '../shared/fields';
import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle, type Operation } from '../shared/operation';
import { checkFunds } from './operations/checkFunds';
import { createConsent } from './operations/create';
import { createPaymentConsent } from './operations/createPayment';
import { deleteConsent } from './operations/delete';
import { createFundsConsent, deleteFundsConsent, getFundsConsent } from './operations/fundsConsent';
import { getConsent } from './operations/get';
import { getConsentStatus } from './operations/getStatus';
import { getAuthorisationUrl } from './operations/getAuthorisationUrl';
import { getPaymentConsent } from './operations/getPayment';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const accountConsents = () => require('./accountConsents') as typeof import('./accountConsents');
const paymentConsents = () => require('./paymentConsents') as typeof import('./paymentConsents');
const fundsConsents = () => require('./fundsConsents') as typeof import('./fundsConsents');

const operations: Operation[] = [
	{ ...createConsent, run: (item) => accountConsents().runCreateConsent(item) },
	{ ...getConsent, run: (item) => accountConsents().runGetConsent(item) },
	{ ...getConsentStatus, run: (item) => accountConsents().runGetConsentStatus(item) },
	{ ...deleteConsent, run: (item) => accountConsents().runDeleteConsent(item) },
	{ ...getAuthorisationUrl, run: (item) => accountConsents().runGetAuthorisationUrl(item) },
	{ ...createPaymentConsent, run: (item) => paymentConsents().runCreatePaymentConsent(item) },
	{ ...getPaymentConsent, run: (item) => paymentConsents().runGetPaymentConsent(item) },
	{ ...checkFunds, run: (item) => paymentConsents().runCheckFunds(item) },
	{ ...createFundsConsent, run: (item) => fundsConsents().runCreateFundsConsent(item) },
	{ ...getFundsConsent, run: (item) => fundsConsents().runGetFundsConsent(item) },
	{ ...deleteFundsConsent, run: (item) => fundsConsents().runDeleteFundsConsent(item) },
];

export class CreateConsent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Create Consent',
		name: 'createConsent',
		icon: {
			light: 'file:../../icons/createConsent.svg',
			dark: 'file:../../icons/createConsent.dark.svg',
		},
		group: ['transform'],
		version: nodeVersions,
		subtitle: operationSubtitle(operations),
		description:
			'Create and manage consents, with which bank customers (PSUs) share account data or approve payments',
		defaults: { name: 'Create Consent' },
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
