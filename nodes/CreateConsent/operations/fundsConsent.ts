import type { INodeProperties } from 'n8n-workflow';

import {
	byLabel,
	clientFields,
	consentIdField,
	optionsCollection,
	psuPresentOption,
	simplifyField,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';
import { optionsWithoutStepUp } from '../fields';

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

export const createFundsConsent: OperationDescription = {
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
};

export const getFundsConsent: OperationDescription = {
	value: 'getFunds',
	name: 'Get Funds Consent',
	action: 'Get funds confirmation consent',
	description: 'Get the status of a funds confirmation consent',
	toolDescription:
		'Reads a funds confirmation consent, given its consentId. Returns status (AwaitingAuthorisation, Authorised, Rejected, Revoked), the account, and expiresAt if it expires.',
	fields: [consentIdField, simplifyField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
};

export const deleteFundsConsent: OperationDescription = {
	value: 'deleteFunds',
	name: 'Delete Funds Consent',
	action: 'Delete funds confirmation consent',
	description: 'End a funds confirmation consent at the bank. Its tokens no longer give access.',
	toolDescription:
		'Ends a funds confirmation consent permanently, given its consentId. Returns deleted and consentId.',
	fields: [consentIdField, ...clientFields, optionsCollection([psuPresentOption])],
	concurrency: concurrentItems,
};
