import { createRetryBudget } from '../../lib/transport/retry';

const spendAll = (budget: ReturnType<typeof createRetryBudget>) => {
	let spent = 0;
	while (budget.spend()) spent++;
	return spent;
};

it('allows twenty retries and no more', () => {
	const budget = createRetryBudget();
	expect(spendAll(budget)).toBe(20);
	expect(budget.spend()).toBe(false);
});

it('gets the cost of a success back', () => {
	const budget = createRetryBudget();
	spendAll(budget);
	budget.refund(2);
	expect(spendAll(budget)).toBe(2);
});

it('recovers by one retry for five successes at the first attempt', () => {
	const budget = createRetryBudget();
	spendAll(budget);
	for (let success = 0; success < 6; success++) budget.refund(0);
	expect(spendAll(budget)).toBe(1);
});

it('never holds more than at the start', () => {
	const budget = createRetryBudget();
	budget.refund(100);
	expect(spendAll(budget)).toBe(20);
});
