import type { X509Certificate } from 'node:crypto';

import { dates, nameOf } from '../../../lib/certificates/facts';
import { serialNumberHex } from '../../../lib/certificates/keyIds';
import { ConfigurationError } from '../../../lib/errors';
import { output, type Item, type Operation } from '../../shared/operation';
import { readSources, sourceFields } from '../certificateSource';
import { textOf } from '../parameters';

const usualThreshold = 90;

export const checkExpiry: Operation = {
	value: 'checkExpiry',
	name: 'Check Expiry',
	action: 'Check the expiry of certificates',
	description:
		'Days left of each certificate, and whether it expires soon: for an If node behind a Schedule Trigger',
	fields: [
		...sourceFields,
		{
			displayName: 'Days Before Expiry',
			name: 'threshold',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: usualThreshold,
			description:
				'A certificate with fewer days left expires soon. Some banks refuse those with fewer than 90.',
		},
	],
	async run(item) {
		const now = new Date();
		const threshold = readThreshold(item);
		const sources = await readSources(item);
		return output(
			...sources.flatMap(({ name, certificates }) =>
				certificates.map((certificate) => ({
					source: name,
					...expiry(certificate, { now, threshold }),
				})),
			),
		);
	},
};

function expiry(
	certificate: X509Certificate,
	{ now, threshold }: { now: Date; threshold: number },
) {
	const period = dates(certificate, now);
	return {
		subject: nameOf(certificate),
		serialNumber: serialNumberHex(certificate),
		...period,
		// One whose date cannot be read is to be looked at, too.
		expiresSoon: !(Number(period.daysLeft) >= threshold),
	};
}

function readThreshold(item: Item): number {
	const threshold = Number(textOf(item, 'threshold') || usualThreshold);
	if (threshold >= 0) return threshold;
	throw new ConfigurationError('Days Before Expiry is not a number of days.', {
		field: 'Days Before Expiry',
		tppAction: 'fixRequest',
	});
}
