import type { INodeProperties } from 'n8n-workflow';

import { clearTokensOption } from '../shared/sessionItem';

const text = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description,
});

export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Register the Production URL (under Webhook URLs) at the bank, and enter it as Redirect URI in the credential. The Test URL answers only while you listen.',
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
		description: 'Last part of the address; one trigger for each bank keeps their answers apart',
	},
	{
		displayName: 'Client',
		name: 'client',
		type: 'options',
		options: [
			{ name: 'Entered Below', value: 'entered', description: 'A registration of DCR Register' },
			{ name: 'From Credential', value: 'credential' },
		],
		default: 'credential',
		description: 'Where the client ID and its secret come from',
	},
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'string',
		required: true,
		default: '',
		displayOptions: { show: { client: ['entered'] } },
		description: 'The field <code>registration</code> of what DCR Register emitted; it is sealed',
	},
	{
		displayName: 'After the Answer',
		name: 'answerWith',
		type: 'options',
		options: [
			{ name: 'Redirect', value: 'redirect', description: 'The PSU goes on to your application' },
			{ name: 'Show a Page', value: 'page', description: 'The PSU reads what came of it' },
		],
		default: 'page',
	},
	{
		displayName: 'Redirect When Authorised',
		name: 'redirectAuthorised',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://app.example.com/connected',
		displayOptions: { show: { answerWith: ['redirect'] } },
	},
	{
		displayName: 'Redirect Otherwise',
		name: 'redirectOtherwise',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://app.example.com/not-connected',
		displayOptions: { show: { answerWith: ['redirect'] } },
	},
	{
		displayName: 'Page',
		name: 'page',
		type: 'collection',
		placeholder: 'Add Text',
		default: {},
		displayOptions: { show: { answerWith: ['page'] } },
		description: 'In place of the usual words, which are English',
		options: [
			text('Authorised: Text', 'authorisedText', 'Below the title'),
			text('Authorised: Title', 'authorisedTitle', 'When the account is connected'),
			text('Failed: Text', 'failedText', 'Below the title; the interaction ID stands after it'),
			text('Failed: Title', 'failedTitle', 'When the bank’s answer could not be used'),
			text('Link Address', 'linkUrl', 'Back to your application'),
			text('Link Text', 'linkText', 'By default Continue'),
			text('Refused: Text', 'refusedText', 'Below the title'),
			text('Refused: Title', 'refusedTitle', 'When the PSU or the bank did not agree'),
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Emit Foreign Answers',
				name: 'emitForeign',
				type: 'boolean',
				default: false,
				description:
					'Whether answers that no authorisation of this credential belongs to start the workflow, too. Anybody can send such.',
			},
			clearTokensOption,
		],
	},
];
