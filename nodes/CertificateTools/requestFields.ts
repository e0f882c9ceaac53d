import type { INodeProperties } from 'n8n-workflow';

import { competentAuthorities, requestProfiles } from '../../lib/certificates/make/profiles';
import { optionsCollection } from '../shared/fields';
import { keyPassphraseField, keySizeOption } from './fields';

/** The value of *Competent Authority* for an authority that is not in the list. */
export const otherAuthority = 'other';

const authorities = [
	...competentAuthorities.map(({ country, id }) => ({ name: `${country} (${id})`, value: id })),
	{ name: 'Other (Enter Below)', value: otherAuthority },
];

/** Shows a field for these profiles. */
const shown = (...profile: string[]) => ({ displayOptions: { show: { profile } } });

/** The profiles by the fields that they need. */
const eidas = ['obseal', 'obwac', 'qseal', 'qwac'];
const directory = ['obseal', 'obsigning', 'obtransport', 'obwac'];
const legacy = ['obsigning', 'obtransport'];
const qualified = ['qseal', 'qwac'];

/** Shows an option for these profiles. The slash refers to the field outside of the collection. */
const optionShown = (...profile: string[]) => ({
	displayOptions: { show: { '/profile': profile } },
});

/** The fields that few requests need. */
const requestOptions: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		placeholder: 'e.g. tpp.example.com',
		...optionShown(...qualified),
		description: 'By default, the first DNS name (QWAC) or the legal name (QSealC)',
	},
	{
		displayName: 'Country',
		name: 'country',
		type: 'string',
		default: '',
		placeholder: 'e.g. GB',
		description:
			'Two-letter country code. By default, the country of the competent authority (GB for the legacy types).',
	},
	keySizeOption,
	{
		displayName: 'Locality',
		name: 'locality',
		type: 'string',
		default: '',
		placeholder: 'e.g. London',
		...optionShown(...legacy),
		description: 'Usually the city',
	},
	{
		displayName: 'Organization',
		name: 'organization',
		type: 'string',
		default: 'OpenBanking',
		...optionShown(...legacy),
		description: 'By default, the organisation name of the directory’s older certificates',
	},
	{
		displayName: 'Organization Identifier',
		name: 'organizationIdentifier',
		type: 'string',
		default: '',
		placeholder: 'e.g. PSDGB-FCA-795791',
		...optionShown(...eidas),
		description: 'By default, built from the competent authority and the authorisation number',
	},
	{
		displayName: 'State or Province',
		name: 'state',
		type: 'string',
		default: '',
		placeholder: 'e.g. Greater London',
		...optionShown(...legacy),
		description: 'Full name, not an abbreviation',
	},
];

/** The fields for a request. Each certificate type shows only the fields that it needs. */
export const requestFields: INodeProperties[] = [
	{
		displayName: 'Certificate Type',
		name: 'profile',
		type: 'options',
		options: Object.entries(requestProfiles).map(([value, { name }]) => ({ name, value })),
		default: 'obwac',
		description:
			'OBWAC, QWAC and OB Transport are for connections (TLS), the others for signatures',
	},
	{
		displayName: 'Legal Name',
		name: 'legalName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Example TPP Ltd',
		...shown(...eidas),
		description: 'Legal name of your company, as in the register of the competent authority',
	},
	{
		displayName: 'Organisation ID',
		name: 'organisationId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 001580000103UAbAAM',
		...shown(...directory),
		description:
			'Organisation ID in the Open Banking directory. Leave empty to use the one in the credential.',
	},
	{
		displayName: 'Software ID',
		name: 'softwareId',
		type: 'string',
		default: '',
		...shown(...legacy),
		description:
			'Software ID in the Open Banking directory. Leave empty to use the one in the credential.',
	},
	{
		displayName: 'DNS Names',
		name: 'dnsNames',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. api.example.com',
		...shown('qwac'),
		description: 'Host names of your servers, separated by spaces or commas',
	},
	{
		displayName: 'Competent Authority',
		name: 'authority',
		type: 'options',
		options: authorities,
		default: 'GB-FCA',
		...shown(...eidas),
		description: 'The authority that authorised your company (NCA)',
	},
	{
		displayName: 'Authority ID',
		name: 'authorityId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. NO-FSA',
		displayOptions: { show: { profile: eidas, authority: [otherAuthority] } },
		description: 'Identifier of the authority: country, hyphen and abbreviation',
	},
	{
		displayName: 'Authority Name',
		name: 'authorityName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. The Financial Supervisory Authority of Norway',
		displayOptions: { show: { profile: eidas, authority: [otherAuthority] } },
		description: 'English name of the authority, as the authority writes it',
	},
	{
		displayName: 'Authorisation Number',
		name: 'authorisationNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. 795791',
		...shown(...eidas),
		description:
			'Your number in the register of the competent authority. Leave empty for an OBWAC or OBSeal of the directory’s sandbox.',
	},
	{
		displayName: 'Roles',
		name: 'roles',
		type: 'multiOptions',
		options: [
			{ name: 'Account Information (PSP_AI)', value: 'PSP_AI' },
			{ name: 'Account Servicing (PSP_AS)', value: 'PSP_AS' },
			{ name: 'Issuing of Card-Based Payment Instruments (PSP_IC)', value: 'PSP_IC' },
			{ name: 'Payment Initiation (PSP_PI)', value: 'PSP_PI' },
			{ name: 'PSP_CB', value: 'PSP_CB' },
			{ name: 'PSP_PA', value: 'PSP_PA' },
			{ name: 'Unspecified', value: 'Unspecified' },
			{ name: 'VOP_RS', value: 'VOP_RS' },
			{ name: 'VOP_VS', value: 'VOP_VS' },
		],
		default: ['PSP_AI'],
		...shown(...eidas),
		description:
			'The roles that the competent authority has granted you, as ETSI TS 119 495 names them',
	},
	keyPassphraseField,
	optionsCollection(requestOptions),
];
