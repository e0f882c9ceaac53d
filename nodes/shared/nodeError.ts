import {
	ApplicationError,
	BaseError,
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeProperties,
} from 'n8n-workflow';

import {
	ConfigurationError,
	configurationError,
	InternalError,
	OpenBankingError,
	type FieldReference,
	type Suggestion,
	type TppAction,
} from '../../lib/errors';
import { redact } from '../../lib/transport/redact';
import { credentialLabels } from './credentialFields';
import { findField } from './fieldText';

/** An error as the operator reads it in n8n. */
export interface PresentedError {
	/** The error of the library. */
	error: OpenBankingError;
	/** What happened and what to do: the error's message, followed by `advice`. */
	message: string;
	/** What to do in n8n, and the field to check by its label. Empty: nothing beyond the error's message. */
	advice: string;
	/** The part of `advice` that says what to do in n8n, without the field. Absent: the error suggests nothing. */
	suggestion?: string;
	/** The label of the field to fix. */
	fieldLabel?: string;
}

/** What the operator can do in n8n, for each suggestion of an error. */
const suggestions: Record<Suggestion, string> = {
	register: 'Run DCR Register and pass on its output, or enter the client ID in the credential.',
	useClient:
		'Pass the stored registration on to DCR Register, to read it with Get Registration, change it with Update Registration or delete it with Delete Registration.',
	provideSecret:
		'Enter it in the credential; DCR Register → Register Client outputs it with the option Output Secret as Plain Text. Or remove the client ID from the credential and pass on the registration, which contains the secret.',
	refreshSession:
		'Put Get Token with the operation Refresh Session before this node, and pass on the session that it outputs.',
	deleteConsent: 'Delete the consent instead, with Create Consent → Delete Consent.',
	getAuthorisationUrl: 'Get its URL with Create Consent → Get Authorisation URL.',
	allowAddress: 'Ask the administrator of n8n to allow this host (N8N_SSRF_ALLOWED_HOSTNAMES).',
	rawData: 'Turn off Simplify to get the entry as the bank sent it.',
	stepUp:
		'Get a URL with Create Consent → Get Authorisation URL for the same consent, with the option Step-Up, and send the PSU there.',
};

/** Labels of fields that are not among the fields of an operation. */
const nodeLabels: Record<string, string> = { operation: 'Operation' };

/**
 * Returns the error with the words of n8n: the label of the field that it concerns, and what to do next.
 *
 * @param fields the fields of the operation that failed, for the labels of its parameters
 */
export function presentError(thrown: unknown, fields: INodeProperties[]): PresentedError {
	const error = toOpenBankingError(thrown);
	const { field } = error.details;
	const suggestion = error.details.suggestion && suggestions[error.details.suggestion];
	const fieldLabel = field && labelOf(field, fields);
	const advice = joinSentences(suggestion, field && fieldLabel && checkField(field, fieldLabel));
	return { error, message: joinSentences(error.message, advice), advice, suggestion, fieldLabel };
}

/**
 * Returns what was thrown as an error of ours. n8n's own errors, such as a failed expression, concern the parameters.
 * Everything else is a bug of this package.
 */
export function toOpenBankingError(thrown: unknown): OpenBankingError {
	if (thrown instanceof OpenBankingError) return thrown;
	const message = redact(thrown instanceof Error ? thrown.message : String(thrown));
	if (thrown instanceof BaseError || thrown instanceof ApplicationError) {
		return configurationError(message);
	}
	return new InternalError(
		`This is a bug in n8n-nodes-open-banking: ${message.replace(/\.$/, '')}. Report it with the steps that led to it at ${issues}.`,
	);
}

const joinSentences = (...sentences: Array<string | false | undefined>): string =>
	sentences.filter(Boolean).join(' ');

const issues = 'https://github.com/n8n-nodes-open-banking/n8n-nodes-open-banking/issues';

const checkField = ({ in: place }: FieldReference, label: string): string =>
	`Check "${label}"${place === 'credential' ? ' in the credential' : ''}.`;

const labelOf = ({ in: place, key }: FieldReference, fields: INodeProperties[]) =>
	place === 'credential'
		? credentialLabels[key as keyof typeof credentialLabels]
		: (findField(fields, key)?.displayName ?? nodeLabels[key]);

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
