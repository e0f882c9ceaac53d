import { runPaymentModel } from './payments';

it('A payment is in the books once, however often it is requested and whatever is lost', async () => {
	expect(await runPaymentModel(10, Date.now() % 2 ** 31)).toBeGreaterThanOrEqual(10);
});
