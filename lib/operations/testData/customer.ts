import { customerNumberHints, readChoice, readCustomerNumber, readText } from './input';

/** Tietoevry's portals, "Create sandbox customers": `type`. */
export const customerTypes = ['private', 'corporate'] as const;

/** The request body in the bank's spelling. */
export interface TestCustomer {
	/** What the PSU types in to sign in: birth number of a person, organisation number of a company. */
	customerNumber: string;
	name: string;
	type: (typeof customerTypes)[number];
}

/** Checks an entered customer. @throws ConfigurationError that names the field */
export const readCustomerInput = (input: TestCustomer): TestCustomer => ({
	customerNumber: readCustomerNumber(input.customerNumber, {
		subject: 'The customer number',
		key: 'customerNumber',
	}),
	name: readText(input.name, { subject: 'The name', key: 'name' }),
	type: readChoice(input.type, customerTypes, { subject: 'The type', key: 'type' }),
});

/** Returns a sentence if the number cannot be Norwegian. */
export const customerHints = ({ customerNumber }: TestCustomer): string[] =>
	customerNumberHints(customerNumber, 'The customer number');
