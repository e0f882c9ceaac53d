import {
	customerHints,
	customerTypes,
	readCustomerInput,
	type TestCustomer,
} from '../../../lib/operations/testData/agreement';
import { optionsCollection } from '../../shared/fields';
import { enteredIn, formOperation, specified, textIn, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';

export const customerForm: Form = {
	value: 'customer',
	name: 'Customer',
	fields: [
		...specified(
			'Customer',
			[
				{
					displayName: 'Customer Number',
					name: 'customerNumber',
					type: 'string',
					required: true,
					default: '',
					placeholder: 'e.g. 310000035',
					description:
						'Birth number (11 digits) of a person, or organisation number (9 digits) of a company. A PSU signs in with it.',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					required: true,
					default: '',
					placeholder: 'e.g. Vik AS',
					description: 'Name of the person or the company',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [...customerTypes]
						.sort()
						.map((type) => ({ name: type.charAt(0).toUpperCase() + type.slice(1), value: type })),
					default: 'private',
					description: 'Corporate is for companies, and for persons who act for a company',
				},
			],
			{ customerNumber: '310000035', name: 'Vik AS', type: 'corporate' },
		),
		optionsCollection(signatureOptions),
	],
	read(item) {
		const customer = readCustomerInput(
			enteredIn<TestCustomer>(item, () => ({
				customerNumber: textIn(item, 'customerNumber'),
				name: textIn(item, 'name'),
				type: item.parameter('type'),
			})),
		);
		return { call: { kind: 'customer', body: customer }, hints: customerHints(customer) };
	},
};

export const createCustomer = formOperation(customerForm, {
	value: 'createCustomer',
	name: 'Create Customer',
	action: 'Create customer',
	description: 'Create a person or a company in the sandbox',
	toolDescription:
		'Creates a person or a company in Eika’s sandbox. Takes customer number, name and type. Returns the customer with its customerId. Call it only once for each customer.',
});
