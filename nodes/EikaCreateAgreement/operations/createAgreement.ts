import { agreementForm } from '../agreementFields';
import { formOperation } from '../form';

export const createAgreement = formOperation(agreementForm, {
	value: 'create',
	name: 'Create Agreement',
	action: 'Create agreement',
	description: 'Create a test agreement that lets PSUs use accounts of a company',
	toolDescription:
		'Creates a test agreement in Eika’s sandbox, which lets customers use accounts of a company. Takes owner, name and engagements. Returns the agreement with its id. Call it only once: each call creates an agreement.',
});
