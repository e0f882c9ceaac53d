import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { hasScope, type Session } from '../../lib/oauth/session';
import {
	confirmFundsRequest,
	readFundsConfirmation,
} from '../../lib/operations/payments/fundsConfirmation';
import { requireFundsConfirmation } from '../../lib/requirements';
import type { Item } from '../shared/operation';
import { readPaymentAmount } from '../shared/paymentItem';
import { runAuthorized } from './runs';

/** Asks the bank whether the account has enough money. */
export async function runConfirmFunds(item: Item): Promise<INodeExecutionData[][]> {
	requireFundsConfirmation((await item.connection()).tpp);
	return await runAuthorized(item, async ({ connection: { tpp, send }, session }) => {
		assertForFunds(session);
		const question = {
			consentId: session.consentId!,
			amount: readPaymentAmount(item),
			currency: item.parameter<string>('currency'),
			reference: item.parameter<string>('reference'),
		};
		const response = await send(confirmFundsRequest(tpp, question));
		const confirmation = readFundsConfirmation(response, question);
		const { consentId } = question;
		const json = { bank: tpp.bank.id, consentId, ...confirmation } as IDataObject;
		return { entries: [{ json }] };
	});
}

/** Some banks do not say for what they issued tokens. */
function assertForFunds(session: Session): void {
	if (!session.scope || hasScope(session, 'fundsconfirmations')) return;
	throw parameterError(
		`The session belongs to a consent with the scope "${session.scope}". No request was sent. Use the session of a consent that Create Consent → Create Funds Consent created.`,
		'session',
	);
}
