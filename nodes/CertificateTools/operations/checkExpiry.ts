import type { X509Certificate } from 'node:crypto';

import { dates, nameOf, serialNumberHex } from '../../../lib/certificates/facts';
import { parameterError } from '../../../lib/errors';
import { output, type Item, type Operation } from '../../shared/operation';
import { readSources } from '../certificateSource';
import { defaultThreshold, sourceFields } from '../fields';
import { textOf } from '../parameters';

export const checkExpiry: Operation = {
	value: 'checkExpiry',
	name: 'Check Certificate Expiry',
	action: 'Check certificate expiry',
	description:
		'Show how many days each certificate is still valid, for example to send a reminder in time',
	fields: [
		...sourceFields,
		{
			displayName: 'Days Before Expiry',
			name: 'threshold',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: defaultThreshold,
			description:
				'Report a certificate as expiring soon if it has fewer days left. Some banks reject certificates with fewer than 90 days left.',
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
		// A certificate whose date cannot be read needs attention, too.
		expiresSoon: !(Number(period.daysLeft) >= threshold),
	};
}

function readThreshold(item: Item): number {
	const threshold = Number(textOf(item, 'threshold') || defaultThreshold);
	if (threshold >= 0) return threshold;
	throw parameterError(`"${textOf(item, 'threshold')}" is not a number of days.`, 'threshold');
}
