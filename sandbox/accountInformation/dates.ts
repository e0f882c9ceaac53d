import { daysAfter } from '../data/days';
import { obieRefused } from './refusal';

/** Reads a date-time of a body: ISO 8601 with a time zone. @throws ObieRefusal */
export function payloadDate(value: unknown, path: string): Date | undefined {
	if (value === undefined) return undefined;
	const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
	const date = typeof value === 'string' && pattern.test(value) ? new Date(value) : undefined;
	if (date && !Number.isNaN(date.getTime())) return date;
	throw obieRefused(400, 'U003', `${path} is not an ISO 8601 date-time with a time zone`, path);
}

/** Reads a date-time of a query: ISO 8601. A time zone is ignored, as the standard says. @throws ObieRefusal */
export function queryDate(query: URLSearchParams, name: string): Date | undefined {
	const value = query.get(name);
	if (value === null) return undefined;
	const pattern = /^(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?)(?:Z|[+ -]\d{2}:\d{2})?$/;
	const [, local] = pattern.exec(value) ?? [];
	const date = new Date(local?.includes('T') ? `${local}Z` : `${local}T00:00:00Z`);
	if (local !== undefined && !Number.isNaN(date.getTime())) return date;
	throw obieRefused(400, 'U003', `${name} is not an ISO 8601 date-time`, name);
}

/** Returns the date-time `days` days after `today`. */
export function daysFrom(today: Date, days: number): string {
	return daysAfter(today, days).toISOString();
}
