import { parameterError } from '../../../lib/errors';
import { optionsCollection } from '../../shared/fields';
import { formOperation, type Form } from '../form';
import { signatureOptions } from '../signatureOptions';

export const initializeForm: Form = {
	value: 'initialize',
	name: 'Initialize Sandbox',
	fields: [
		{
			displayName: 'Confirm Reset',
			name: 'confirm',
			type: 'boolean',
			required: true,
			default: false,
			description:
				'Whether to delete all test data in the sandbox. The bank replaces them with its stock data.',
		},
		optionsCollection(signatureOptions),
	],
	read(item) {
		if (item.parameter('confirm') === true) return { call: { kind: 'initialize' } };
		throw parameterError(
			'Initialize Sandbox deletes all test data in the sandbox. Turn on the switch to confirm it.',
			'confirm',
		);
	},
};

export const initialize = formOperation(initializeForm, {
	value: 'initialize',
	name: 'Initialize Sandbox',
	action: 'Initialize sandbox',
	description: 'Delete all test data and bring the stock data back',
	toolDescription:
		'Deletes all test data in Eika’s sandbox and brings the stock data back. Takes a confirmation. Returns success. Ask a person before you call it.',
});
