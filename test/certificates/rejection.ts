import { OpenBankingError, type FieldReference } from '../../lib/errors';

/** What an operator learns of the error that `act` throws. */
export function rejection(act: () => unknown): {
	code: string;
	field?: FieldReference;
	message: string;
} {
	const { code, details, message } = thrownBy(act);
	return { code, field: details.field, message };
}

export function thrownBy(act: () => unknown): OpenBankingError {
	try {
		act();
	} catch (error) {
		if (error instanceof OpenBankingError) return error;
		throw error;
	}
	throw new Error('It was not rejected');
}
