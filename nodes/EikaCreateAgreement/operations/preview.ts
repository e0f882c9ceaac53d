import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import type { Operation } from '../../shared/operation';
import { agreementForm } from './createAgreement';
import { runs, type Form } from '../form';
import { engagementForm } from './addEngagement';
import { accountForm } from './createAccount';
import { cardAccountForm } from './createCardAccount';
import { cardTransactionsForm } from './createCardTransactions';
import { customerForm } from './createCustomer';
import { transactionsForm } from './createTransactions';
import { initializeForm } from './initialize';

const forms: Form[] = [
	accountForm,
	agreementForm,
	cardAccountForm,
	cardTransactionsForm,
	customerForm,
	engagementForm,
	initializeForm,
	transactionsForm,
];

const shownFor = (field: INodeProperties, { value }: Form): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, previewOf: [value] } },
});

export const previewTestData: Operation = {
	value: 'preview',
	name: 'Preview Test Data',
	action: 'Preview test data',
	description: 'Show a request and the key ID in every format without sending anything',
	toolDescription:
		'Shows a request for test data in Eika’s sandbox without sending it. Takes what the other operations take. Returns method, URL, headers without the signature, and body.',
	fields: [
		{
			displayName: 'Request For',
			name: 'previewOf',
			type: 'options',
			options: forms.map(({ value, name }) => ({ name, value })),
			default: 'agreement',
			description: 'Which request to show',
		},
		...forms.flatMap((form) => form.fields.map((field) => shownFor(field, form))),
	],
	async run(item) {
		const selected = item.parameter<string>('previewOf', 'agreement');
		const form = forms.find(({ value }) => value === selected);
		if (!form) throw parameterError(`"${selected}" is not a kind of test data.`, 'previewOf');
		return await runs().runPreview(form, item);
	},
};
