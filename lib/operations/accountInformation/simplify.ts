import { InvalidResponseError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import type { AccountResourceName } from './resources';

/**
 * Functions that return an entry of each list in one simple shape, the same for v3.1 and v4.0. Version 4.0 renamed
 * members and changed the form of some. Absent members stay absent.
 */
export const simplify: Record<AccountResourceName, (entry: JsonObject) => JsonObject> = {
	accounts: (account) =>
		withoutUndefined({
			accountId: account.AccountId,
			currency: account.Currency,
			category: account.AccountCategory ?? account.AccountType,
			type: account.AccountTypeCode ?? account.AccountSubType,
			status: account.Status,
			nickname: account.Nickname,
			description: account.Description,
			...identification(first(account.Account)),
		}),
	balances: (balance) =>
		withoutUndefined({
			accountId: balance.AccountId,
			type: balance.Type,
			...signedAmount(balance),
			dateTime: balance.DateTime,
		}),
	beneficiaries: (beneficiary) =>
		withoutUndefined({
			accountId: beneficiary.AccountId,
			beneficiaryId: beneficiary.BeneficiaryId,
			type: beneficiary.BeneficiaryType,
			reference: beneficiary.Reference,
			...identification(beneficiary.CreditorAccount),
		}),
	directDebits: (directDebit) =>
		withoutUndefined({
			accountId: directDebit.AccountId,
			directDebitId: directDebit.DirectDebitId,
			status: directDebit.DirectDebitStatusCode,
			name: directDebit.Name,
			mandate:
				directDebit.MandateIdentification ??
				member(directDebit.MandateRelatedInformation, 'MandateIdentification'),
			...frequency(directDebit),
			previousPaymentDateTime: directDebit.PreviousPaymentDateTime,
			...money(directDebit.PreviousPaymentAmount, 'previousPayment'),
		}),
	offers: (offer) =>
		withoutUndefined({
			accountId: offer.AccountId,
			offerId: offer.OfferId,
			type: offer.OfferType,
			description: offer.Description,
			startDateTime: offer.StartDateTime,
			endDateTime: offer.EndDateTime,
			rate: offer.Rate,
			value: offer.Value,
			term: offer.Term,
			url: offer.URL,
			...money(offer.Amount),
			...money(offer.Fee, 'fee'),
		}),
	parties: (party) =>
		withoutUndefined({
			partyId: party.PartyId,
			number: party.PartyNumber,
			type: party.PartyType,
			name: party.Name,
			legalName: party.FullLegalName,
			legalStructure: party.LegalStructure,
			role: party.AccountRole,
			email: party.EmailAddress,
			phone: party.Phone,
			mobile: party.Mobile,
			...address(first(party.Address)),
		}),
	products: (product) =>
		withoutUndefined({
			accountId: product.AccountId,
			productId: product.ProductId,
			name: product.ProductName,
			type: product.ProductType,
			otherType: member(product.OtherProductType, 'Name'),
			description: member(product.OtherProductType, 'Description'),
		}),
	scheduledPayments: (payment) =>
		withoutUndefined({
			accountId: payment.AccountId,
			scheduledPaymentId: payment.ScheduledPaymentId,
			type: payment.ScheduledType,
			dateTime: payment.ScheduledPaymentDateTime,
			...money(payment.InstructedAmount),
			reference: payment.Reference,
			...identification(payment.CreditorAccount),
		}),
	standingOrders: (order) =>
		withoutUndefined({
			accountId: order.AccountId,
			standingOrderId: order.StandingOrderId,
			status: order.StandingOrderStatusCode,
			reference: reference(order),
			...frequency(order),
			numberOfPayments: order.NumberOfPayments,
			firstPaymentDateTime:
				order.FirstPaymentDateTime ??
				member(order.MandateRelatedInformation, 'FirstPaymentDateTime'),
			...money(order.FirstPaymentAmount, 'firstPayment'),
			nextPaymentDateTime: order.NextPaymentDateTime,
			...money(order.NextPaymentAmount, 'nextPayment'),
			lastPaymentDateTime: order.LastPaymentDateTime,
			...money(order.LastPaymentAmount, 'lastPayment'),
			finalPaymentDateTime:
				order.FinalPaymentDateTime ??
				member(order.MandateRelatedInformation, 'FinalPaymentDateTime'),
			...money(order.FinalPaymentAmount, 'finalPayment'),
			...identification(order.CreditorAccount),
		}),
	statements: (statement) =>
		withoutUndefined({
			accountId: statement.AccountId,
			statementId: statement.StatementId,
			reference: statement.StatementReference,
			type: statement.Type,
			startDateTime: statement.StartDateTime,
			endDateTime: statement.EndDateTime,
			creationDateTime: statement.CreationDateTime,
			...signedAmount(
				findByType(statement.StatementAmount, 'UK.OBIE.StartingBalance'),
				'startingBalance',
			),
			...signedAmount(
				findByType(statement.StatementAmount, 'UK.OBIE.ClosingBalance'),
				'closingBalance',
			),
		}),
	transactions: (transaction) =>
		withoutUndefined({
			accountId: transaction.AccountId,
			transactionId: transaction.TransactionId,
			status: transaction.Status,
			bookingDateTime: transaction.BookingDateTime,
			valueDateTime: transaction.ValueDateTime,
			...signedAmount(transaction),
			description: transaction.TransactionInformation,
			reference: transaction.TransactionReference,
			merchant: member(transaction.MerchantDetails, 'MerchantName'),
		}),
};

/** Returns what the customer or the bank calls an account. */
export function accountNameOf({ Nickname, Description, Account }: JsonObject): string | undefined {
	const names = [Nickname, Description, member(first(Account), 'Name')];
	return names.find((name): name is string => typeof name === 'string' && name.trim() !== '');
}

/**
 * Returns `amount` as a number, `currency`, and `amountText` with the digits that the bank sent. With a prefix such as
 * `fee`: `feeAmount`, `feeCurrency` and `feeAmountText`.
 *
 * @param sign replaces the sign that the bank sent
 */
function money(amount: unknown, prefix = '', sign?: '-' | ''): JsonObject {
	const decimal = readDecimal(member(amount, 'Amount'));
	const text = sign === undefined ? decimal : decimal?.replace(/^-?/, sign);
	return {
		[withPrefix(prefix, 'amount')]: text === undefined ? undefined : Number(text),
		[withPrefix(prefix, 'currency')]: member(amount, 'Currency'),
		[withPrefix(prefix, 'amountText')]: text,
	};
}

/** Returns the same, negative for a debit. The indicator decides, because some banks also send a sign. */
const signedAmount = (entry: unknown, prefix = ''): JsonObject =>
	money(member(entry, 'Amount'), prefix, signOf(member(entry, 'CreditDebitIndicator')));

function signOf(indicator: unknown): '-' | '' | undefined {
	const name = String(indicator).toLowerCase();
	if (name === 'debit') return '-';
	return name === 'credit' ? '' : undefined;
}

/** Returns a decimal without a plus sign. @throws InvalidResponseError for anything else */
function readDecimal(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	const [, sign = '', digits] =
		(typeof value === 'object' ? null : decimal.exec(String(value).trim())) ?? [];
	if (digits !== undefined) return `${sign.replace('+', '')}${digits}`;
	throw new InvalidResponseError(
		`The amount ${typeof value === 'object' ? 'is not a text' : `"${String(value)}" is not a decimal number`}.`,
	);
}

const decimal = /^([-+]?)(\d+(?:\.\d+)?)$/;

/** Returns the identification of an account or a payee by its scheme. */
const identification = (account: unknown): JsonObject => ({
	scheme: member(account, 'SchemeName'),
	identification: member(account, 'Identification'),
	name: member(account, 'Name'),
});

/** Returns a postal address. Its address lines become one text. */
function address(value: unknown): JsonObject {
	const lines = member(value, 'AddressLine');
	return {
		addressLines: Array.isArray(lines) ? lines.join(', ') : undefined,
		street: member(value, 'StreetName'),
		buildingNumber: member(value, 'BuildingNumber'),
		postCode: member(value, 'PostCode'),
		town: member(value, 'TownName'),
		country: member(value, 'Country'),
	};
}

/** Returns the frequency of payments: v3.1 has a code, v4.0 an object below the mandate. */
function frequency({ Frequency, MandateRelatedInformation }: JsonObject): JsonObject {
	const mandateFrequency = member(MandateRelatedInformation, 'Frequency');
	return {
		frequency: Frequency ?? member(mandateFrequency, 'Type'),
		countPerPeriod: member(mandateFrequency, 'CountPerPeriod'),
		pointInTime: member(mandateFrequency, 'PointInTime'),
	};
}

/**
 * Returns the reference for the payee. In v3.1 it is one text. In v4.0 it is the creditor's reference or free lines, which
 * become one text.
 */
function reference({ Reference, RemittanceInformation }: JsonObject): unknown {
	const structured = first(member(RemittanceInformation, 'Structured'));
	const creditorReference = member(member(structured, 'CreditorReferenceInformation'), 'Reference');
	const lines = member(RemittanceInformation, 'Unstructured');
	return Reference ?? creditorReference ?? (Array.isArray(lines) ? lines.join(' ') : undefined);
}

/** Returns the first entry with the `Type`. */
const findByType = (entries: unknown, type: string): unknown =>
	Array.isArray(entries) ? entries.find((entry) => member(entry, 'Type') === type) : undefined;

const first = (entries: unknown): unknown => (Array.isArray(entries) ? entries[0] : undefined);

/** Returns a member of a value; undefined when the value is not an object. */
export const member = (object: unknown, name: string): unknown =>
	typeof object === 'object' && object !== null ? (object as JsonObject)[name] : undefined;

/** Returns the object without undefined members. */
const withoutUndefined = (object: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const withPrefix = (prefix: string, name: string): string =>
	prefix ? `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
