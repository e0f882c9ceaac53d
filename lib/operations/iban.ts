import { parameterError } from '../errors';
import { enteredText } from '../responses/json';

/** Returns ibantools. It is loaded when first used, because loading it takes as long as twenty files of a node. */
const ibanTools = () =>
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, without a promise
	require('ibantools') as typeof import('ibantools');

/** Returns whether the text is an IBAN with correct check digits (ISO 13616), in upper case without spaces. */
export const isIban = (text: string): boolean => ibanTools().isValidIBAN(text);

/**
 * Returns an entered IBAN in upper case without spaces. The check digit of the national account number may be wrong.
 *
 * @param place the subject of an error message, such as "The account", and the key of the field
 * @throws ConfigurationError when it is invalid (ISO 13616)
 */
export function readIban(text: unknown, place: { subject: string; key: string }): string {
	const iban = enteredText(text ?? '')
		.replace(/\s+/g, '')
		.toUpperCase();
	const problem = problemOf(iban);
	if (problem === undefined) return iban;
	throw parameterError(`${place.subject}: "${iban}" is not a valid IBAN (${problem}).`, place.key);
}

function problemOf(iban: string): string | undefined {
	const { validateIBAN, ValidationErrorsIBAN: problem } = ibanTools();
	const found = validateIBAN(iban).errorCodes.filter(
		(code) => code !== problem.WrongAccountBankBranchChecksum,
	);
	if (found.length === 0) return undefined;
	if (found.includes(problem.NoIBANProvided)) return 'it is empty';
	if (found.includes(problem.NoIBANCountry)) return 'unknown country code';
	if (found.includes(problem.WrongBBANLength)) return 'wrong length';
	if (found.includes(problem.WrongBBANFormat)) return 'wrong format';
	return 'wrong check digits';
}
