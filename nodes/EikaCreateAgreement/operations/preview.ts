import { randomUUID } from 'node:crypto';

import { createAgreementRequest } from '../../../lib/operations/createAgreement';
import { requireSigner } from '../../../lib/operations/signer';
import { emit, type Operation } from '../../shared/operation';
import { agreementFields, readAgreementFields } from '../agreementFields';
import { keyIdsBySpelling, withIssuerSpelling } from '../issuerSpelling';

export const preview: Operation = {
	value: 'preview',
	name: 'Preview',
	action: 'Preview an agreement',
	description: 'Show the signed request, and the key ID in every spelling, and send nothing',
	fields: agreementFields,
	async run(item) {
		const { tpp } = await item.connection();
		const request = createAgreementRequest(
			withIssuerSpelling(tpp, item),
			readAgreementFields(item),
			{
				requestId: randomUUID(),
				now: new Date(),
			},
		);
		return emit({ ...request, keyIds: keyIdsBySpelling(requireSigner(tpp).certificate) });
	},
};
