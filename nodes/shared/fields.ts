import type { INodeProperties } from 'n8n-workflow';

/** Which client speaks to the bank: shown by every operation that needs a registered one. */
export const clientFields: INodeProperties[] = [
	{
		displayName: 'Client',
		name: 'client',
		type: 'options',
		options: [
			{ name: 'From Credential', value: 'credential' },
			{
				name: 'From Input',
				value: 'input',
				description: 'A registration that DCR Register emitted, for flows that go on with it',
			},
		],
		default: 'credential',
		description: 'Where the client ID and its secret come from',
	},
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'string',
		default: '={{ $json.registration }}',
		displayOptions: { show: { client: ['input'] } },
		description: 'The field <code>registration</code> of what DCR Register emitted',
	},
];

export const sessionField: INodeProperties = {
	displayName: 'Session',
	name: 'session',
	type: 'string',
	required: true,
	default: '={{ $json.session }}',
	description: 'The field <code>session</code> of what Get Token emitted, or its newer form',
};

export const consentIdField: INodeProperties = {
	displayName: 'Consent ID',
	name: 'consentId',
	type: 'string',
	required: true,
	default: '={{ $json.consentId }}',
	description: 'The field <code>consentId</code> of what Create Consent or Get Token emitted',
};
