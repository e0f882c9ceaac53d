import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { ConfigurationError, OpenBankingError } from '../../lib/errors';
import { redact } from '../../lib/transport/redact';

/** What stands on the error output; `tppAction` is there for a Switch node. */
export function errorJson(error: OpenBankingError): IDataObject {
	const { httpStatus, errorCodes, interactionId, retryAfter, field } = error.details;
	return {
		error: error.message,
		code: error.code,
		tppAction: error.tppAction,
		...(httpStatus !== undefined && { httpStatus }),
		...(errorCodes?.length && { errorCodes }),
		...(interactionId && { interactionId }),
		...(retryAfter && { retryAfter }),
		...(field && { field }),
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
	if (error instanceof ConfigurationError) {
		return new NodeOperationError(node, error.message, { itemIndex, description });
	}
	return new NodeApiError(
		node,
		{ message: error.message },
		{
			itemIndex,
			message: error.message,
			description,
			httpCode: httpStatus === undefined ? undefined : String(httpStatus),
		},
	);
}

export const errorItem = (
	error: OpenBankingError,
	node: INode,
	itemIndex: number,
): INodeExecutionData => ({
	json: errorJson(error),
	error: toNodeError(error, node, itemIndex),
	pairedItem: { item: itemIndex },
});

/** What is not ours is a fault of this package or of n8n: its text is kept as far as it holds no secret. */
export function toOpenBankingError(thrown: unknown): OpenBankingError {
	if (thrown instanceof OpenBankingError) return thrown;
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	return new ConfigurationError(redact(message), { tppAction: 'fixRequest' });
}

function describe({ code, tppAction, details }: OpenBankingError): string {
	const { httpStatus, errorCodes, interactionId, retryAfter } = details;
	return [
		code,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		errorCodes?.join(', '),
		`next step: ${tppAction}`,
		interactionId && `interaction id ${interactionId}`,
		retryAfter && `not before ${retryAfter}`,
	]
		.filter(Boolean)
		.join(' · ');
}
