import { parameterError } from '../../../lib/errors';
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
import { concurrentItems } from '../../shared/concurrency';
import { toIsoDateTime } from '../../shared/dateTime';
import { clientFields } from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { optionsCollection } from '../../shared/optionsCollection';
import { toOpenBankingError } from '../../shared/presentError';
import { psuPresentOption } from '../../shared/psuPresent';
import {
	assertAuthorisable,
	authorisationOptions,
	authorise,
	clientMember,
	type AuthorisedConsent,
} from '../authorisation';
import { sendForConsents } from '../consentTokens';

export const createConsent: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a consent',
	description: 'Create a consent at the bank and get the URL to send the PSU to',
	toolDescription:
		'Creates a consent to read account data. Returns consentId, status and authorizationUrl, the URL where the customer signs in at their bank and approves. Give it to that customer only.',
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
			description: 'The data that the PSU is asked to share. Select only what you use.',
		},
		...clientFields,
		optionsCollection([
			{
				displayName: 'Expires',
				name: 'expirationDateTime',
				type: 'dateTime',
				default: '',
				description:
					'When the consent expires, in the time zone of the workflow. If empty, it has no expiry date.',
			},
			...authorisationOptions,
			psuPresentOption,
			{
				displayName: 'Transactions From',
				name: 'transactionFromDateTime',
				type: 'dateTime',
				default: '',
				description:
					'Share only transactions from this date and time on, in the time zone of the workflow. If empty, there is no limit.',
			},
			{
				displayName: 'Transactions To',
				name: 'transactionToDateTime',
				type: 'dateTime',
				default: '',
				description:
					'Share only transactions up to this date and time, in the time zone of the workflow. If empty, there is no limit.',
			},
		]),
	],
	mustKeepOutputs: () => true,
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		await assertAuthorisable(connection, item);
		const send = sendForConsents(connection, item);
		const settings = readSettings(item, connection.tpp);
		const response = await send(createConsentRequest(connection.tpp, settings));
		const { data, interactionId, ...consent } = readConsent(response, 'creating the consent');
		return output({
			bank: connection.tpp.bank.id,
			...consent,
			...(await authoriseCreated(
				connection,
				{ ...consent, permissions: data.Permissions ?? settings.permissions },
				item,
			)),
			...(await clientMember(connection)),
			data,
			interactionId,
		});
	},
};

/** Returns the authorisation URL. If that fails, the error names the consent, so that the operator need not create another. */
async function authoriseCreated(
	connection: Connection,
	consent: AuthorisedConsent,
	item: Item,
): Promise<AuthorizationUrl> {
	try {
		return await authorise(connection, consent, item);
	} catch (thrown) {
		const { consentId } = consent;
		throw toOpenBankingError(thrown).with(`The bank has created the consent ${consentId}.`, {
			consentId,
			suggestion: 'getAuthorisationUrl',
		});
	}
}

function readSettings(item: Item, tpp: Tpp): ConsentSettings {
	const date = (name: string) =>
		toIsoDateTime(item.parameter(`options.${name}`, ''), name, item.timeZone);
	return {
		permissions: offeredPermissions(item, tpp),
		expirationDateTime: date('expirationDateTime'),
		transactionFromDateTime: date('transactionFromDateTime'),
		transactionToDateTime: date('transactionToDateTime'),
	};
}

/** Returns the permissions without those for data that the bank does not provide, and shows a hint about them. */
function offeredPermissions(item: Item, { bank }: Tpp): string[] {
	const names = item.parameter<unknown>('permissions');
	if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
		throw parameterError('The permissions are not a list of names.', 'permissions');
	}
	const unoffered = unsupportedPermissions(bank, names);
	if (unoffered.length > 0) {
		item.hint(
			`${bank.name} does not support these permissions, so the consent does not include them: ${unoffered.join(', ')}.`,
		);
	}
	return names.filter((name) => !unoffered.includes(name));
}
