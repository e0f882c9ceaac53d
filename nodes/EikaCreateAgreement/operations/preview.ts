import { randomUUID } from 'node:crypto';

import { agreementHints } from '../../../lib/operations/agreements/agreement';
import { createAgreementRequest } from '../../../lib/operations/agreements/createAgreement';
import { requireSigner } from '../../../lib/requirements';
import { output, type Operation } from '../../shared/operation';
import { agreementFields, readAgreementFields } from '../agreementFields';
import { keyIdsByDnFormat, psuHeaders, withSignatureOptions } from '../signatureOptions';

export const previewAgreement: Operation = {
	value: 'preview',
	name: 'Preview',
	action: 'Preview an agreement',
	description: 'Show the request and the key ID in every format without sending anything',
	toolDescription:
		'Shows the request for a test agreement in Eika’s sandbox without sending it. Takes owner, name and engagements. Returns method, URL, headers without the signature, and body.',
	fields: agreementFields,
	async run(item) {
		const { tpp } = await item.connection();
		const agreement = readAgreementFields(item);
		agreementHints(agreement).forEach((hint) => item.hint(hint));
		const { method, url, headers, body } = createAgreementRequest(
			withSignatureOptions(tpp, item),
			agreement,
			{
				requestId: randomUUID(),
				now: new Date(),
				psuHeaders: psuHeaders(item),
			},
		);
		return output({
			method,
			url,
			headers: withoutSignature(headers),
			body,
			keyIds: keyIdsByDnFormat(requireSigner(tpp).certificate),
		});
	},
};

/** Hides the signature, so that nobody can send the request from the execution data. */
function withoutSignature(headers: Record<string, string> = {}): Record<string, string> {
	const { Signature: signature = '' } = headers;
	const hidden = signature.replace(/signature="[^"]*"/, 'signature="[not shown]"');
	return { ...headers, Signature: hidden === signature ? '[not shown]' : hidden };
}
