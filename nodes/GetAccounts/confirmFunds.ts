import type { IDataObject } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { isFor, type Session } from '../../lib/oauth/session';
import {
	confirmFundsRequest,
	readFundsConfirmation,
	requireFundsConfirmation,
} from '../../lib/operations/payments/fundsConfirmation';
import { concurrentItems } from '../shared/concurrency';
import { clientFields, psuPresentOption, sessionField } from '../shared/fields';
import type { Operation } from '../shared/operation';
import { optionsCollection } from '../shared/optionsCollection';
import { readPaymentAmount } from '../shared/paymentItem';
import { isRenewedSession, runAuthorized } from './authorizedRun';

/** Asks whether an account has enough money. */
export const confirmFunds: Operation = {
	name: 'Confirm Funds',
	value: 'confirmFunds',
	action: 'Confirm funds',
	subtitleDetails:
		'$parameter["amount"] ? `: ${$parameter["currency"]} ${$parameter["amount"]}` : ""',
	description:
		'Ask whether the account of a funds confirmation consent has enough money. No money is moved or reserved.',
	toolDescription:
		'Asks whether the account of a funds confirmation consent has an amount of money. Takes session, amount, currency and reference. The session is an encrypted text: pass it on unchanged. Returns fundsAvailable (true or false). It moves no money. An object with the member session is the new session and replaces the old one.',
	fields: [
		sessionField,
		{
			displayName: 'Amount',
			name: 'amount',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 12.50',
			description: 'A number with a decimal point',
		},
		{
			displayName: 'Currency',
			name: 'currency',
			type: 'string',
			required: true,
			default: 'GBP',
			description: 'The currency of the account',
		},
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. ORDER-1042',
			description: 'Your own ID of the transaction: up to 35 characters',
		},
		...clientFields,
		optionsCollection([psuPresentOption]),
	],
	concurrency: concurrentItems,
	keepsMemory: true,
	mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
	run: async (item) =>
		await runAuthorized(item, needs, async ({ connection: { tpp, send }, session }) => {
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
		}),
};

const needs = { assertProvided: requireFundsConfirmation, assertPermitted: assertForFunds };

/** Some banks do not say for what they issued tokens. */
function assertForFunds(session: Session): void {
	if (!session.scope || isFor(session, 'fundsconfirmations')) return;
	throw parameterError(
		`The session belongs to a consent with the scope "${session.scope}". No request was sent. Use the session of a consent that Create Consent → Create Funds Consent created.`,
		'session',
	);
}
