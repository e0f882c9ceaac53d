/** Returns an IBAN with its check digits (ISO 13616). */
export function iban(country: string, bban: string): string {
	const check = 98n - remainder(`${bban}${country}00`);
	return `${country}${String(check).padStart(2, '0')}${bban}`;
}

/** Returns whether a text is an IBAN with correct check digits. */
export function isIban(value: string): boolean {
	return (
		/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value) &&
		remainder(`${value.slice(4)}${value.slice(0, 4)}`) === 1n
	);
}

// ISO 7064 MOD 97-10: letters count as 10 to 35.
function remainder(characters: string): bigint {
	const digits = characters.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
	return BigInt(digits) % 97n;
}
