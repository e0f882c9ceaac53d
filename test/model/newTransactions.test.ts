import { histories } from './history';
import { implementation, type Implementation } from './implementation';
import { knownCases } from './knownCases';
import { findFailure } from './report';

/** Time for a slow machine. The tests themselves wait for nothing. */
jest.setTimeout(180_000);

it('Every transaction of 500 random histories is returned as documented', () => {
	const failure = findFailure({
		histories: histories(),
		implementation,
		count: 500,
		seed: Number(process.env.MODEL_SEED ?? 1),
	});
	expect(failure).toBeUndefined();
});

it.each(knownCases)('Every transaction of $name is returned', ({ histories: ofCase }) => {
	const failure = findFailure({ histories: ofCase, implementation, count: 50, seed: 1 });
	expect(failure).toBeUndefined();
});

it('A model of an implementation that loses transactions has a failure', () => {
	const forgetful: Implementation = {
		...implementation,
		run: (readPages, ...rest) => {
			const [[, ...first] = [], ...pages] = readPages();
			return implementation.run(() => [first, ...pages], ...rest);
		},
	};
	const failure = findFailure({
		histories: histories(),
		implementation: forgetful,
		count: 50,
		seed: 1,
	});
	expect(failure).toMatch(/: lost$/m);
});

it('A model of an implementation that forgets its cursor has a failure', () => {
	const repeating: Implementation = {
		...implementation,
		run: (readPages, _, settings) => implementation.run(readPages, '', settings),
	};
	const failure = findFailure({
		histories: histories(),
		implementation: repeating,
		count: 50,
		seed: 1,
	});
	expect(failure).toMatch(/: repeated$/m);
});
