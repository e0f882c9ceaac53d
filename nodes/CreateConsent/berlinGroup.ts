import { parameterError } from '../../lib/errors';
import type { PsuContext, PsuReference } from '../../lib/oauth/session';
import {
	type AccountAccess,
	type AccountConsentSettings,
} from '../../lib/operations/berlinGroup/consent';
import {
	accessRights,
	maxFrequencyPerDay,
	type AccessRight,
} from '../../lib/operations/berlinGroup/consentTerms';
import { enteredText } from '../../lib/responses/json';
import { toFilterDateTime } from '../shared/dateTime';
import { readSwitch, type Item } from '../shared/operation';

/** Reads the parameters of a consent. @throws ConfigurationError that names the field */
export const readConsentSettings = (item: Item): AccountConsentSettings => ({
	access: readAccess(item),
	validUntil: toFilterDateTime(
		item.parameter('options.expirationDateTime', ''),
		'expirationDateTime',
	)?.slice(0, 10),
	frequencyPerDay: Number(item.parameter<unknown>('options.frequencyPerDay', maxFrequencyPerDay)),
	isRecurring: readSwitch(item, 'options.recurring', true),
	psu: readPsu(item),
	now: new Date(),
});

/** Reads the options that identify the PSU. */
export function readPsu(item: Item): PsuReference {
	const id = item.parameter('options.psuId', '').trim();
	const corporateId = item.parameter('options.psuCorporateId', '').trim();
	const context = readContext(item) ?? (corporateId ? 'corporate' : 'private');
	if (corporateId && context === 'private') {
		throw parameterError(
			'A private PSU has no corporate ID. Choose the PSU type Corporate, or remove the ID.',
			'psuCorporateId',
		);
	}
	return {
		...(context !== 'chosenAtBank' && { context }),
		...(id && { id }),
		...(corporateId && { corporateId }),
	};
}

/** Returns undefined when nothing is chosen. */
function readContext(item: Item): PsuContext | 'chosenAtBank' | undefined {
	const chosen = item.parameter<string>('options.psuContext', '');
	if (chosen === '') return undefined;
	if (chosen === 'corporate' || chosen === 'private' || chosen === 'chosenAtBank') return chosen;
	throw parameterError(
		`"${chosen}" is not a PSU type. Enter chosenAtBank, corporate or private.`,
		'psuContext',
	);
}

interface EnteredAccount {
	iban?: unknown;
	rights?: unknown;
}

function readAccess(item: Item): AccountAccess {
	const { account = [] } =
		item.parameter<{ account?: EnteredAccount[] } | null>('accounts', {}) ?? {};
	if (account.length === 0) {
		const rights = readRights(item.parameter<unknown>('rights', [...accessRights]), 'rights');
		return Object.fromEntries(rights.map((right) => [right, []]));
	}
	const entries = account.map(({ iban, rights }) => ({
		iban: enteredText(iban ?? ''),
		rights: readRights(rights ?? [...accessRights], 'accounts'),
	}));
	const access = accessRights.map((right) => [
		right,
		entries.filter(({ rights }) => rights.includes(right)).map(({ iban }) => iban),
	]);
	return Object.fromEntries(access.filter(([, ibans]) => ibans!.length > 0)) as AccountAccess;
}

function readRights(value: unknown, key: string): AccessRight[] {
	const isList = Array.isArray(value) && value.length > 0;
	if (isList && value.every((one) => accessRights.includes(one as AccessRight))) {
		return value as AccessRight[];
	}
	throw parameterError(`The access rights must be a list of ${accessRights.join(', ')}.`, key);
}
