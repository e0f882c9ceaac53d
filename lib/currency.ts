/**
 * Returns how many decimals an amount of a currency has.
 *
 * `Intl` cannot tell: it follows the Unicode CLDR, which has what people use in cash. It has no decimals for HUF, for example.
 *
 * @param currency three capital letters
 * @see ISO 4217, list one, column "minor unit"
 */
export const minorUnitDecimals = (currency: string): number => exceptions.get(currency) ?? 2;

const byDecimals = {
	0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
	3: 'BHD IQD JOD KWD LYD OMR TND',
	4: 'CLF UYW',
};

const exceptions = new Map(
	Object.entries(byDecimals).flatMap(([decimals, currencies]) =>
		currencies.split(' ').map((currency) => [currency, Number(decimals)] as const),
	),
);
