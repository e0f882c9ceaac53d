import type { OperationDescription } from '../../shared/operation';
import { requestFields } from '../requestFields';

export const generateRequest: OperationDescription = {
	value: 'generateRequest',
	name: 'Generate Key and CSR',
	action: 'Generate key and certificate signing request',
	description:
		'Create an encrypted private key and the certificate signing request (CSR) for a directory or trust service',
	fields: requestFields,
};
