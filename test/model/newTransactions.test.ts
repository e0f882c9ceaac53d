import type { Day } from '../../lib/calendar';
import { histories } from './history';
import { implementation, type Implementation } from './implementation';
import { knownCases } from './knownCases';
import { findFailure } from './report';

it('Every transaction of 500 random histories is returned as documented', async () => {
	const failure = await findFailure({
		histories: histories(),
		implementation,
		count: 500,
		seed: Number(process.env.MODEL_SEED ?? 1),
	});
	expect(failure).toBeUndefined();
});

it.each(knownCases)('Every transaction of $name is returned', async ({ histories: ofCase }) => {
	const failure = await findFailure({ histories: ofCase, implementation, count: 50, seed: 1 });
	expect(failure).toBeUndefined();
});

it('A model of an implementation that loses transactions has a failure', async () => {
	const forgetful: Implementation = {
		...implementation,
		run: async (accounts, ...rest) => {
			const forgotten = accounts.map(({ account, readPages }) => ({
				account,
				readPages: (windowStart: Day) => {
					const { pages, failure } = readPages(windowStart);
					const [[, ...first] = [], ...others] = pages;
					return { pages: [first, ...others], failure };
				},
			}));
			return await implementation.run(forgotten, ...rest);
		},
	};
	const failure = await findFailure({
		histories: histories(),
		implementation: forgetful,
		count: 50,
		seed: 1,
	});
	expect(failure).toMatch(/: lost$/m);
});

it('A model of an implementation that forgets its cursor has a failure', async () => {
	const repeating: Implementation = {
		...implementation,
		run: async (accounts, _, settings) => await implementation.run(accounts, '', settings),
	};
	const failure = await findFailure({
		histories: histories(),
		implementation: repeating,
		count: 50,
		seed: 1,
	});
	expect(failure).toMatch(/: repeated$/m);
});
