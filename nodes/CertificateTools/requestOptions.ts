import type { INodeProperties } from 'n8n-workflow';
import { keySizeOption } from './fields';

/** The profiles by the fields that they need. */
export const eidas = ['obseal', 'obwac', 'qseal', 'qwac'];
export const directory = ['obseal', 'obsigning', 'obtransport', 'obwac'];
export const legacy = ['obsigning', 'obtransport'];
const qualified = ['qseal', 'qwac'];

/** Shows an option for these profiles. The slash refers to the field outside of the collection. */
const shown = (...profile: string[]) => ({ displayOptions: { show: { '/profile': profile } } });

/** The fields that few requests need. */
export const requestOptions: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		...shown(...qualified),
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
		...shown(...legacy),
		description: 'Usually the city',
	},
	{
		displayName: 'Organization',
		name: 'organization',
		type: 'string',
		default: 'OpenBanking',
		...shown(...legacy),
		description: 'By default, the organisation name of the directory’s older certificates',
	},
	{
		displayName: 'Organization Identifier',
		name: 'organizationIdentifier',
		type: 'string',
		default: '',
		placeholder: 'e.g. PSDGB-FCA-795791',
		...shown(...eidas),
		description: 'By default, built from the competent authority and the authorisation number',
	},
	{
		displayName: 'State or Province',
		name: 'state',
		type: 'string',
		default: '',
		...shown(...legacy),
		description: 'Full name, not an abbreviation',
	},
];
