import type { AuthorizationUrl } from '../../../lib/oauth/authorizationRequest';
import {
	createConsentRequest,
	readConsent,
	type ConsentSettings,
} from '../../../lib/operations/accountInformation/accountAccessConsent';
import {
	permissions,
	unsupportedPermissions,
} from '../../../lib/operations/accountInformation/permissions';
import type { Tpp } from '../../../lib/tpp';
import type { Connection } from '../../../lib/transport/http';
import { toIsoDateTime } from '../../shared/dateTime';
import { clientFields } from '../../shared/fields';
import { toOpenBankingError } from '../../shared/presentError';
import { output, type Item, type Operation } from '../../shared/operation';
import {
	assertAuthorisable,
	authorisationOptions,
	authorise,
	type AuthorisedConsent,
} from '../authorisation';
import { sendForConsents } from '../consentTokens';

export const createConsent: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a consent',
	description: 'Ask the bank for a consent and get the address to send the PSU to',
	toolDescription:
		'Asks the bank for a new consent to read account data. Returns consentId, status, and authorizationUrl, the address where the customer logs in at their bank and approves; give it to that customer only.',
	fields: [
		{
			displayName: 'Permissions',
			name: 'permissions',
			type: 'multiOptions',
			options: permissions.map((name) => ({ name, value: name })),
			default: [
				'ReadAccountsDetail',
				'ReadBalances',
				'ReadTransactionsCredits',
				'ReadTransactionsDebits',
				'ReadTransactionsDetail',
			],
			description: 'What the PSU is asked to let you read; ask for no more than you use',
		},
		...clientFields,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Expires',
					name: 'expirationDateTime',
					type: 'dateTime',
					default: '',
					description: 'When the consent ends; by default it does not end by itself',
				},
				...authorisationOptions,
				{
					displayName: 'Transactions From',
					name: 'transactionFromDateTime',
					type: 'dateTime',
					default: '',
				},
				{
					displayName: 'Transactions To',
					name: 'transactionToDateTime',
					type: 'dateTime',
					default: '',
				},
			],
		},
	],
	irreplaceable: () => true,
	async run(item) {
		const connection = await item.connection();
		await assertAuthorisable(connection, item);
		const send = sendForConsents(connection);
		const response = await send(
			createConsentRequest(connection.tpp, readSettings(item, connection.tpp)),
		);
		const { data, interactionId, ...consent } = readConsent(response, 'creating the consent');
		return output({
			bank: connection.tpp.bank.id,
			...consent,
			...(await authoriseMade(connection, consent, item)),
			data,
			interactionId,
		});
	},
};

/** The consent is there, and costs nothing: whoever is told its id needs no other. */
async function authoriseMade(
	connection: Connection,
	consent: AuthorisedConsent,
	item: Item,
): Promise<AuthorizationUrl> {
	try {
		return await authorise(connection, consent, item);
	} catch (thrown) {
		const { consentId } = consent;
		throw toOpenBankingError(thrown).with(
			`The bank has made the consent ${consentId}: get its address with Get Authorisation URL.`,
			{ consentId },
		);
	}
}

function readSettings(item: Item, tpp: Tpp): ConsentSettings {
	const date = (name: string, label: string) =>
		toIsoDateTime(item.parameter(`options.${name}`, ''), label);
	return {
		permissions: offeredPermissions(item, tpp),
		expirationDateTime: date('expirationDateTime', 'Expires'),
		transactionFromDateTime: date('transactionFromDateTime', 'Transactions From'),
		transactionToDateTime: date('transactionToDateTime', 'Transactions To'),
	};
}

/** What the bank does not offer is not asked for, and the operator told. */
function offeredPermissions(item: Item, { bank }: Tpp): string[] {
	const names = item.parameter<string[]>('permissions');
	const unoffered = unsupportedPermissions(bank, names);
	if (unoffered.length > 0) {
		item.hint(`Left out, because ${bank.name} offers nothing for them: ${unoffered.join(', ')}.`);
	}
	return names.filter((name) => !unoffered.includes(name));
}
