import type { Operation } from '../../shared/operation';
import { healthFields, readHealthOptions } from '../healthFields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const report = () =>
	require('../../../lib/report/health') as typeof import('../../../lib/report/health');

export const checkHealth: Operation = {
	value: 'checkHealth',
	name: 'Check Health',
	action: 'Check health of consents and certificates',
	description:
		'Output each consent and certificate with its days left, what to do next and who has to do it, the most urgent first',
	fields: healthFields,
	runsOnce: true,
	async run(item) {
		const found = report().healthOf(item.all, readHealthOptions(item));
		// A later node finds the session of the consent by the item that it comes from.
		return [
			found.map(({ health, index }) => ({ json: { ...health }, pairedItem: { item: index } })),
		];
	},
};
