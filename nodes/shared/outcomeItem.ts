import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import type { Tpp } from '../../lib/tpp';
import { errorJson } from './nodeError';
import { presentError } from './presentError';
import { sessionItem } from './sessionItem';

interface OutcomeItemSettings {
	hasPlainTokens: boolean;
	/** The fields of the node, for the labels in errors. */
	fields: INodeProperties[];
}

/** Returns the outcome of an authorisation as an item. A Switch node can branch on `outcome`. */
export async function outcomeItem(
	result: RedirectOutcome,
	tpp: Tpp,
	{ hasPlainTokens, fields }: OutcomeItemSettings,
): Promise<IDataObject> {
	const { outcome, consentId, passThrough, session } = result;
	return {
		outcome,
		bank: tpp.bank.id,
		...(consentId && { consentId }),
		...(passThrough !== undefined && { passThrough }),
		...(session && (await sessionItem(session, tpp, { passThrough, hasPlainTokens }))),
		...('error' in result && errorJson(presentError(result.error, fields))),
	};
}
