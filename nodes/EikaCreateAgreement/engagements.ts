import { ConfigurationError } from '../../lib/errors';
import type { Engagement } from '../../lib/operations/agreements/agreement';

/** A row of the panel's fixed collection. */
export interface EnteredEngagement extends Omit<Engagement, 'account'> {
	iban: string;
}

export const toEngagement = ({ iban, ...engagement }: EnteredEngagement): Engagement => ({
	...engagement,
	account: { iban },
});

/** @throws ConfigurationError when the field holds no JSON array */
export function readJsonEngagements(value: unknown): Engagement[] {
	const parsed = typeof value === 'string' ? parse(value) : value;
	if (Array.isArray(parsed)) return parsed as Engagement[];
	throw notAnArray();
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw notAnArray();
	}
}

const notAnArray = () =>
	new ConfigurationError('Engagements (JSON) is not a JSON array.', {
		field: 'Engagements (JSON)',
		tppAction: 'fixRequest',
	});
