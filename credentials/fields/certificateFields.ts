import type { INodeProperties } from 'n8n-workflow';

import { credentialLabels as labels } from '../../nodes/shared/credentialFields';
import { banksWithClients, heading, idsWhere, publicEnvironments } from './formLayout';

/** Banks without OAuth clients: their documents ask for signed requests, and say nothing of mutual TLS. */
const banksWithoutClients = idsWhere(({ id }) => !banksWithClients.includes(id));

/** Banks that have no use for a signing certificate, and those whose profile is entered. */
const unsignedBanks = [
	...idsWhere(({ registration, agreements }) => registration.via !== 'dcr' && !agreements),
	'custom',
];
const signedBanks = idsWhere(({ id }) => !unsignedBanks.includes(id));

/** A text of several lines that nobody may read. */
const pasted = {
	typeOptions: { password: true, rows: 4 },
	type: 'string',
	default: '',
} as const;

interface IdentityGroup {
	use: 'transport' | 'signing';
	description: string;
	/** Shows the fields for these banks and environments only. */
	shownFor: Record<string, string[]>;
	isRequired: boolean;
}

/** Returns the fields for a certificate with its key: as PEM, or both in one PFX file. */
const identityFields = ({ use, description, shownFor, isRequired }: IdentityGroup) =>
	[
		{
			displayName: labels[`${use}Format`],
			name: `${use}Format`,
			type: 'options' as const,
			options: [
				{ name: 'PEM', value: 'pem' },
				{ name: 'PFX (PKCS #12)', value: 'pfx' },
			],
			default: 'pem',
			description,
		},
		...pemFields(use, isRequired),
		{
			displayName: labels[`${use}Pfx`],
			name: `${use}Pfx`,
			...pasted,
			required: isRequired,
			...shownWith(use, 'pfx'),
			placeholder: 'e.g. MIIQSQIBAzCCEA8GCSqG…',
			description: 'The content of the .pfx or .p12 file as base64',
		},
		{
			displayName: labels[`${use}Passphrase`],
			name: `${use}Passphrase`,
			type: 'string' as const,
			typeOptions: { password: true },
			default: '',
			description: 'The passphrase of the key or the PFX file. Leave it empty if there is none.',
		},
	].map((field: INodeProperties): INodeProperties => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, ...shownFor } },
	}));

const pemFields = (use: IdentityGroup['use'], isRequired: boolean): INodeProperties[] => [
	{
		displayName: labels[`${use}Certificate`],
		name: `${use}Certificate`,
		type: 'string',
		// A certificate is public, and the operator wants to see which one it is.
		typeOptions: { rows: 4 },
		default: '',
		required: isRequired,
		...shownWith(use, 'pem'),
		placeholder: '-----BEGIN CERTIFICATE-----',
		description:
			'PEM, without the key. The certificate comes first, then its intermediate certificates if the bank requires them.',
	},
	{
		displayName: labels[`${use}Key`],
		name: `${use}Key`,
		...pasted,
		required: isRequired,
		...shownWith(use, 'pem'),
		placeholder: '-----BEGIN PRIVATE KEY-----',
		description: `The private key of the ${use} certificate as PEM, encrypted or not`,
	},
];

/** Shows a field with one format of the certificate only. */
const shownWith = (use: IdentityGroup['use'], format: 'pem' | 'pfx') => ({
	displayOptions: { show: { [`${use}Format`]: [format] } },
});

const transportDescription =
	'How you paste the certificate for connections to the bank (mutual TLS). Its kind is OBWAC, QWAC or OB transport.';

const signingDescription =
	'How you paste the certificate for signatures of requests. Its kind is OBSeal, QSealC or OB signing.';

/** For the embedded bank among the certificates, and for other banks among the rare settings. */
export const certificateAuthorities: INodeProperties = {
	displayName: labels.ca,
	name: 'ca',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: '-----BEGIN CERTIFICATE-----',
	description:
		"PEM of the root and issuing certificates of the bank's server, if they are not public. They are trusted in addition to the system's.",
};

/** The certificates of the TPP, and that of the embedded bank. */
export const certificateFields: INodeProperties[] = [
	heading('<b>Certificates</b>', 'certificatesHeading'),
	...identityFields({
		use: 'transport',
		description: transportDescription,
		shownFor: { bank: banksWithClients },
		isRequired: true,
	}),
	// The embedded bank identifies every TPP by the certificate.
	...identityFields({
		use: 'transport',
		description: transportDescription,
		shownFor: { bank: banksWithoutClients, environment: ['local'] },
		isRequired: true,
	}),
	...identityFields({
		use: 'transport',
		description: transportDescription,
		shownFor: { bank: banksWithoutClients, environment: publicEnvironments },
		isRequired: false,
	}),
	...identityFields({
		use: 'signing',
		description: signingDescription,
		shownFor: { bank: signedBanks },
		isRequired: true,
	}),
	...identityFields({
		use: 'signing',
		description: signingDescription,
		shownFor: { bank: unsignedBanks },
		isRequired: false,
	}),
	// Without a check of the server's certificate, nothing has to vouch for it.
	...[false, true].map((ignoreSslIssues): INodeProperties => ({
		...certificateAuthorities,
		required: !ignoreSslIssues,
		displayOptions: { show: { environment: ['local'], ignoreSslIssues: [ignoreSslIssues] } },
		description: 'The file <code>ca.pem</code> of the embedded bank',
	})),
];
