import type { INodeExecutionData } from 'n8n-workflow';

import {
	readObieConsent,
	readObieConsentDeletion,
} from '../../lib/operations/accountInformation/accountAccessConsent';
import {
	createFundsConsentRequest,
	deleteFundsConsentRequest,
	getFundsConsentRequest,
} from '../../lib/operations/payments/fundsConfirmation';
import { requireFundsConfirmation } from '../../lib/requirements';
import { toIsoDateTime } from '../shared/dateTime';
import { output, type Item } from '../shared/operation';
import {
	assertAuthorisable,
	authoriseCreated,
	consentItem,
	sendForConsents,
} from './authorisation';

/** Creates a consent to confirm funds, and starts its authorisation. */
export async function runCreateFundsConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	requireFundsConfirmation(connection.tpp);
	const request = createFundsConsentRequest(connection.tpp, {
		account: item.parameter('account'),
		name: item.parameter('options.accountName', '').trim() || undefined,
		expirationDateTime: toIsoDateTime(
			item.parameter('options.expirationDateTime', ''),
			'expirationDateTime',
			item.timeZone,
		),
	});
	await assertAuthorisable(connection, item, { access });
	const response = await sendForConsents(connection, item, scope)(request);
	const consent = readObieConsent(response, 'creating the funds confirmation consent');
	const url = await authoriseCreated(connection, { ...consent, access }, item);
	return output(await consentItem(item, connection, consent, url));
}

/** Reads a consent to confirm funds. */
export async function runGetFundsConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const request = getFundsConsentRequest(connection.tpp, item.parameter('consentId'));
	const response = await sendForConsents(connection, item, scope)(request);
	const consent = readObieConsent(response, 'reading the funds confirmation consent');
	return output(await consentItem(item, connection, consent));
}

/** Deletes a consent to confirm funds at the bank. */
export async function runDeleteFundsConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const consentId = item.parameter<string>('consentId');
	const request = deleteFundsConsentRequest(connection.tpp, consentId);
	const response = await sendForConsents(connection, item, scope)(request);
	readObieConsentDeletion(response);
	return output({ deleted: true, consentId, interactionId: response.interactionId });
}

const scope = 'fundsconfirmations';

const access = 'fundsConfirmations';
