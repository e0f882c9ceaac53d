import type { INodeProperties } from 'n8n-workflow';

import { keySizeOption } from './keyFields';

/** Of the profiles, by what they are made of. */
export const eidas = ['obseal', 'obwac', 'qseal', 'qwac'];
export const directory = ['obseal', 'obsigning', 'obtransport', 'obwac'];
export const legacy = ['obsigning', 'obtransport'];
const qualified = ['qseal', 'qwac'];

/** For members of a collection: the profile stands outside of it. */
const shown = (...profile: string[]) => ({ displayOptions: { show: { '/profile': profile } } });

/** What few requests need. */
export const requestOptions: INodeProperties[] = [
	{
		displayName: 'Common Name',
		name: 'commonName',
		type: 'string',
		default: '',
		...shown(...qualified),
		description: 'By default the first DNS name of a QWAC, and the legal name of a QSealC',
	},
	{
		displayName: 'Country',
		name: 'country',
		type: 'string',
		default: '',
		placeholder: 'e.g. GB',
		description: 'Two letters; by default the country of the competent authority',
	},
	keySizeOption,
	{
		displayName: 'Locality',
		name: 'locality',
		type: 'string',
		default: '',
		...shown(...legacy),
	},
	{
		displayName: 'Organization',
		name: 'organization',
		type: 'string',
		default: 'OpenBanking',
		...shown(...legacy),
	},
	{
		displayName: 'Organization Identifier',
		name: 'organizationIdentifier',
		type: 'string',
		default: '',
		placeholder: 'e.g. PSDGB-FCA-795791',
		...shown(...eidas),
		description: 'By default made of competent authority and authorisation number',
	},
	{
		displayName: 'State or Province',
		name: 'state',
		type: 'string',
		default: '',
		...shown(...legacy),
	},
];
