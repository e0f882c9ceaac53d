import type {
	AccountResourceName,
	DateFilter,
	DateFilterName,
} from '../../lib/operations/accountInformation/resources';
import { toFilterDateTime } from '../shared/dateTime';
import type { Item } from '../shared/operation';

/** A filter of the standard, and what the panel calls it. */
export interface NamedDateFilter {
	name: DateFilterName;
	displayName: string;
}

/** What can be asked for by date, and how (OBIE Read/Write, statements and transactions: "Filtering"). */
export const dateFilters: Partial<Record<AccountResourceName, NamedDateFilter[]>> = {
	statements: [
		{ name: 'fromStatementDateTime', displayName: 'From' },
		{ name: 'toStatementDateTime', displayName: 'To' },
	],
	transactions: [
		{ name: 'fromBookingDateTime', displayName: 'Booked From' },
		{ name: 'toBookingDateTime', displayName: 'Booked To' },
	],
};

/**
 * The dates that the operator entered for this resource.
 *
 * @throws ConfigurationError for what is no date
 */
export function readDateFilter(item: Item, resource: AccountResourceName): DateFilter {
	const dates = (dateFilters[resource] ?? []).map(({ name, displayName }) => [
		name,
		toFilterDateTime(item.parameter(`options.${name}`, ''), displayName),
	]);
	return Object.fromEntries(dates) as DateFilter;
}
