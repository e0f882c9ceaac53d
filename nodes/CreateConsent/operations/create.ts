import type { INodeProperties } from 'n8n-workflow';

import {
	byLabel,
	clientFields,
	optionsCollection,
	psuPresentOption,
	simplifySince1_1,
} from '../../shared/fields';
import { concurrentItems, type OperationDescription } from '../../shared/operation';
import {
	accessFields,
	authorisationOptions,
	expiryNote,
	psuOptions,
	standardField,
	termsOptions,
} from '../fields';
import { permissionsField } from '../permissions';

export const createConsent: OperationDescription = {
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
};
