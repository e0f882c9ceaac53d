import { ConfigurationError } from '../../lib/errors';
import type { Session } from '../../lib/oauth/session';
import type { AccountResourceName } from '../../lib/operations/accountInformation/resources';
import {
	newCursor,
	readCursor,
	type TransactionCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import type { RecogniseBy } from '../../lib/operations/accountInformation/transactionFingerprint';
import type { Tpp } from '../../lib/tpp';
import type { Item } from '../shared/operation';
import type { OnlyNew } from './newTransactions';
import { usualLookBack, usualOverlap } from './onlyNewFields';

/**
 * What the operator set for polling; undefined where everything is to be read.
 *
 * @throws ConfigurationError for numbers of days that are none, for a cursor that cannot be used, and in a tool of an AI
 * agent, which has nowhere to keep one
 */
export function readOnlyNew(
	item: Item,
	resource: AccountResourceName,
	{ tpp, session: { consentId } }: { tpp: Tpp; session: Session },
): OnlyNew | undefined {
	if (resource !== 'transactions' || !item.parameter('onlyNew', false)) return undefined;
	if (item.isTool) throw noTool();
	const lookBackDays = days(
		item.parameter('lookBackDays', usualLookBack),
		'Look Back (Days)',
		3650,
	);
	const cursor = cursorOf(item, tpp) ?? begin(item, lookBackDays, consentId);
	return {
		cursor,
		consentId,
		settings: {
			lookBackDays,
			overlapDays: days(item.parameter('options.overlapDays', usualOverlap), 'Overlap (Days)', 365),
			includePending: item.parameter('options.includePending', false),
			recogniseBy: item.parameter<RecogniseBy>('options.recogniseBy', 'transactionId'),
			salt: cursor.salt,
			now: new Date(),
		},
	};
}

/** A row of a table without one gives null. */
function cursorOf(item: Item, tpp: Tpp): TransactionCursor | undefined {
	const text = String(item.parameter<unknown>('cursor', '') ?? '').trim();
	return text === '' ? undefined : readCursor(text, tpp);
}

function begin(item: Item, lookBackDays: number, consentId: string | undefined) {
	item.hint(
		`Cursor was empty: this counts as the first run, which emits the last ${lookBackDays} days. The next one needs the cursor of the third output.`,
	);
	return newCursor(consentId);
}

function days(value: unknown, field: string, most: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (Number.isInteger(number) && Number(number) >= 0 && Number(number) <= most) {
		return Number(number);
	}
	throw new ConfigurationError(
		`${field}: "${String(value)}" is not a whole number of days from 0 to ${most}.`,
		{ field, tppAction: 'fixRequest' },
	);
}

const noTool = () =>
	new ConfigurationError(
		'Only New is not for a tool of an AI agent, which cannot keep the cursor. Switch it off, and say with Booked From what is wanted.',
		{ field: 'Only New', tppAction: 'fixRequest' },
	);
