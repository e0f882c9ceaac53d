import { createRetryBudget } from '../../lib/transport/retry';

const spendAll = (budget: ReturnType<typeof createRetryBudget>) => {
	let spent = 0;
	while (budget.spend()) spent++;
	return spent;
};

it('allows twenty other tries and no more', () => {
	const budget = createRetryBudget();
	expect(spendAll(budget)).toBe(20);
	expect(budget.spend()).toBe(false);
});

it('gets back what a success has cost', () => {
	const budget = createRetryBudget();
	spendAll(budget);
	budget.refund(2);
	expect(spendAll(budget)).toBe(2);
});

it('recovers by one other try for five successes at once', () => {
	const budget = createRetryBudget();
	spendAll(budget);
	for (let success = 0; success < 6; success++) budget.refund(0);
	expect(spendAll(budget)).toBe(1);
});

it('never holds more than at first', () => {
	const budget = createRetryBudget();
	budget.refund(100);
	expect(spendAll(budget)).toBe(20);
});
