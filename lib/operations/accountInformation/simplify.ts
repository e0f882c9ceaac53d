import type { JsonObject } from '../../responses/body';
import type { AccountResourceName } from './resources';
import {
	address,
	first,
	frequency,
	identification,
	member,
	money,
	ofType,
	present,
	reference,
	signedAmount,
} from './simplifiedMembers';

/** One shape for v3.1 and v4.0: v4 renamed members and changed a few forms. Absent members stay absent. */
export const simplify: Record<AccountResourceName, (entry: JsonObject) => JsonObject> = {
	accounts: (account) =>
		present({
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
		present({
			accountId: balance.AccountId,
			type: balance.Type,
			...signedAmount(balance),
			dateTime: balance.DateTime,
		}),
	beneficiaries: (beneficiary) =>
		present({
			accountId: beneficiary.AccountId,
			beneficiaryId: beneficiary.BeneficiaryId,
			type: beneficiary.BeneficiaryType,
			reference: beneficiary.Reference,
			...identification(beneficiary.CreditorAccount),
		}),
	directDebits: (directDebit) =>
		present({
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
		present({
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
		present({
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
		present({
			accountId: product.AccountId,
			productId: product.ProductId,
			name: product.ProductName,
			type: product.ProductType,
			otherType: member(product.OtherProductType, 'Name'),
			description: member(product.OtherProductType, 'Description'),
		}),
	scheduledPayments: (payment) =>
		present({
			accountId: payment.AccountId,
			scheduledPaymentId: payment.ScheduledPaymentId,
			type: payment.ScheduledType,
			dateTime: payment.ScheduledPaymentDateTime,
			...money(payment.InstructedAmount),
			reference: payment.Reference,
			...identification(payment.CreditorAccount),
		}),
	standingOrders: (order) =>
		present({
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
		present({
			accountId: statement.AccountId,
			statementId: statement.StatementId,
			reference: statement.StatementReference,
			type: statement.Type,
			startDateTime: statement.StartDateTime,
			endDateTime: statement.EndDateTime,
			creationDateTime: statement.CreationDateTime,
			...signedAmount(
				ofType(statement.StatementAmount, 'UK.OBIE.StartingBalance'),
				'startingBalance',
			),
			...signedAmount(
				ofType(statement.StatementAmount, 'UK.OBIE.ClosingBalance'),
				'closingBalance',
			),
		}),
	transactions: (transaction) =>
		present({
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
