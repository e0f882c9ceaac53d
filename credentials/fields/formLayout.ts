import type { INodeProperties } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { BankProfile, PublishedEnvironment } from '../../lib/banks/profile';

/** A heading within the form. */
export const heading = (text: string, name: string): INodeProperties => ({
	displayName: text,
	name,
	type: 'notice',
	default: '',
});

/** Shows a field in these environments only. */
export const inEnvironment = (...environment: string[]) => ({
	displayOptions: { show: { environment } },
});

/** Returns the IDs of the built-in banks for which the condition holds. */
export const idsWhere = (holds: (bank: BankProfile) => boolean) =>
	banks.filter(holds).map(({ id }) => id);

export const publicEnvironments: PublishedEnvironment[] = ['sandbox', 'production'];

/** Banks that have OAuth clients, and those whose profile is entered. */
export const banksWithClients = [
	...idsWhere(({ authorizationRequest }) => authorizationRequest !== undefined),
	'custom',
];
