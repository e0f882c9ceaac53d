import { randomUUID } from 'node:crypto';

import { agreementHints } from '../../../lib/operations/agreements/agreement';
import {
	createAgreementRequest,
	readAgreement,
} from '../../../lib/operations/agreements/createAgreement';
import { output, type Operation } from '../../shared/operation';
import { agreementFields, readAgreementFields } from '../agreementFields';
import { psuHeaders, withSignatureOptions } from '../signatureOptions';

export const createAgreement: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create an agreement',
	description: 'Create a test agreement that lets PSUs use accounts of a company',
	toolDescription:
		'Creates a test agreement in Eika’s sandbox, which lets customers use accounts of a company. Takes owner, name and engagements. Returns the agreement with its id. Call it only once: each call creates an agreement.',
	fields: agreementFields,
	mustBeSentOnce: true,
	mustKeepOutputs: () => true,
	async run(item) {
		const { tpp, send } = await item.connection();
		const agreement = readAgreementFields(item);
		agreementHints(agreement).forEach((hint) => item.hint(hint));
		const request = createAgreementRequest(withSignatureOptions(tpp, item), agreement, {
			requestId: randomUUID(),
			now: new Date(),
			psuHeaders: psuHeaders(item),
		});
		const response = await send(request);
		return output({ ...readAgreement(response), interactionId: response.interactionId });
	},
};
