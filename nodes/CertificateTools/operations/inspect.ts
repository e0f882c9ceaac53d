import { certificateFacts } from '../../../lib/certificates/facts';
import { output, type Operation } from '../../shared/operation';
import { readSources } from '../certificateSource';
import { sourceFields } from '../fields';

export const inspect: Operation = {
	value: 'inspect',
	name: 'Inspect Certificates',
	action: 'Inspect certificates',
	description:
		'Show names in every format that banks ask for, PSD2 roles, dates, thumbprints and purpose of certificates',
	fields: sourceFields,
	async run(item) {
		const now = new Date();
		const sources = await readSources(item);
		return output(
			...sources.flatMap(({ name, certificates }) =>
				certificates.map((certificate) => ({
					source: name,
					...certificateFacts(certificate, now),
				})),
			),
		);
	},
};
