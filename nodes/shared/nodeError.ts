import { NodeApiError, NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import {
	ConfigurationError,
	InternalError,
	type OpenBankingError,
	type TppAction,
} from '../../lib/errors';
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

/** Returns the error that n8n shows: what happened as its message, and how to solve it as its description. */
export function toNodeError(
	presented: PresentedError,
	node: INode,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const { error, message } = presented;
	const { httpStatus } = error.details;
	const options = { itemIndex, description: solutionOf(presented) };
	const nodeError =
		error instanceof ConfigurationError || error instanceof InternalError
			? new NodeOperationError(withoutSecrets(node), message, options)
			: new NodeApiError(
					withoutSecrets(node),
					{ message },
					{ ...options, httpCode: httpStatus === undefined ? undefined : String(httpStatus) },
				);
	// n8n replaces messages that name a code such as ECONNRESET by its own advice to retry.
	nodeError.message = message;
	nodeError.context.details = errorJson(presented).details;
	return nodeError;
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

/** What to do about an error, for each next step. `docs/errors.md` has the same table. */
const solutions: Record<TppAction, string> = {
	reauthenticate:
		'Send the PSU through authorisation again for the same consent: use Create Consent → Get Authorisation URL.',
	reconsent: 'Create a new consent and send the PSU through authorisation.',
	retryLater: 'Try again later.',
	fixRequest: 'Correct the parameters of this node.',
	fixCredential: 'Open the credential, correct it and save it. n8n tests it then.',
	contactBank: 'Ask the support of the bank.',
	reportBug: 'Report the bug with the steps that led to it.',
};

function solutionOf({ error, suggestion, fieldLabel }: PresentedError): string {
	const { tppAction, details } = error;
	const { retryAfter } = details;
	if (!suggestion && fieldLabel && tppAction === 'fixRequest')
		return `Correct "${fieldLabel}" in this node.`;
	if (!suggestion && fieldLabel && tppAction === 'fixCredential')
		return `Open the credential, correct "${fieldLabel}" and save it. n8n tests it then.`;
	if (retryAfter && tppAction === 'retryLater') return `Try again, not before ${retryAfter}.`;
	return [suggestion ?? solutions[tppAction], referenceOf(error)].filter(Boolean).join(' ');
}

/** Names the request for the bank’s support, unless the error says that it was not sent. */
function referenceOf(error: OpenBankingError): string | undefined {
	const { interactionId, requestOutcome } = error.details;
	return interactionId && requestOutcome !== 'notSent'
		? `The bank’s reference is ${interactionId}.`
		: undefined;
}
