import type { X509Certificate } from 'node:crypto';

import { subjectName, writeDistinguishedName } from '../../../lib/certificates/distinguishedName';
import { dates } from '../../../lib/certificates/facts';
import { serialNumberHex } from '../../../lib/certificates/keyIds';
import { ConfigurationError } from '../../../lib/errors';
import { emit, type Item, type Operation } from '../../shared/operation';
import { readSources, sourceFields } from '../certificateSource';

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
			default: 90,
			description:
				'A certificate with fewer days left expires soon. Some banks refuse those with fewer than 90.',
		},
	],
	async run(item) {
		const now = new Date();
		const threshold = readThreshold(item);
		const sources = await readSources(item);
		return emit(
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
		subject: writeDistinguishedName(subjectName(certificate), 'rfc2253Text'),
		serialNumber: serialNumberHex(certificate),
		...period,
		expiresSoon: period.daysLeft < threshold,
	};
}

function readThreshold(item: Item): number {
	const threshold = Number(item.parameter('threshold', 90));
	if (threshold >= 0) return threshold;
	throw new ConfigurationError('Days Before Expiry is not a number of days.', {
		field: 'Days Before Expiry',
		tppAction: 'fixRequest',
	});
}
