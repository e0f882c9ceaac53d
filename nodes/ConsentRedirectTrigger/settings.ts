import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { optionsCollection, plainTokensOption } from '../shared/fields';
import { defaultTexts, type PageTexts } from './pages';

const textField = (
	displayName: string,
	name: string,
	{ description, example }: { description: string; example: string },
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description,
});

/** Returns the fields for the page of one outcome. The examples are the default texts. */
const outcomeFields = (
	label: string,
	outcome: 'authorised' | 'failed' | 'refused',
	descriptions: { text: string; title: string },
): INodeProperties[] => [
	textField(`${label}: Text`, `${outcome}Text`, {
		description: descriptions.text,
		example: defaultTexts[outcome].text,
	}),
	textField(`${label}: Title`, `${outcome}Title`, {
		description: descriptions.title,
		example: defaultTexts[outcome].title,
	}),
];

export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Register the Production URL at the bank, and enter it as Redirect URI in the credential',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		required: true,
		default: 'open-banking',
		description:
			'The last part of the URLs under Webhook URLs. Use one trigger with its own path for each bank. The Test URL works only while you listen.',
	},
	{
		displayName: 'Client',
		name: 'client',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'Use the client that started the authorisation',
			},
			{
				name: 'Entered Below',
				value: 'entered',
				description: 'Use a registration from DCR Register',
			},
			{
				name: 'From Credential',
				value: 'credential',
				description: 'Use the client ID and client secret of the credential',
			},
		],
		default: 'automatic',
		description:
			'The registered client that exchanges the code. Automatic serves every client of the credential.',
	},
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: { client: ['entered'] } },
		description: 'The text <code>registration</code> in the output of DCR Register',
	},
	{
		displayName: 'After Authorisation',
		name: 'answerWith',
		type: 'options',
		options: [
			{
				name: 'Redirect',
				value: 'redirect',
				description: 'Redirect the PSU to your application',
			},
			{
				name: 'Show a Page',
				value: 'page',
				description: 'Show the PSU whether the authorisation succeeded',
			},
		],
		default: 'page',
		description: 'What the PSU sees after the return from the bank',
	},
	{
		displayName: 'Redirect on Success',
		name: 'redirectAuthorised',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://app.example.com/connected',
		displayOptions: { show: { answerWith: ['redirect'] } },
		description: 'The URL to redirect the PSU to when the account is connected',
	},
	{
		displayName: 'Redirect on Failure',
		name: 'redirectOtherwise',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://app.example.com/not-connected',
		displayOptions: { show: { answerWith: ['redirect'] } },
		description: 'The URL to redirect the PSU to when the account is not connected',
	},
	{
		displayName: 'Page',
		name: 'page',
		type: 'collection',
		placeholder: 'Add Text',
		default: {},
		displayOptions: { show: { answerWith: ['page'] } },
		description: 'Texts that replace the default texts, which are in English',
		options: [
			...outcomeFields('Authorised', 'authorised', {
				text: 'The text below the title',
				title: 'The title when the account is connected',
			}),
			...outcomeFields('Failed', 'failed', {
				text: 'The text below the title. The page adds the interaction ID.',
				title: 'The title when the authorisation failed',
			}),
			textField('Link Text', 'linkText', {
				description: 'The text of the link. If empty, it is "Continue".',
				example: 'Back to the app',
			}),
			textField('Link URL', 'linkUrl', {
				description: 'The URL of a link to your application',
				example: 'https://app.example.com/accounts',
			}),
			...outcomeFields('Refused', 'refused', {
				text: 'The text below the title',
				title: 'The title when the PSU or the bank refused',
			}),
		],
	},
	optionsCollection([
		{
			displayName: 'Accept Unrecognised Redirects',
			name: 'emitForeign',
			type: 'boolean',
			default: false,
			description:
				'Whether to also start the workflow for redirects that do not belong to an authorisation of this credential. Anybody can send such redirects.',
		},
		plainTokensOption,
	]),
];

/** The operator's settings, which are read before the code is exchanged. */
export interface Settings {
	/** Absent: the PSU sees a page. */
	redirects?: { success: string; failure: string };
	texts: PageTexts;
	acceptsUnrecognised: boolean;
	hasPlainTokens: boolean;
}

/** Reads the settings of the trigger. @throws ConfigurationError for an invalid URL */
export const readTriggerSettings = (context: IWebhookFunctions): Settings => ({
	redirects: readRedirects(context),
	texts: readPageTexts(context),
	acceptsUnrecognised: context.getNodeParameter('options.emitForeign', false) === true,
	hasPlainTokens: context.getNodeParameter('options.outputTokens', false) === true,
});

/** Reads the operator's texts for the page. If they cannot be read, the default texts count. */
export function readPageTexts(context: IWebhookFunctions): PageTexts {
	const page = readPage(context);
	// The value of an expression may have any type.
	const text = (name: string) => String(page[name] ?? '');
	return {
		titles: {
			authorised: text('authorisedTitle'),
			refused: text('refusedTitle'),
			failed: text('failedTitle'),
		},
		texts: {
			authorised: text('authorisedText'),
			refused: text('refusedText'),
			failed: text('failedText'),
		},
		linkText: text('linkText'),
		linkUrl: toUrl(text('linkUrl')),
	};
}

function readPage(context: IWebhookFunctions): Record<string, unknown> {
	try {
		return Object(context.getNodeParameter('page', {})) as Record<string, unknown>;
	} catch {
		return {};
	}
}

function readRedirects(context: IWebhookFunctions): Settings['redirects'] {
	if (context.getNodeParameter('answerWith', 'page') !== 'redirect') return undefined;
	return {
		success: readUrl(context, 'redirectAuthorised'),
		failure: readUrl(context, 'redirectOtherwise'),
	};
}

function readUrl(context: IWebhookFunctions, name: string): string {
	const text = String(context.getNodeParameter(name, ''));
	const url = toUrl(text);
	if (url) return url;
	throw parameterError(
		text ? `"${text}" is not a complete http or https URL.` : 'The URL to redirect to is missing.',
		name,
	);
}

/** Returns the URL as a browser writes it. Undefined: it is not a page, but for example a script. */
function toUrl(text: string): string | undefined {
	const isPage = /^https?:\/\//i.test(text.trim()) && URL.canParse(text);
	return isPage ? new URL(text).href : undefined;
}
