import { BaseError, ApplicationError, type INodeProperties } from 'n8n-workflow';

import {
	ConfigurationError,
	InternalError,
	OpenBankingError,
	type FieldReference,
	type Suggestion,
} from '../../lib/errors';
import { redact } from '../../lib/transport/redact';
import { credentialLabels } from './credentialFields';

/** What the operator can do in n8n, for each suggestion of an error. */
const suggestions: Record<Suggestion, string> = {
	register: 'Run DCR Register and pass on its output, or enter the client ID in the credential.',
	refreshSession:
		'Put Get Token with the operation Refresh before this node, and pass on the session that it outputs.',
	deleteConsent: 'Delete the consent instead (Create Consent → Delete).',
	getAuthorisationUrl: 'Get its address with Create Consent → Get Authorisation URL.',
	allowAddress: 'Ask the administrator of n8n to allow the address (N8N_SSRF_ALLOWED_HOSTNAMES).',
	stepUp:
		'Get a URL with Create Consent → Get Authorisation URL for the same consent, with the option Step-Up, and send the PSU there.',
};

/**
 * Returns the error as the operator reads it: the message names the field by its label in n8n and says what to do next.
 *
 * @param fields the fields of the operation that failed, for the labels of its parameters
 */
export function presentError(thrown: unknown, fields: INodeProperties[]): OpenBankingError {
	const error = toOpenBankingError(thrown);
	const { field, suggestion } = error.details;
	if (typeof field !== 'object' && !suggestion) return error;
	const label = typeof field === 'object' ? labelOf(field, fields) : field;
	const sentences = [suggestion && suggestions[suggestion], pointer(field, label)];
	return error.with(sentences.filter(Boolean).join(' '), { field: label, suggestion: undefined });
}

/**
 * Returns what was thrown as an error of ours. n8n's own errors, such as a failed expression, concern the parameters;
 * everything else is a bug of this package.
 */
export function toOpenBankingError(thrown: unknown): OpenBankingError {
	if (thrown instanceof OpenBankingError) return thrown;
	const message = redact(thrown instanceof Error ? thrown.message : String(thrown));
	if (thrown instanceof BaseError || thrown instanceof ApplicationError) {
		return new ConfigurationError(message, { tppAction: 'fixRequest' });
	}
	return new InternalError(
		`This is a bug in n8n-nodes-open-banking: ${message}. Report it with the steps that led to it at ${issues}.`,
	);
}

const issues = 'https://github.com/n8n-nodes-open-banking/n8n-nodes-open-banking/issues';

function pointer(field: FieldReference | string | undefined, label: string | undefined) {
	if (typeof field !== 'object' || label === undefined) return undefined;
	return `Check "${label}"${field.in === 'credential' ? ' in the credential' : ''}.`;
}

function labelOf(field: FieldReference, fields: INodeProperties[]): string | undefined {
	return field.in === 'credential'
		? credentialLabels[field.key as keyof typeof credentialLabels]
		: findLabel(fields, field.key);
}

/** Returns the label of the field with the key, also inside collections. */
function findLabel(fields: INodeProperties[], key: string): string | undefined {
	for (const { name, displayName, options = [] } of fields) {
		if (name === key) return displayName;
		const nested = options.flatMap((option) =>
			'values' in option
				? option.values
				: 'displayName' in option
					? [option as INodeProperties]
					: [],
		);
		const label = findLabel(nested, key);
		if (label !== undefined) return label;
	}
	return undefined;
}
