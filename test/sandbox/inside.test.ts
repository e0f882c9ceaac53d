import { insideTheBank } from './insideTheBank';

const inside = insideTheBank();

describe('a bank on the Ozone platform', () => {
	const { withPostman, withoutPostman } = inside;

	it('has a Postman environment where its facts name one', () => {
		expect(withPostman.paths).toContain('/env');
		expect(withPostman.description).toMatchObject({
			postmanEnvironment: 'https://localhost:2/plain/env',
		});
	});

	it('neither serves nor describes one by default, and has everything else', () => {
		const { postmanEnvironment: _, ...description } = withPostman.description;
		expect(withoutPostman.description).toEqual(description);
		expect(withoutPostman.paths).toEqual(withPostman.paths.filter((path) => path !== '/env'));
	});

	it('does not serve what its facts leave out', () => {
		expect(withoutPostman.paths).not.toContain('/aisp/offers');
		expect(withoutPostman.paths).toContain('/aisp/accounts/{AccountId}/offers');
	});
});

describe("a PSU's login", () => {
	it.each(['coop', 'ozone'] as const)('lasts at least as long as a page of %s', (bank) => {
		const { Interaction, Session } = inside.lifetimes[bank];
		expect(Session).toBeGreaterThanOrEqual(Interaction);
	});
});
