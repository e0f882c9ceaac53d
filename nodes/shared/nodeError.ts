import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { ConfigurationError, InternalError, type OpenBankingError } from '../../lib/errors';
import type { PresentedError } from './presentError';

/**
 * Returns the JSON of an item for the error output. n8n recognises an error item by having no members but `error`,
 * `message` and `details`. A Switch node can branch on `details.tppAction`.
 *
 * @param about what the error concerns, such as `{ accountId }`
 */
export function errorJson(
	{ error, message, fieldLabel }: PresentedError,
	about: IDataObject = {},
): IDataObject {
	const { httpStatus, errorCodes, errorType, interactionId, retryAfter, consentId } = error.details;
	const { requestOutcome } = error.details;
	return {
		error: message,
		details: {
			...about,
			code: error.code,
			tppAction: error.tppAction,
			...(requestOutcome && { requestOutcome }),
			...(httpStatus !== undefined && { httpStatus }),
			...(errorCodes?.length && { errorCodes }),
			...(errorType && { errorType }),
			...(interactionId && { interactionId }),
			...(retryAfter && { retryAfter }),
			...(fieldLabel && { field: fieldLabel }),
			...(consentId && { consentId }),
		},
	};
}

/** Returns the error that n8n shows: what to fix as its message, the bank's details below. */
export function toNodeError(
	{ error, message }: PresentedError,
	node: INode,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const { httpStatus } = error.details;
	const description = describe(error);
	if (error instanceof ConfigurationError || error instanceof InternalError) {
		return new NodeOperationError(withoutSecrets(node), message, { itemIndex, description });
	}
	const apiError = new NodeApiError(
		withoutSecrets(node),
		{ message },
		{ itemIndex, description, httpCode: httpStatus === undefined ? undefined : String(httpStatus) },
	);
	// n8n replaces messages that name a code such as ECONNRESET by its own advice to retry.
	apiError.message = message;
	return apiError;
}

/**
 * Returns the node without its secret parameters, because n8n stores the node with the error. PEM texts count as secret: a
 * key may stand beside the certificate.
 */
const withoutSecrets = (node: INode): INode => ({
	...node,
	parameters: Object.fromEntries(
		Object.entries(node.parameters).filter(([name]) => !/passphrase|^pfx$|pem$/i.test(name)),
	),
});

function describe({ code, tppAction, details }: OpenBankingError): string {
	const { httpStatus, errorCodes, errorType, interactionId, retryAfter, requestOutcome } = details;
	return [
		code,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		errorCodes?.join(', '),
		errorType,
		`next step: ${tppAction}`,
		requestOutcome && `outcome of the request: ${requestOutcome}`,
		interactionId && `interaction id ${interactionId}`,
		retryAfter && `not before ${retryAfter}`,
	]
		.filter(Boolean)
		.join(' · ');
}
