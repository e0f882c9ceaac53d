import { runPaymentModel } from './payments';

/** Time for a slow machine. The test itself waits for nothing. */
jest.setTimeout(180_000);

it('A payment is in the books once, however often it is requested and whatever is lost', async () => {
	expect(await runPaymentModel(10, Date.now() % 2 ** 31)).toBeGreaterThanOrEqual(10);
});
