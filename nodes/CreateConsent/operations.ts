import type { INodeProperties } from 'n8n-workflow';

import {
	byLabel,
	clientFields,
	consentIdField,
	optionsCollection,
	paymentConsentField,
	paymentConsentOption,
	psuPresentOption,
	sessionField,
	simplifyField,
	simplifySince1_1,
} from '../shared/fields';
import { concurrentItems, type Operation } from '../shared/operation';
import {
	accessFields,
	authorisationOptions,
	expiryNote,
	optionsWithoutStepUp,
	psuOptions,
	standardField,
	termsOptions,
} from './fields';
import { numberOfPaymentsOption, orderFields, paymentContextOption } from './paymentFields';
import { permissionsField } from './permissions';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const accountConsents = () => require('./accountConsents') as typeof import('./accountConsents');
const paymentConsents = () => require('./paymentConsents') as typeof import('./paymentConsents');
const fundsConsents = () => require('./fundsConsents') as typeof import('./fundsConsents');

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

const accountField: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 04-00-04 12345678',
	description: 'The account of the PSU: the sort code and account number, or the IBAN',
};

const accountNameOption: INodeProperties = {
	displayName: 'Account Name',
	name: 'accountName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Rora Ramsey',
	description: 'The name of the account holder, as it is at the bank',
};

const expiresOption: INodeProperties = {
	displayName: 'Expires',
	name: 'expirationDateTime',
	type: 'dateTime',
	default: '',
	description:
		'When the consent expires, in the time zone of the workflow. If empty, it does not expire.',
};

export const consentOperations: Operation[] = [
	{
		value: 'create',
		name: 'Create Consent',
		action: 'Create consent',
		description: 'Create a consent at the bank and get the URL to send the PSU to',
		toolDescription:
			'Creates a consent to read account data. Returns consentId, status and authorizationUrl, the URL where the customer signs in at their bank and approves. Give it to that customer only.',
		fields: [
			standardField,
			permissionsField,
			...accessFields,
			simplifySince1_1,
			...clientFields,
			optionsCollection(
				(
					[
						...termsOptions,
						...psuOptions,
						{
							displayName: 'Expires',
							name: 'expirationDateTime',
							type: 'dateTime',
							default: '',
							description: `When the consent expires, in the time zone of the workflow. If empty, it does not expire. ${expiryNote}`,
						},
						...authorisationOptions,
						psuPresentOption,
						{
							displayName: 'Transactions From',
							name: 'transactionFromDateTime',
							type: 'dateTime',
							default: '',
							description:
								'Share only transactions from this date and time on, in the time zone of the workflow. If empty, there is no limit.',
						},
						{
							displayName: 'Transactions To',
							name: 'transactionToDateTime',
							type: 'dateTime',
							default: '',
							description:
								'Share only transactions up to this date and time, in the time zone of the workflow. If empty, there is no limit.',
						},
					] as INodeProperties[]
				).sort(byLabel),
			),
		],
		mustKeepOutputs: () => true,
		concurrency: concurrentItems,
		run: (item) => accountConsents().runCreateConsent(item),
	},
	{
		value: 'get',
		name: 'Get Consent',
		action: 'Get consent',
		description: 'Get the status, the end and the permissions of a consent',
		toolDescription:
			'Reads a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …), expiresAt if it expires, and permissions, what the customer shares.',
		fields: [
			consentIdField,
			simplifySince1_1,
			...clientFields,
			optionsCollection([psuPresentOption]),
		],
		concurrency: concurrentItems,
		run: (item) => accountConsents().runGetConsent(item),
	},
	{
		value: 'getStatus',
		name: 'Get Consent Status',
		action: 'Get consent status',
		description: 'Get only the status of a consent',
		toolDescription:
			'Reads the status of a consent, given its consentId. Returns status (awaiting authorisation, authorised, rejected, …).',
		fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
		concurrency: concurrentItems,
		run: (item) => accountConsents().runGetConsentStatus(item),
	},
	{
		value: 'delete',
		name: 'Delete Consent',
		action: 'Delete consent',
		description: 'End a consent at the bank. Its tokens no longer give access.',
		toolDescription:
			'Ends a consent permanently, given its consentId. Its tokens no longer give access. Returns deleted and consentId.',
		fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
		concurrency: concurrentItems,
		run: (item) => accountConsents().runDeleteConsent(item),
	},
	{
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
		run: (item) => accountConsents().runGetAuthorisationUrl(item),
	},
	{
		value: 'createPayment',
		name: 'Create Payment Consent',
		action: 'Create payment consent',
		subtitleDetails:
			'$parameter["amount"] && $parameter["payeeName"] ? `: £${$parameter["amount"]} to ${$parameter["payeeName"]}` : ""',
		description:
			'Ask the PSU to approve a payment. No money moves before Create Payment submits it.',
		toolDescription:
			'Creates a consent for a payment. Takes type, instruction ID, amount, payee and reference. Returns paymentConsent, consentId and authorizationUrl, where the customer signs in at their bank and approves. It moves no money.',
		fields: [
			...orderFields,
			...clientFields,
			optionsCollection(
				[
					...optionsWithoutStepUp,
					numberOfPaymentsOption,
					paymentContextOption,
					psuPresentOption,
					simplifyField,
				].sort(byLabel),
			),
		],
		mustKeepOutputs: () => true,
		concurrency: concurrentItems,
		run: (item) => paymentConsents().runCreatePaymentConsent(item),
	},
	{
		value: 'getPayment',
		name: 'Get Payment Consent',
		action: 'Get payment consent',
		description:
			'Get the status of a payment consent: awaiting authorisation, authorised, consumed or rejected',
		toolDescription:
			'Reads the consent for a payment, given paymentConsent. Returns status (AwaitingAuthorisation, Authorised, Consumed, Rejected), amount and payee.',
		fields: [
			paymentConsentField,
			simplifyField,
			...clientFields,
			optionsCollection([psuPresentOption]),
		],
		concurrency: concurrentItems,
		run: (item) => paymentConsents().runGetPaymentConsent(item),
	},
	{
		value: 'checkFunds',
		name: 'Check Funds',
		action: 'Check funds for payment',
		description:
			'Ask whether the account of the PSU has enough money for an approved domestic payment',
		toolDescription:
			'Asks whether an approved domestic payment is covered, given session and paymentConsent. Returns fundsAvailable (true or false) and checkedAt. It moves no money.',
		fields: [
			paymentConsentField,
			sessionField,
			...clientFields,
			optionsCollection([psuPresentOption]),
		],
		concurrency: concurrentItems,
		run: (item) => paymentConsents().runCheckFunds(item),
	},
	{
		value: 'createFunds',
		name: 'Create Funds Consent',
		action: 'Create funds confirmation consent',
		description:
			'Create a consent to check whether an account has enough money, with Get Accounts → Confirm Funds',
		toolDescription:
			'Creates a consent to ask whether an account of a customer has enough money. Takes the account. Returns consentId, status and authorizationUrl, where the customer signs in at their bank and approves. Give it to that customer only.',
		fields: [
			accountField,
			simplifyField,
			...clientFields,
			optionsCollection(
				[accountNameOption, expiresOption, ...optionsWithoutStepUp, psuPresentOption].sort(byLabel),
			),
		],
		mustKeepOutputs: () => true,
		concurrency: concurrentItems,
		run: (item) => fundsConsents().runCreateFundsConsent(item),
	},
	{
		value: 'getFunds',
		name: 'Get Funds Consent',
		action: 'Get funds confirmation consent',
		description: 'Get the status of a funds confirmation consent',
		toolDescription:
			'Reads a funds confirmation consent, given its consentId. Returns status (AwaitingAuthorisation, Authorised, Rejected, Revoked), the account, and expiresAt if it expires.',
		fields: [consentIdField, simplifyField, ...clientFields, optionsCollection([psuPresentOption])],
		concurrency: concurrentItems,
		run: (item) => fundsConsents().runGetFundsConsent(item),
	},
	{
		value: 'deleteFunds',
		name: 'Delete Funds Consent',
		action: 'Delete funds confirmation consent',
		description: 'End a funds confirmation consent at the bank. Its tokens no longer give access.',
		toolDescription:
			'Ends a funds confirmation consent permanently, given its consentId. Returns deleted and consentId.',
		fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
		concurrency: concurrentItems,
		run: (item) => fundsConsents().runDeleteFundsConsent(item),
	},
];
