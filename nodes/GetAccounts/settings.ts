import { berlinGroupRules, obieRules } from '../../lib/banks/applicableRules';
import { parameterError } from '../../lib/errors';
import { jsonHash } from '../../lib/hash';
import type { Session } from '../../lib/oauth/session';
import type { NewTransactionSettings } from '../../lib/operations/accountInformation/accountCursor';
import {
	accountEndpoint,
	type AccountListName,
	type AccountResourceName,
	type DateFilter,
} from '../../lib/operations/accountInformation/resources';
import type { StatementFileSettings } from '../../lib/operations/accountInformation/statementFile';
import {
	newCursor,
	readCursor,
	type TransactionCursor,
} from '../../lib/operations/accountInformation/transactionCursor';
import type { IdentifyBy } from '../../lib/operations/accountInformation/transactionFingerprint';
import { daysWithoutPsu, type BookingStatus } from '../../lib/operations/berlinGroup/lists';
import type { JsonObject } from '../../lib/responses/body';
import { enteredText } from '../../lib/responses/json';
import type { Tpp } from '../../lib/tpp';
import { tlsFingerprint } from '../../lib/transport/agents';
import { toFilterDateTime } from '../shared/dateTime';
import { readSwitch, type Item } from '../shared/operation';
import { dateFilterFields } from './dateFilters';
import {
	defaultInitialHistory,
	defaultOverlap,
	maxInitialHistory,
	maxOverlap,
} from './onlyNewFields';

export interface AccountDataSettings {
	resource: AccountListName;
	/** Identifies the session and the connection to the bank in the memory of the run and of the execution. */
	sessionHash: string;
	/** Undefined: all accounts that the PSU selected. */
	accountId?: string;
	/** Required for what is below a statement. */
	statementId?: string;
	/** What the customer or the bank calls the account. Absent: not known. */
	accountName?: string;
	/** What identifies the account besides its ID. Absent: not known. */
	identification?: string;
	/** Most entries. Infinity: no limit. */
	limit: number;
	/** The limit is for each account. False: for all of them together. */
	isLimitPerAccount: boolean;
	simplify: boolean;
	filter: DateFilter;
	/** What makes two transactions the same. */
	identifyBy: IdentifyBy;
	/** Which transactions to request at a bank of the Berlin Group. */
	bookingStatus?: BookingStatus;
	/** Also request the balances of each account. */
	withBalance?: boolean;
	/** Interaction IDs of the responses by entry, where the operator wants them in the items. */
	interactionIds?: WeakMap<JsonObject, string>;
}

export type OneAccountSettings = AccountDataSettings & { accountId: string };

/** The settings of *Only New*. */
export interface OnlyNewSettings {
	cursor: TransactionCursor;
	/** Consent of the session. */
	consentId?: string;
	selection: NewTransactionSettings;
}

/** Reads the parameters of an operation. @throws ConfigurationError for an invalid date */
export function readAccountDataSettings(
	item: Item,
	resource: AccountListName,
	{ tpp, session }: { tpp: Tpp; session: Session },
): AccountDataSettings {
	const isOfStatement = accountEndpoint(resource).below === 'statement';
	const isOneAccount = isOfStatement || item.parameter<string>('accountSelection', 'all') === 'one';
	return {
		resource,
		sessionHash: jsonHash(
			session.bank,
			session.clientId,
			session.consentId,
			session.accessToken,
			session.psu,
			tpp.environment,
			tpp.provider,
			tpp.addresses.resourceServer,
			tlsFingerprint(tpp.tls),
		),
		accountId: isOneAccount ? readId(item, 'accountId') : undefined,
		...(isOfStatement && { statementId: readId(item, 'statementId') }),
		limit: readSwitch(item, 'returnAll', false) ? Infinity : readLimit(item),
		isLimitPerAccount: item.typeVersion >= 1.1,
		simplify: readSwitch(item, 'simplify', true),
		filter: readDateFilter(item, resource),
		identifyBy: readIdentifyBy(item, tpp),
		...readBerlinGroupOptions(item, tpp),
		...(readSwitch(item, 'options.includeInteractionId', false) && {
			interactionIds: new WeakMap<JsonObject, string>(),
		}),
	};
}

/** Reads the parameters of the operation that reads the file of a statement. */
export const readStatementFileSettings = (item: Item): StatementFileSettings => ({
	accountId: readId(item, 'accountId'),
	statementId: readId(item, 'statementId'),
	mimeType: readMimeType(item),
});

/** @throws ConfigurationError for a text that is not a media type (RFC 9110 §8.3.1) */
function readMimeType(item: Item): string {
	const text = String(item.parameter<unknown>('options.fileType', 'application/pdf') ?? '').trim();
	if (/^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+$/.test(text)) return text;
	throw parameterError(`"${text}" is not a media type such as application/pdf.`, 'fileType');
}

const readId = (item: Item, key: 'accountId' | 'statementId'): string =>
	String(item.parameter<unknown>(key) ?? '').trim();

/** @throws ConfigurationError for a value that is not a positive whole number */
function readLimit(item: Item): number {
	const value = item.parameter<unknown>('limit', 50);
	const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
	if (Number.isSafeInteger(number) && Number(number) > 0) return Number(number);
	throw parameterError(
		`${quote(value)} is not a valid limit. Enter a whole number of 1 or more.`,
		'limit',
	);
}

const quote = (value: unknown): string =>
	typeof value === 'string' ? `"${value}"` : enteredText(value);

/** Returns the chosen way to identify transactions. The default depends on the bank. */
function readIdentifyBy(item: Item, { bank }: Tpp): IdentifyBy {
	const chosen = item.parameter<IdentifyBy | 'automatic'>('options.recogniseBy', 'automatic');
	if (chosen !== 'automatic') return chosen;
	return obieRules(bank)?.transactions?.reusesIds ? 'content' : 'transactionId';
}

/** Only new transactions are compared with all others, so the operator does not choose among them. */
function readBerlinGroupOptions(
	item: Item,
	{ bank }: Tpp,
): Pick<AccountDataSettings, 'bookingStatus' | 'withBalance'> {
	if (!berlinGroupRules(bank)) return {};
	const bookingStatus = readSwitch(item, 'onlyNew', false)
		? 'both'
		: item.parameter<BookingStatus>('options.bookingStatus', 'both');
	return { bookingStatus, withBalance: readSwitch(item, 'options.withBalance', false) };
}

/** Reads the date options of a resource. @throws ConfigurationError for an invalid date */
export function readDateFilter(item: Item, resource: AccountResourceName): DateFilter {
	const dates = (dateFilterFields[resource] ?? []).map(({ name }) => [
		name,
		toFilterDateTime(item.parameter(`options.${name}`, ''), name),
	]);
	return Object.fromEntries(dates) as DateFilter;
}

/**
 * Reads the parameters of *Only New*; returns undefined when it is off.
 *
 * @throws ConfigurationError for an invalid number of days or cursor, and in a tool of an AI agent, which cannot store a
 * cursor
 */
export function readOnlyNew(
	item: Item,
	resource: AccountResourceName,
	{ tpp, session: { consentId } }: { tpp: Tpp; session: Session },
): OnlyNewSettings | undefined {
	if (resource !== 'transactions' || !readSwitch(item, 'onlyNew')) return undefined;
	if (item.isTool) throw notForTools();
	const selection = readSelection(item, tpp);
	// A table row without a cursor contains null, and an email or a paste adds spaces and line breaks.
	const text = String(item.parameter<unknown>('cursor', '') ?? '').replace(/\s+/g, '');
	if (text === '') {
		item.hint(
			`The cursor is empty, so this is the first run. It returns the last ${selection.initialHistoryDays} days. Store the cursor of the third output for the next run.`,
		);
	}
	const cursor = text === '' ? newCursor(consentId) : readCursor(text, tpp);
	return { cursor, consentId, selection: { ...selection, salt: cursor.salt, now: new Date() } };
}

function readSelection(item: Item, tpp: Tpp): Omit<NewTransactionSettings, 'salt' | 'now'> {
	const { transactions, stepUp } = obieRules(tpp.bank) ?? {};
	const { cardsUntilStatement, historyMonths } = transactions ?? {};
	return {
		initialHistoryDays: readDays(
			item.parameter('lookBackDays', defaultInitialHistory),
			'lookBackDays',
			maxInitialHistory,
		),
		overlapDays: readDays(
			item.parameter('options.overlapDays', defaultOverlap),
			'overlapDays',
			maxOverlap,
		),
		includePending: readSwitch(item, 'options.includePending'),
		identifyBy: readIdentifyBy(item, tpp),
		withVanishingTransactions: cardsUntilStatement === true,
		historyMonths,
		historyDays: berlinGroupRules(tpp.bank) && daysWithoutPsu,
		daysWithoutStepUp: stepUp?.transactionDays,
	};
}

function readDays(value: unknown, key: string, max: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (Number.isInteger(number) && Number(number) >= 0 && Number(number) <= max) {
		return Number(number);
	}
	throw parameterError(
		`"${enteredText(value)}" is not a whole number of days from 0 to ${max}.`,
		key,
	);
}

const notForTools = () =>
	parameterError(
		'A tool of an AI agent cannot use Only New, because it cannot store the cursor. Turn it off and use Booking Date From instead.',
		'onlyNew',
	);
