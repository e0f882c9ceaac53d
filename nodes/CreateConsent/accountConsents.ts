import type { INodeExecutionData } from 'n8n-workflow';

import { berlinGroupRules } from '../../lib/banks/applicableRules';
import { parameterError } from '../../lib/errors';
import {
	createObieConsentRequest,
	readObieConsent,
	type Consent,
	type ConsentSettings,
} from '../../lib/operations/accountInformation/accountAccessConsent';
import * as berlinGroup from '../../lib/operations/berlinGroup/consent';
import { consentApi } from '../../lib/operations/consents';
import { journeyOf, openPayment } from '../../lib/operations/payments/paymentConsent';
import { readWarnings } from '../../lib/responses/errorBody';
import { isJsonObject } from '../../lib/responses/json';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { toIsoDateTime } from '../shared/dateTime';
import { output, type Item } from '../shared/operation';
import {
	assertAuthorisable,
	authorise,
	authoriseCreated,
	clientMember,
	consentItem,
	sendForConsents,
	type AuthorisedConsent,
} from './authorisation';
import { readConsentSettings } from './berlinGroup';
import type { BankStandard } from './fields';
import { readPermissions } from './permissions';

/** Creates a consent to account information, and starts its authorisation. */
export async function runCreateConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	await assertAuthorisable(connection, item);
	const { consent: created, permissions } = await create(connection, item);
	const authorisation = await authoriseCreated(connection, { ...created, permissions }, item);
	return output(await consentItem(item, connection, created, authorisation));
}

interface Created {
	consent: Consent;
	/** Of OBIE. */
	permissions?: unknown;
}

/** Creates the consent at the bank. */
async function create(connection: Connection, item: Item): Promise<Created> {
	const { tpp } = connection;
	assertStandard(tpp, item);
	const send = sendForConsents(connection, item);
	const operation = 'creating the consent';
	if (!berlinGroupRules(tpp.bank)) {
		const settings = readSettings(item, tpp);
		const consent = readObieConsent(await send(createObieConsentRequest(tpp, settings)), operation);
		return { consent, permissions: consent.data.Permissions ?? settings.permissions };
	}
	const settings = readConsentSettings(item);
	const response = await send(berlinGroup.createConsentRequest(tpp, settings));
	const consent = berlinGroup.readConsent(response, operation);
	for (const warning of readWarnings(consent.data, response.conceal)) item.hint(warning);
	return {
		consent: { ...consent, expiresAt: consent.expiresAt ?? berlinGroup.expiryOf(settings) },
	};
}

/** The fields that the operator sees must be those of the bank. */
function assertStandard({ bank }: Tpp, item: Item): void {
	const chosen = item.parameter<BankStandard>('standard', 'automatic');
	const actual: BankStandard = berlinGroupRules(bank) ? 'berlinGroup' : 'obie';
	if (chosen === 'automatic' || chosen === actual) return;
	const name = actual === 'obie' ? 'UK Open Banking (OBIE)' : 'the Berlin Group';
	throw parameterError(
		`${bank.name} follows the standard of ${name}. Choose that standard, or Automatic. No request was sent.`,
		'standard',
	);
}

function readSettings(item: Item, tpp: Tpp): ConsentSettings {
	const date = (name: string) =>
		toIsoDateTime(item.parameter(`options.${name}`, ''), name, item.timeZone);
	return {
		permissions: readPermissions(item, tpp.bank),
		expirationDateTime: date('expirationDateTime'),
		transactionFromDateTime: date('transactionFromDateTime'),
		transactionToDateTime: date('transactionToDateTime'),
	};
}

/** Starts another authorisation of a consent. */
export async function runGetAuthorisationUrl(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const consentId = item.parameter<string>('consentId');
	const sealed = item.parameter('options.paymentConsent', '');
	const payment = sealed === '' ? undefined : await openPayment(sealed, connection.tpp);
	if (payment && payment.consentId !== consentId) {
		throw parameterError(
			`The payment consent has the ID ${payment.consentId}, but the consent ID is "${consentId}". Enter the consent ID of this payment consent, or remove the payment consent.`,
			'paymentConsent',
		);
	}
	return output({
		bank: connection.tpp.bank.id,
		consentId,
		...(await authorise(
			connection,
			{
				consentId,
				...knownConsent(item, consentId),
				...readConsentType(item),
				payment: payment && journeyOf(payment),
			},
			item,
		)),
		...(await clientMember(connection)),
	});
}

/** Returns what the input item says about the consent, if it comes from another operation of this node. */
function knownConsent(
	{ json }: Item,
	consentId: string,
): Pick<AuthorisedConsent, 'expiresAt' | 'permissions' | 'access'> {
	if (json.consentId !== consentId) return {};
	// A session has the same ID, but its expiresAt is the end of the access token.
	if (Array.isArray(json.permissions)) return termsOf(json.permissions, json.expiresAt);
	// The simplified consent to confirm funds.
	if (typeof json.account === 'string' && !('session' in json)) {
		return { ...termsOf(undefined, json.expiresAt), access: 'fundsConfirmations' };
	}
	if (!isJsonObject(json.data)) return {};
	const { ExpirationDateTime, Permissions, DebtorAccount } = json.data;
	return {
		...termsOf(Permissions, ExpirationDateTime),
		...(DebtorAccount !== undefined && { access: 'fundsConfirmations' as const }),
	};
}

const termsOf = (permissions: unknown, expiresAt: unknown) => ({
	permissions,
	...(typeof expiresAt === 'string' && { expiresAt }),
});

/** Reads the chosen type. Empty: none is chosen. */
function readConsentType(item: Item): Pick<AuthorisedConsent, 'access'> {
	const type = item.parameter('options.consentType', '');
	if (type === '') return {};
	if (type === 'accounts' || type === 'fundsConfirmations') return { access: type };
	throw parameterError(
		`"${type}" is not a consent type. Enter accounts or fundsConfirmations.`,
		'consentType',
	);
}

/** Reads a consent. */
export async function runGetConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	const api = consentApi(tpp);
	const consentId = item.parameter<string>('consentId');
	const response = await sendForConsents(connection, item)(api.getConsentRequest(tpp, consentId));
	const consent = api.readConsent(response, 'reading the consent', consentId);
	return output(await consentItem(item, connection, consent));
}

/** Reads the status of a consent. */
export async function runGetConsentStatus(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const { tpp } = connection;
	const api = consentApi(tpp);
	const given = item.parameter<string>('consentId');
	const send = sendForConsents(connection, item);
	const response = await send(api.getConsentStatusRequest(tpp, given));
	const operation = 'reading the status of the consent';
	const { consentId, status, interactionId } = api.readConsent(response, operation, given);
	return output({ bank: tpp.bank.id, consentId, status, interactionId });
}

/** Deletes a consent at the bank. */
export async function runDeleteConsent(item: Item): Promise<INodeExecutionData[][]> {
	const connection = await item.connection();
	const consentId = item.parameter<string>('consentId');
	const api = consentApi(connection.tpp);
	const request = api.deleteConsentRequest(connection.tpp, consentId);
	const response = await sendForConsents(connection, item)(request);
	api.readConsentDeletion(response);
	return output({ deleted: true, consentId, interactionId: response.interactionId });
}
