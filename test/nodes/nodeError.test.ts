import { ApplicationError, UserError, type INode, type INodeProperties } from 'n8n-workflow';

import {
	AspspError,
	ConnectionError,
	credentialError,
	parameterError,
	type OpenBankingError,
} from '../../lib/errors';
import { OpenBankingApi } from '../../credentials/OpenBankingApi.credentials';
import { credentialLabels } from '../../nodes/shared/credentialFields';
import { errorJson, presentError, toNodeError } from '../../nodes/shared/nodeError';

const field = (displayName: string, name: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
});

const fields: INodeProperties[] = [
	field('Consent ID', 'consentId'),
	{
		...field('Options', 'options'),
		type: 'collection',
		options: [field('Pass Through', 'passThrough')],
	},
	{
		...field('Engagements', 'engagements'),
		type: 'fixedCollection',
		options: [{ displayName: 'Engagement', name: 'engagement', values: [field('IBAN', 'iban')] }],
	},
];

it.each([
	['credential', 'signingKey', 'Signing Key', 'Check "Signing Key" in the credential.'],
	['parameters', 'consentId', 'Consent ID', 'Check "Consent ID".'],
	['parameters', 'passThrough', 'Pass Through', 'Check "Pass Through".'],
	['parameters', 'iban', 'IBAN', 'Check "IBAN".'],
	['parameters', 'operation', 'Operation', 'Check "Operation".'],
] as const)('The field %s · %s is presented by its label', (place, key, fieldLabel, advice) => {
	const makeError = place === 'credential' ? credentialError : parameterError;
	const error = makeError('The value is invalid.', key);
	expect(presentError(error, fields)).toEqual({
		error,
		message: `The value is invalid. ${advice}`,
		advice,
		fieldLabel,
	});
});

it('A field that the node does not show is left out', () => {
	const error = parameterError('The value is invalid.', 'unknown');
	expect(presentError(error, fields)).toEqual({
		error,
		message: 'The value is invalid.',
		advice: '',
		fieldLabel: undefined,
	});
});

it('A suggestion becomes a sentence with the names of n8n, before the field', () => {
	const error = credentialError('There is no OAuth client yet.', 'clientId', {
		suggestion: 'register',
	});
	expect(presentError(error, fields).message).toBe(
		'There is no OAuth client yet. Run DCR Register and pass on its output, or enter the client ID in the credential. Check "Client ID" in the credential.',
	);
});

it.each([new ApplicationError('The expression failed'), new UserError('The expression failed')])(
	"n8n's own %s concerns the parameters",
	(thrown) => {
		const { error, message } = presentError(thrown, fields);
		expect(message).toBe('The expression failed');
		expect(error).toMatchObject({ code: 'OB_CONFIGURATION', tppAction: 'fixRequest' });
	},
);

it.each([new TypeError('x is undefined'), 'x is undefined'])('%p is a bug to report', (thrown) => {
	const { error, message } = presentError(thrown, fields);
	expect(message).toMatch(/^This is a bug in .*: x is undefined\. Report it .*\/issues\.$/);
	expect(error).toMatchObject({ code: 'OB_INTERNAL', tppAction: 'reportBug' });
});

it('The error item has the label, the codes and what the error concerns (LK-05)', () => {
	const presented = presentError(parameterError('The value is invalid.', 'consentId'), fields);
	expect(errorJson(presented, { accountId: '1' })).toEqual({
		error: 'The value is invalid. Check "Consent ID".',
		details: {
			accountId: '1',
			code: 'OB_CONFIGURATION',
			tppAction: 'fixRequest',
			field: 'Consent ID',
		},
	});
});

it("The node's error has the message, the bank's details and no secret parameter (QW-19)", () => {
	const node = {
		name: 'Node',
		parameters: { pem: 'secret', pfx: 'secret', keyPassphrase: 'secret', consentId: '1' },
	} as unknown as INode;
	const error = new AspspError('ECONNRESET happened.', {
		httpStatus: 503,
		errorCodes: ['U000'],
		interactionId: 'interaction-1',
	});
	const nodeError = toNodeError(presentError(error, fields), node, 2);
	expect(nodeError).toMatchObject({
		message: 'ECONNRESET happened.',
		description: 'Ask the support of the bank. The bank’s reference is interaction-1.',
		context: {
			itemIndex: 2,
			details: {
				code: 'OB_ASPSP',
				httpStatus: 503,
				errorCodes: ['U000'],
				tppAction: 'contactBank',
			},
		},
	});
	expect(nodeError.node.parameters).toEqual({ consentId: '1' });
});

it.each<[OpenBankingError, string]>([
	[
		credentialError('The key is invalid.', 'signingKey'),
		'Open the credential, correct "Signing Key" and save it. n8n tests it then.',
	],
	[parameterError('It is empty.', 'consentId'), 'Correct "Consent ID" in this node.'],
	[
		credentialError('There is no OAuth client yet.', 'clientId', { suggestion: 'register' }),
		'Run DCR Register and pass on its output, or enter the client ID in the credential.',
	],
	[
		new AspspError('Too many requests.', { tppAction: 'retryLater', retryAfter: '2026-03-02' }),
		'Try again, not before 2026-03-02.',
	],
	[
		new ConnectionError('No response.', { interactionId: 'interaction-1' }),
		'Try again later. The bank’s reference is interaction-1.',
	],
	[
		new ConnectionError('No response.', {
			requestOutcome: 'notSent',
			interactionId: 'interaction-1',
		}),
		'Try again later.',
	],
	[
		new AspspError('A second factor is needed.', {
			suggestion: 'stepUp',
			interactionId: 'interaction-1',
		}),
		'Get a URL with Create Consent → Get Authorisation URL for the same consent, with the option Step-Up, and send the PSU there. The bank’s reference is interaction-1.',
	],
	[
		new ConnectionError('No response.', {
			tppAction: 'contactBank',
			requestOutcome: 'unknown',
			interactionId: 'interaction-1',
		}),
		'Ask the support of the bank. The bank’s reference is interaction-1.',
	],
	[
		new AspspError('The consent ended.', { tppAction: 'reconsent' }),
		'Create a new consent and send the PSU through authorisation.',
	],
])('The description of the error %p says how to solve it (U-09)', (error, solution) => {
	const node = { name: 'Node', parameters: {} } as unknown as INode;
	expect(toNodeError(presentError(error, fields), node, 0).description).toBe(solution);
});

it('The credential shows each label of the table', () => {
	const shown = new OpenBankingApi().properties
		.filter(({ type }) => type !== 'notice')
		.map(({ name, displayName }) => [name, displayName]);
	expect(Object.fromEntries(shown)).toEqual(credentialLabels);
});
