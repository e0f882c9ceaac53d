import { OpenBankingError, type FieldReference } from '../../lib/errors';

interface Rejection {
	code: string;
	field?: FieldReference;
	message: string;
}

/** What an operator learns of the error that `act` throws. */
export const rejection = (act: () => unknown): Rejection => rejectionOf(thrownBy(act));

/** What an operator learns of the error that the promise rejects with. */
export const asyncRejection = async (promise: Promise<unknown>): Promise<Rejection> =>
	rejectionOf(await errorOf(promise));

/** Returns the error that the promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<OpenBankingError> {
	const outcome = await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
	return thrownBy(() => {
		if (outcome !== undefined) throw outcome;
	});
}

const rejectionOf = ({ code, details, message }: OpenBankingError): Rejection => ({
	code,
	field: details.field,
	message,
});

export function thrownBy(act: () => unknown): OpenBankingError {
	try {
		act();
	} catch (error) {
		if (error instanceof OpenBankingError) return error;
		throw error;
	}
	throw new Error('It was not rejected');
}
