import type { INodeProperties } from 'n8n-workflow';

import { berlinGroupRules } from '../../../lib/banks/applicableRules';
import { parameterError } from '../../../lib/errors';
import {
	createObieConsentRequest,
	readObieConsent,
	type Consent,
	type ConsentSettings,
} from '../../../lib/operations/accountInformation/accountAccessConsent';
import * as berlinGroup from '../../../lib/operations/berlinGroup/consent';
import { readWarnings } from '../../../lib/responses/errorBody';
import type { Tpp } from '../../../lib/tpp';
import type { Connection } from '../../../lib/transport/http';
import { concurrentItems } from '../../shared/concurrency';
import { toIsoDateTime } from '../../shared/dateTime';
import { clientFields, psuPresentOption, simplifySince1_1 } from '../../shared/fields';
import { output, type Item, type Operation } from '../../shared/operation';
import { byLabel, optionsCollection } from '../../shared/optionsCollection';
import { assertAuthorisable, authoriseCreated, consentItem } from '../authorisation';
import { readConsentSettings } from '../berlinGroup';
import {
	accessFields,
	authorisationOptions,
	expiryNote,
	psuOptions,
	standardField,
	termsOptions,
	type BankStandard,
} from '../fields';
import { sendForConsents } from '../sendForConsents';
import { permissionsField, readPermissions } from '../permissions';

export const createConsent: Operation = {
	value: 'create',
	name: 'Create Consent',
	action: 'Create consent',
	description: 'Create a consent at the bank and get the URL to send the PSU to',
	toolDescription:
		'Creates a consent to read account data. Returns consentId, status and authorizationUrl, the URL where the customer signs in at their bank and approves. Give it to that customer only.',
	fields: [
		standardField,
		permissionsField,
		...accessFields,
		simplifySince1_1,
		...clientFields,
		optionsCollection(
			(
				[
					...termsOptions,
					...psuOptions,
					{
						displayName: 'Expires',
						name: 'expirationDateTime',
						type: 'dateTime',
						default: '',
						description: `When the consent expires, in the time zone of the workflow. If empty, it does not expire. ${expiryNote}`,
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
				] as INodeProperties[]
			).sort(byLabel),
		),
	],
	mustKeepOutputs: () => true,
	concurrency: concurrentItems,
	async run(item) {
		const connection = await item.connection();
		await assertAuthorisable(connection, item);
		const { consent: created, permissions } = await create(connection, item);
		const authorisation = await authoriseCreated(connection, { ...created, permissions }, item);
		return output(await consentItem(item, connection, created, authorisation));
	},
};

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
