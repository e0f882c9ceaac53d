import { banks } from '../../lib/banks';
import { customBank } from '../../lib/banks/custom';
import type { BankProfile } from '../../lib/banks/profile';
import { parameterError } from '../../lib/errors';
import { clientFields, optionsCollection, simplifySince1_1 } from '../shared/fields';
import { concurrentItems, output, type Operation } from '../shared/operation';
import { claimFields, clientSecretOption } from './fields';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const standards: BankProfile[] = [
	{ ...customBank('v3.1'), id: 'obie-v3', name: 'OBIE Standard, Read/Write 3.1' },
	{ ...customBank('v4.0'), id: 'obie-v4', name: 'OBIE Standard, Read/Write 4.0' },
];
const profiles = [...standards, ...banks];

export const registrationOperations: Operation[] = [
	{
		value: 'register',
		name: 'Register Client',
		action: 'Register client',
		description: 'Register your software as a client of the bank',
		toolDescription:
			'Registers this software as a client of the bank. Returns clientId, what the bank has registered, and registration, an encrypted text that other tools need to act as this client. A second call returns the same client.',
		fields: [
			simplifySince1_1,
			claimFields,
			optionsCollection([
				clientSecretOption,
				{
					displayName: 'Register Again',
					name: 'registerAgain',
					type: 'boolean',
					default: false,
					description:
						'Whether to register a client even if the credential, the input or an earlier execution already has one for this bank',
				},
			]),
		],
		mustBeSentOnce: true,
		mustKeepOutputs: () => true,
		run: (item) => runs().runRegisterClient(item),
	},
	{
		value: 'get',
		name: 'Get Registration',
		action: 'Get registration',
		description: 'Get the registration of your client from the bank',
		toolDescription:
			'Gets the registration of this client from the bank. Returns clientId, what the bank has registered, and registration, an encrypted text.',
		fields: [simplifySince1_1, ...clientFields],
		concurrency: concurrentItems,
		run: (item) => runs().runGetRegistration(item),
	},
	{
		value: 'update',
		name: 'Update Registration',
		action: 'Update registration',
		description: 'Replace the registration. All claims are sent again, not only the changed ones.',
		toolDescription:
			'Replaces the registration of this client at the bank with the claims that are set in the tool. Returns clientId, what the bank has registered now, and registration, an encrypted text that replaces the old one.',
		fields: [simplifySince1_1, ...clientFields, claimFields],
		run: (item) => runs().runUpdateRegistration(item),
	},
	{
		value: 'delete',
		name: 'Delete Registration',
		action: 'Delete registration',
		description: 'Delete your client at the bank. All its tokens and consents end.',
		toolDescription:
			'Permanently deletes this client at the bank. All its tokens and consents end. Returns deleted and clientId.',
		fields: clientFields,
		run: (item) => runs().runDeleteRegistration(item),
	},
	{
		value: 'preview',
		name: 'Preview Registration',
		action: 'Preview registration',
		description: 'Show the header and the claims of the registration request without sending it',
		toolDescription:
			'Shows the registration request without sending it. Returns its header and its claims.',
		fields: [claimFields],
		run: (item) => runs().runPreviewRegistrationRequest(item),
	},
	{
		value: 'addCertificate',
		name: 'Add Certificate',
		action: 'Add certificate',
		description:
			'Add another certificate of yours at the bank, for example before the current one expires. Only Salt Edge supports this.',
		toolDescription:
			'Adds another certificate of this software at the bank. Returns added, name, type, and confirmation if a person must confirm it.',
		fields: [
			{
				displayName: 'Certificate',
				name: 'certificateFrom',
				type: 'options',
				options: [
					{ name: 'PEM Text', value: 'text' },
					{ name: 'Signing Certificate From Credential', value: 'signing' },
					{ name: 'Transport Certificate From Credential', value: 'transport' },
				],
				default: 'signing',
				description: 'The certificate to add',
			},
			{
				displayName: 'Certificate PEM',
				name: 'certificatePem',
				type: 'string',
				typeOptions: { rows: 4 },
				required: true,
				default: '={{ $json.certificate }}',
				placeholder: '-----BEGIN CERTIFICATE-----',
				displayOptions: { show: { certificateFrom: ['text'] } },
				description: 'The certificate in PEM format, without a private key',
			},
			optionsCollection([
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. signing-2027',
					description:
						'Name of the certificate at the bank. Leave empty to use the common name of the certificate.',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'QSEAL (Signatures)', value: 'qseal' },
						{ name: 'QWAC (Connections)', value: 'qwac' },
					],
					default: 'qseal',
					description: 'By default, the type is read from the certificate',
				},
			]),
		],
		mustBeSentOnce: true,
		mustKeepOutputs: () => true,
		run: (item) => runs().runAddCertificate(item),
	},
	{
		value: 'downloadPostmanEnvironment',
		name: 'Download Postman Environment',
		action: 'Download Postman environment',
		description: 'Download the Postman environment file for your client, with its secrets removed',
		toolDescription:
			'Checks whether the bank provides a Postman environment for this client. Returns clientId and the name of the environment, but not the file.',
		fields: clientFields,
		run: (item) => runs().runDownloadPostmanEnvironment(item),
	},
	{
		value: 'showBankProfile',
		name: 'Show Bank Profile',
		action: 'Show bank profile',
		description:
			'Show the settings of a bank as JSON, as a starting point for a custom bank (credential: Bank → Custom)',
		toolDescription:
			'Shows the profile of a bank: endpoints, algorithms and available resources. Returns bank, profile, and text, the profile as JSON text.',
		fields: [
			{
				displayName: 'Bank',
				name: 'bank',
				type: 'options',
				options: profiles.map(({ id, name }) => ({ name, value: id })),
				default: 'obie-v4',
				description: 'The bank that is most similar to yours',
			},
		],
		async run(item) {
			const chosen = item.parameter<string>('bank');
			const profile = profiles.find(({ id }) => id === chosen);
			if (!profile) {
				throw parameterError(
					`The bank "${chosen}" is not supported by this version of the node.`,
					'bank',
				);
			}
			return output({ bank: profile.id, profile, text: JSON.stringify(profile, null, 2) });
		},
	},
];
