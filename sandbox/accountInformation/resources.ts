import type { Account } from '../data/accounts';
import type { BankData } from '../data/bankData';
import { amountMembers } from './wire';

/** A kind of thing that belongs to an account and is read with one permission. */
export interface Resource {
	/** Below the account. */
	path: string;
	/** For all accounts at once; absent where the standard has no such path. */
	bulk?: string;
	/** Member of `Data`. */
	name: string;
	permissions: string[];
	items(account: Account, data: BankData, permissions: readonly string[]): object[];
}

const day = 86_400_000;

/** Read/Write API v4.0: the conditional resources of an account, each with a few examples. */
export const resources: Resource[] = [
	{
		path: 'beneficiaries',
		bulk: 'beneficiaries',
		name: 'Beneficiary',
		permissions: ['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail'],
		items: (account, data, permissions) =>
			some(account, data, 20).map((number) => ({
				...identified(account, 'BeneficiaryId', number),
				BeneficiaryType: number === 1 ? 'Trusted' : 'Ordinary',
				Reference: `Invoice ${number}`,
				...creditor(number, permissions, 'ReadBeneficiariesDetail'),
			})),
	},
	{
		path: 'direct-debits',
		bulk: 'direct-debits',
		name: 'DirectDebit',
		permissions: ['ReadDirectDebits'],
		items: (account, data) =>
			some(account, data, 21).map((number) => ({
				...identified(account, 'DirectDebitId', number),
				DirectDebitStatusCode: 'ACTV',
				Name: 'Harbour Energy',
				MandateRelatedInformation: {
					MandateIdentification: `MANDATE-${number}`,
					Frequency: { Type: 'MNTH' },
				},
				PreviousPaymentDateTime: daysFrom(data.today, -7 * number),
				PreviousPaymentAmount: amountMembers(2_500 + 100 * number, account.currency),
			})),
	},
	{
		path: 'standing-orders',
		bulk: 'standing-orders',
		name: 'StandingOrder',
		permissions: ['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail'],
		items: (account, data, permissions) =>
			some(account, data, 22).map((number) => ({
				...identified(account, 'StandingOrderId', number),
				NextPaymentDateTime: daysFrom(data.today, 7 * number),
				StandingOrderStatusCode: 'ACTV',
				NextPaymentAmount: amountMembers(40_000 + 1_000 * number, account.currency),
				MandateRelatedInformation: { Frequency: { Type: 'MNTH' } },
				RemittanceInformation: { Unstructured: [`Rent ${number}`] },
				...creditor(number, permissions, 'ReadStandingOrdersDetail'),
			})),
	},
	{
		path: 'scheduled-payments',
		bulk: 'scheduled-payments',
		name: 'ScheduledPayment',
		permissions: ['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail'],
		items: (account, data, permissions) =>
			some(account, data, 23).map((number) => ({
				...identified(account, 'ScheduledPaymentId', number),
				ScheduledPaymentDateTime: daysFrom(data.today, 3 * number),
				ScheduledType: 'Execution',
				Reference: `Deposit ${number}`,
				InstructedAmount: amountMembers(9_900 * number, account.currency),
				...creditor(number, permissions, 'ReadScheduledPaymentsDetail'),
			})),
	},
	{
		path: 'product',
		bulk: 'products',
		name: 'Product',
		permissions: ['ReadProducts'],
		items: (account) => [
			{
				AccountId: account.AccountId,
				ProductId: `PRODUCT-${account.typeCode}`,
				ProductName: account.description,
				...(account.typeCode === 'CACC'
					? { ProductType: 'PersonalCurrentAccount' }
					: {
							ProductType: 'Other',
							OtherProductType: { Name: account.typeCode, Description: account.description },
						}),
			},
		],
	},
	{
		path: 'offers',
		bulk: 'offers',
		name: 'Offer',
		permissions: ['ReadOffers'],
		items: (account, data) => [
			{
				...identified(account, 'OfferId', 1),
				OfferType: 'LimitIncrease',
				Description: 'A higher limit',
				EndDateTime: daysFrom(data.today, 30),
				Amount: amountMembers(100_000, account.currency),
			},
		],
	},
	{
		path: 'statements',
		bulk: 'statements',
		name: 'Statement',
		permissions: ['ReadStatementsBasic', 'ReadStatementsDetail'],
		items: (account, data, permissions) =>
			[1, 2, 3].map((number) => ({
				...identified(account, 'StatementId', number),
				Type: 'RegularPeriodic',
				StartDateTime: daysFrom(data.today, -30 * (number + 1)),
				EndDateTime: daysFrom(data.today, -30 * number),
				CreationDateTime: daysFrom(data.today, -30 * number + 1),
				...(permissions.includes('ReadStatementsDetail') ? closingBalance(account) : {}),
			})),
	},
	{
		path: 'parties',
		name: 'Party',
		permissions: ['ReadParty'],
		items: (account) => [partyMembers(account)],
	},
];

/** OBParty2: the holder. */
export function partyMembers({ holder, AccountId }: Account): object {
	return {
		PartyId: `PARTY-${AccountId.slice(0, 4)}`,
		PartyType: 'Sole',
		Name: holder,
		FullLegalName: holder,
		EmailAddress: `${holder.toLowerCase().replace(' ', '.')}@example.com`,
		Address: [
			{ AddressType: 'HOME', StreetName: 'High Street', TownName: 'London', Country: 'GB' },
		],
	};
}

function some({ index }: Account, { draws }: BankData, kind: number): number[] {
	return Array.from({ length: 1 + draws.number(3, index, kind) }, (_, position) => position + 1);
}

function identified({ AccountId }: Account, member: string, number: number): object {
	return { AccountId, [member]: `${AccountId}-${number}` };
}

function creditor(number: number, permissions: readonly string[], detail: string): object {
	if (!permissions.includes(detail)) return {};
	return {
		CreditorAccount: {
			SchemeName: 'UK.OBIE.SortCodeAccountNumber',
			Identification: `040099${String(number).padStart(8, '0')}`,
			Name: 'Marlow Design Ltd',
		},
	};
}

function closingBalance({ balance, currency }: Account): object {
	return {
		StatementAmount: [
			{
				CreditDebitIndicator: balance < 0 ? 'Debit' : 'Credit',
				Type: 'UK.OBIE.ClosingBalance',
				Amount: amountMembers(balance, currency),
			},
		],
	};
}

function daysFrom(today: Date, days: number): string {
	return new Date(today.getTime() + days * day).toISOString();
}
