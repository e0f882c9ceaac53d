/* Values of the APIs, as people in the United Kingdom write them. */

/** Returns an amount with its currency, such as "£1,250.50". No digit of the amount is lost. */
export function moneyText(amount: string, currency: string): string {
	const format = new Intl.NumberFormat('en-GB', {
		style: 'currency',
		currency,
		maximumFractionDigits: 5,
	});
	// A text keeps all 18 digits that OBIE allows, a number does not.
	return format.format(amount as Intl.StringNumericLiteral);
}

/** Returns a sort code and account number as "12-34-56 12345678", or an IBAN in groups of four. */
export function accountText(identification: string): string {
	const sortCodeAndNumber = /^(\d\d)(\d\d)(\d\d)(\d{8})$/;
	return sortCodeAndNumber.test(identification)
		? identification.replace(sortCodeAndNumber, '$1-$2-$3 $4')
		: identification.replaceAll(/.{4}(?=.)/g, '$& ');
}

/** Returns a date as "27 February 2027": the day in the time zone that the bank received. */
export function dateText(date: string): string {
	return inWords(date.slice(0, 10), { dateStyle: 'long' });
}

/** Returns a date and time as "27 February 2027 at 00:00 UTC". */
export function dateTimeText(dateTime: string): string {
	return `${inWords(dateTime, { dateStyle: 'long', timeStyle: 'short' })} UTC`;
}

const inWords = (date: string, options: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(date));
