import type { IDataObject } from 'n8n-workflow';

import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import type { Tpp } from '../../lib/tpp';
import { errorJson } from './nodeError';
import { sessionItem } from './sessionItem';

/** What came of an authorisation, as an item: `outcome` is there for a Switch node. */
export async function outcomeItem(
	result: RedirectOutcome,
	tpp: Tpp,
	inClear: boolean,
): Promise<IDataObject> {
	const { outcome, consentId, passThrough, session } = result;
	return {
		outcome,
		bank: tpp.bank.id,
		...(consentId && { consentId }),
		...(passThrough !== undefined && { passThrough }),
		...(session && (await sessionItem(session, tpp, { passThrough, inClear }))),
		...('error' in result && errorJson(result.error)),
	};
}
