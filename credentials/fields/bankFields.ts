import type { INodeProperties } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { hasProviders } from '../../lib/banks/addresses';
import { profileIn } from '../../lib/banks/applicableRules';
import type { BankProfile } from '../../lib/banks/profile';
import { credentialLabels as labels } from '../../nodes/shared/credentialFields';
import { idsWhere, inEnvironment, publicEnvironments } from './formLayout';

const isAddressedByAspspId = ({ registration }: BankProfile) =>
	registration.via === 'dcr' && registration.audience.is === 'aspspId';

const isAddressedByAspspIdInProduction = (bank: BankProfile) =>
	isAddressedByAspspId(profileIn(bank, 'production')) && !isAddressedByAspspId(bank);

const customOnly = { bank: ['custom'], environment: publicEnvironments };
const customProfileOnly = { bank: ['custom'], profileSource: ['json'] };

/** Shows the field for a custom bank, and for banks that publish no such address for the environment. */
const whereUnknown = (
	address: 'issuer' | 'resourceServer',
	field: INodeProperties,
): INodeProperties[] =>
	publicEnvironments.map((environment) => ({
		...field,
		displayOptions: {
			show: {
				environment: [environment],
				bank: [
					'custom',
					...idsWhere(
						({ environments, authorizationRequest }) =>
							!environments[environment]?.[address] &&
							(address === 'resourceServer' || authorizationRequest !== undefined),
					),
				],
			},
		},
	}));

/** Not required: the claim *Audience* of DCR Register can replace it, and a registered client does not need it. */
const aspspId: INodeProperties = {
	displayName: labels.aspspId,
	name: 'aspspId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 0015800001AbCdEAAV',
	description:
		'The identifier of the bank (the ASPSP) in the directory. Registration requests are addressed to it. Leave it empty if the bank’s profile has it.',
};

/** The bank, and what the package does not know about it. */
export const bankFields: INodeProperties[] = [
	{
		displayName: labels.bank,
		name: 'bank',
		type: 'options',
		options: [
			...banks.map(({ id, name }) => ({ name, value: id })),
			{ name: 'Custom', value: 'custom' },
		],
		default: 'zopa',
		description: 'Choose Custom for a bank that is not in the list',
	},
	{
		displayName: labels.environment,
		name: 'environment',
		type: 'options',
		options: [
			{ name: 'Local (Embedded Bank)', value: 'local' },
			{ name: 'Production', value: 'production' },
			{ name: 'Sandbox', value: 'sandbox' },
		],
		default: 'sandbox',
		description:
			'Local is the test bank of this package. Start it with <code>npm run sandbox</code>.',
	},
	{
		displayName: labels.localAddress,
		name: 'localAddress',
		type: 'string',
		default: 'https://127.0.0.1:8443',
		...inEnvironment('local'),
		description: 'The embedded bank’s address for browsers. The bank prints it when it starts.',
	},
	{
		displayName: labels.localMtlsAddress,
		name: 'localMtlsAddress',
		type: 'string',
		default: 'https://127.0.0.1:8444',
		...inEnvironment('local'),
		description:
			'The embedded bank’s address for requests with the transport certificate. The bank prints it when it starts.',
	},
	{
		displayName: labels.profileSource,
		name: 'profileSource',
		type: 'options',
		options: [
			{ name: 'OBIE Standard', value: 'standard' },
			{ name: 'Paste as JSON', value: 'json' },
		],
		default: 'standard',
		displayOptions: { show: { bank: ['custom'] } },
		description: 'How the bank behaves: as in the OBIE standard, or as in a profile that you paste',
	},
	{
		displayName: labels.bankProfile,
		name: 'bankProfile',
		type: 'json',
		typeOptions: { rows: 10 },
		required: true,
		default: '',
		displayOptions: { show: customProfileOnly },
		description:
			'Copy a profile from <b>DCR Register → Show Bank Profile</b>, and change what is different at your bank',
	},
	{
		displayName: labels.providerCode,
		name: 'providerCode',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. demobank',
		displayOptions: { show: { bank: idsWhere(hasProviders) } },
		description: 'The code of your bank, because several banks share the same URLs',
	},
	{
		...aspspId,
		displayOptions: { show: { bank: ['custom', ...idsWhere(isAddressedByAspspId)] } },
	},
	{
		...aspspId,
		displayOptions: {
			show: { bank: idsWhere(isAddressedByAspspIdInProduction), environment: ['production'] },
		},
		description:
			'The identifier of the bank in the directory, to which registrations are addressed',
	},
	...whereUnknown('issuer', {
		displayName: labels.issuer,
		name: 'issuer',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://auth.bank.example',
		description:
			'The OpenID Connect issuer of the bank, a URL. Its discovery document, if there is one, is below this URL at /.well-known/openid-configuration.',
	}),
	{
		displayName: labels.endpoints,
		name: 'endpoints',
		type: 'options',
		options: [
			{ name: 'From Discovery', value: 'discovery' },
			{ name: 'Enter Below', value: 'entered' },
		],
		default: 'discovery',
		displayOptions: { show: customOnly },
		description: 'Enter the endpoints if the bank publishes no discovery document',
	},
	...(
		[
			{ name: 'authorizationUrl', path: 'authorize' },
			{ name: 'tokenUrl', path: 'token' },
			{ name: 'jwksUrl', path: 'jwks' },
			{ name: 'registrationUrl', path: 'register' },
		] as const
	).map(({ name, path }): INodeProperties => ({
		displayName: labels[name],
		name,
		type: 'string',
		default: '',
		placeholder: `e.g. https://auth.bank.example/${path}`,
		displayOptions: { show: { ...customOnly, endpoints: ['entered'] } },
	})),
	...whereUnknown('resourceServer', {
		displayName: labels.apiBaseUrl,
		name: 'apiBaseUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://api.bank.example',
		description:
			'The part of the API’s URLs before the documented paths: before /open-banking for OBIE banks, before /v1/sandbox for Eika',
	}),
	{
		displayName: labels.apiVersion,
		name: 'apiVersion',
		type: 'options',
		options: [
			{ name: '3.1', value: 'v3.1' },
			{ name: '4.0', value: 'v4.0' },
		],
		default: 'v4.0',
		displayOptions: { show: { bank: ['custom'], profileSource: ['standard'] } },
		description: 'The version of the OBIE Read/Write API that the bank provides',
	},
	{
		displayName: labels.providerCode,
		name: 'providerCode',
		type: 'string',
		default: '',
		displayOptions: { show: customProfileOnly },
		description: 'The value for {providerCode} in the profile',
	},
];
