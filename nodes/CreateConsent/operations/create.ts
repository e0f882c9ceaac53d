import {
	createConsentRequest,
	permissions,
	readConsent,
	type ConsentSettings,
} from '../../../lib/operations/accountAccessConsent';
import { toIsoDateTime } from '../../shared/dateTime';
import { clientFields } from '../../shared/fields';
import { emit, type Item, type Operation } from '../../shared/operation';
import { assertAuthorisable, authorisationOptions, authorise } from '../authorisation';
import { sendForConsents } from '../consentTokens';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a consent',
	description: 'Ask the bank for a consent and get the address to send the PSU to',
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
		const response = await send(createConsentRequest(connection.tpp, readSettings(item)));
		const consent = readConsent(response, 'creating the consent');
		return emit({
			bank: connection.tpp.bank.id,
			...consent,
			...(await authorise(connection, consent.consentId, item)),
		});
	},
};

function readSettings(item: Item): ConsentSettings {
	const date = (name: string, label: string) =>
		toIsoDateTime(item.parameter(`options.${name}`, ''), label);
	return {
		permissions: item.parameter('permissions'),
		expirationDateTime: date('expirationDateTime', 'Expires'),
		transactionFromDateTime: date('transactionFromDateTime', 'Transactions From'),
		transactionToDateTime: date('transactionToDateTime', 'Transactions To'),
	};
}
