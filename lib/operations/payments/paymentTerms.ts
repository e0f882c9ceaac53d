import { InvalidResponseError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { isJsonObject, jsonText } from '../../responses/json';
import type { HttpResponse } from '../../transport/http';
import { unknownOutcome } from '../../transport/requestOutcome';
import type { ConsentedPayment } from './paymentConsent';
import { isSameMoney } from './money';

/* OBIE Read/Write: the bank repeats the Initiation of the request. A PSU approves, and the bank pays, what the bank has. */

type Terms = Pick<ConsentedPayment, 'initiation'>;

/** Characters of an account number. OBIE Read/Write, `OBCashAccountCreditor3`: `Identification` has at most 256. */
const maxIdentification = 256;

/** Members with an amount, of any kind of payment. */
const amounts = ['InstructedAmount', 'FirstPaymentAmount', 'RecurringPaymentAmount'];

/**
 * Returns what differs between a bank's description of a payment and the request. A member that the bank does not repeat, or
 * an account that it writes in another scheme, is no difference.
 *
 * @param data `Data` of a response
 */
export function differenceIn(
	{ Initiation }: JsonObject,
	{ initiation }: Terms,
): 'amount' | 'payee' | undefined {
	if (!isJsonObject(Initiation)) return undefined;
	const isOtherAmount = amounts.some((name) => {
		const [described, requested] = [moneyIn(Initiation[name]), moneyIn(initiation[name])];
		return described && requested && !isSameMoney(described, requested);
	});
	if (isOtherAmount) return 'amount';
	const [described, requested] = [accountOf(Initiation), accountOf(initiation)];
	const isSameScheme = described.SchemeName === requested.SchemeName;
	const isOtherPayee = isSameScheme && numberOf(described) !== numberOf(requested);
	return isOtherPayee ? 'payee' : undefined;
}

/** Checks a consent before anybody approves or submits it. @throws InvalidResponseError for another amount or payee */
export function assertTerms(
	data: JsonObject,
	terms: Terms,
	{ response, operation }: { response: HttpResponse; operation: string },
): void {
	const difference = differenceIn(data, terms);
	if (!difference) return;
	const { status: httpStatus, interactionId } = response;
	// The advice for this outcome, to send the request again, does not help here.
	const { requestOutcome } = unknownOutcome(response.sentOnce);
	throw new InvalidResponseError(
		`The bank's response when ${operation} has another ${difference} than the payment that was ordered. Ask the bank before anybody approves or submits it.`,
		{
			tppAction: 'contactBank',
			httpStatus,
			interactionId,
			...(requestOutcome && { requestOutcome }),
		},
	);
}

/** Returns an amount with its currency. An invalid value differs from every amount that was ordered. Undefined: it is absent. */
function moneyIn(value: unknown): { Amount: string; Currency: string } | undefined {
	if (value === undefined || value === null) return undefined;
	const { Amount, Currency }: JsonObject = isJsonObject(value) ? value : {};
	return { Amount: jsonText(Amount), Currency: jsonText(Currency) };
}

const accountOf = ({ CreditorAccount }: JsonObject): JsonObject =>
	isJsonObject(CreditorAccount) ? CreditorAccount : {};

/** Returns the number of an account without separators. Undefined: it is longer than any number. */
function numberOf({ Identification }: JsonObject): string | undefined {
	const text = jsonText(Identification);
	if (text.length > maxIdentification) return undefined;
	return text.replace(/[\s-]/g, '').toUpperCase();
}
