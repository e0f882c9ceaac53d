import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import { ConfigurationError, InternalError, type OpenBankingError } from '../../lib/errors';

/**
 * What stands on the error output. n8n recognises an error item by having no members but `error`, `message` and
 * `details`; `details.tppAction` is there for a Switch node.
 */
export function errorJson(error: OpenBankingError, about: IDataObject = {}): IDataObject {
	const { httpStatus, errorCodes, errorType, interactionId, retryAfter, field, consentId } =
		error.details;
	return {
		error: error.message,
		details: {
			...about,
			code: error.code,
			tppAction: error.tppAction,
			...(httpStatus !== undefined && { httpStatus }),
			...(errorCodes?.length && { errorCodes }),
			...(errorType && { errorType }),
			...(interactionId && { interactionId }),
			...(retryAfter && { retryAfter }),
			...(field && { field }),
			...(consentId && { consentId }),
		},
	};
}

/** The error as n8n shows it: what to mend as its message, the bank's particulars below. */
export function toNodeError(
	error: OpenBankingError,
	node: INode,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const { httpStatus } = error.details;
	const description = describe(error);
	if (error instanceof ConfigurationError || error instanceof InternalError) {
		return new NodeOperationError(withoutSecrets(node), error.message, {
			itemIndex,
			description,
		});
	}
	const apiError = new NodeApiError(
		withoutSecrets(node),
		{ message: error.message },
		{ itemIndex, description, httpCode: httpStatus === undefined ? undefined : String(httpStatus) },
	);
	// n8n puts sentences of its own in place of messages that name a code such as ECONNRESET; they advise to retry.
	apiError.message = error.message;
	return apiError;
}

/**
 * n8n stores the node with its error; what was typed into its secret fields does not belong there, nor PEM, beside whose
 * certificate a key may have been pasted.
 */
const withoutSecrets = (node: INode): INode => ({
	...node,
	parameters: Object.fromEntries(
		Object.entries(node.parameters).filter(([name]) => !/passphrase|^pfx$|pem$/i.test(name)),
	),
});

function describe({ code, tppAction, details }: OpenBankingError): string {
	const { httpStatus, errorCodes, errorType, interactionId, retryAfter } = details;
	return [
		code,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		errorCodes?.join(', '),
		errorType,
		`next step: ${tppAction}`,
		interactionId && `interaction id ${interactionId}`,
		retryAfter && `not before ${retryAfter}`,
	]
		.filter(Boolean)
		.join(' · ');
}
