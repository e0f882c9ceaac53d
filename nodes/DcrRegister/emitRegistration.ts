import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	sealRegistration,
	type Registration,
} from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import { output, type Item } from '../shared/operation';

export const showSecretOption: INodeProperties = {
	displayName: 'Output Client Secret in Clear',
	name: 'outputClientSecret',
	type: 'boolean',
	default: false,
	description:
		'Whether to emit the client secret so that it can be copied into the credential. n8n stores it with the execution: delete that execution afterwards.',
};

/** The registration as an item: secrets sealed, unless the operator asks to see the client secret. */
export async function emitRegistration(
	registration: Registration,
	tpp: Tpp,
	{ item, ...more }: { item: Item; alreadyRegistered?: true; interactionId?: string },
): Promise<INodeExecutionData[][]> {
	const inClear = item.parameter<boolean>('options.outputClientSecret', false);
	return output({
		...(await sealRegistration(registration, tpp)),
		...more,
		...(inClear && { clientSecret: registration.metadata.client_secret }),
	});
}
