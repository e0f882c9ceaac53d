import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../../lib/errors';
import { journeyOf, openPayment } from '../../../lib/operations/payments/paymentConsent';
import { isJsonObject } from '../../../lib/responses/json';
import { concurrentItems } from '../../shared/concurrency';
import { clientFields, consentIdField, paymentConsentOption } from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { byLabel, optionsCollection } from '../../shared/optionsCollection';
import { authorise, clientMember, type AuthorisedConsent } from '../authorisation';
import { authorisationOptions, psuOptions } from '../fields';

const consentTypeOption: INodeProperties = {
	displayName: 'Consent Type',
	name: 'consentType',
	type: 'options',
	options: [
		{ name: 'Account Access', value: 'accounts', description: 'Created by Create Consent' },
		{
			name: 'Funds Confirmation',
			value: 'fundsConfirmations',
			description: 'Created by Create Funds Consent',
		},
	],
	default: 'fundsConfirmations',
	description:
		'What the consent is for. Without this option, it is what the input item says, or else account access. For a payment, use Payment Consent.',
};

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

export const getAuthorisationUrl: Operation = {
	value: 'getAuthorisationUrl',
	name: 'Get Authorisation URL',
	action: 'Get authorisation URL',
	description: 'Get a new URL to send the PSU to, for the first time or to sign in again',
	toolDescription:
		'Gets a new URL for an existing consent, given its consentId. Returns authorizationUrl, where the customer signs in to approve or to authenticate again. Give it to that customer only.',
	fields: [
		consentIdField,
		...clientFields,
		optionsCollection(
			[...authorisationOptions, ...psuOptions, paymentConsentOption, consentTypeOption].sort(
				byLabel,
			),
		),
	],
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		const consentId = item.parameter<string>('consentId');
		const sealed = item.parameter('options.paymentConsent', '');
		const payment = sealed === '' ? undefined : await openPayment(sealed, connection.tpp);
		if (payment && payment.consentId !== consentId) {
			throw parameterError(
				`The payment consent is the consent ${payment.consentId}, but the consent ID is "${consentId}". Enter both of the same consent.`,
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
	},
};

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
