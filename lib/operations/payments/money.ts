import { minorUnitDecimals } from '../../currency';
import { parameterError, shorten } from '../../errors';

/** OBIE Read/Write, `OBActiveOrHistoricCurrencyAndAmount`. */
export interface Money {
	Amount: string;
	Currency: string;
}

/**
 * Returns an amount as an exact decimal, with all decimals of its currency. The scheme of OBIE has up to 13 digits before
 * the point.
 *
 * @param currency ISO 4217
 * @throws ConfigurationError for a currency that does not exist, or an amount that has more digits, or is not a number greater
 * than zero with at most the decimals of the currency
 */
export function toMoney(amount: string, currency: string): Money {
	const Currency = currency.trim().toUpperCase();
	if (!Intl.supportedValuesOf('currency').includes(Currency)) {
		throw parameterError(
			`"${shorten(currency)}" is not a currency. Enter the three letters of ISO 4217, such as GBP.`,
			'currency',
		);
	}
	if (/^\d{14,}(?:\.\d*)?$/.test(amount.trim())) {
		throw parameterError(
			`"${shorten(amount)}" has more than 13 digits before the decimal point. The standard allows no more.`,
			'amount',
		);
	}
	const decimals = minorUnitDecimals(Currency);
	const [, whole, fraction = ''] = /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(amount.trim()) ?? [];
	if (whole === undefined || fraction.length > decimals || /^0*$/.test(whole + fraction)) {
		throw parameterError(
			`"${shorten(amount)}" is not an amount in ${Currency}. Enter a number greater than zero ${decimalsText(decimals)}.`,
			'amount',
		);
	}
	const padded = fraction.padEnd(decimals, '0');
	return { Amount: `${BigInt(whole)}${padded && `.${padded}`}`, Currency };
}

/** Returns whether two amounts are equal: banks may write `12.50` as `12.5`. */
export const isSameMoney = (one: Money, other: Money): boolean =>
	one.Currency === other.Currency && units(one.Amount) === units(other.Amount);

/** Returns an amount in units of the fifth decimal. A text that is not an amount is returned unchanged. */
function units(amount: string): bigint | string {
	const [, whole, fraction = ''] = /^(\d{1,13})(?:\.(\d{1,5}))?$/.exec(amount) ?? [];
	return whole === undefined ? amount : BigInt(whole + fraction.padEnd(5, '0'));
}

const decimalsText = (decimals: number): string =>
	decimals === 0
		? 'without decimals'
		: `with a decimal point and at most ${decimals} decimals, such as ${(12.5).toFixed(decimals)}`;
