/** X.520 attribute types by their names in RFC 2253, OpenSSL and Java. */
const types: Record<string, string> = {
	CN: '2.5.4.3',
	SERIALNUMBER: '2.5.4.5',
	C: '2.5.4.6',
	L: '2.5.4.7',
	S: '2.5.4.8',
	ST: '2.5.4.8',
	STREET: '2.5.4.9',
	O: '2.5.4.10',
	OU: '2.5.4.11',
	ORGANIZATIONIDENTIFIER: '2.5.4.97',
	DC: '0.9.2342.19200300.100.1.25',
	EMAILADDRESS: '1.2.840.113549.1.9.1',
	E: '1.2.840.113549.1.9.1',
};

/**
 * Returns whether two texts are the same distinguished name, that is, have exactly the same attributes. Order, separators and
 * format (text, `#` with DER in hexadecimal, percent-encoding) may differ.
 */
export function isSameName(one: string, other: string): boolean {
	const [first, second] = [attributes(one), attributes(other)];
	return first !== undefined && first.length > 0 && first.join('\n') === second?.join('\n');
}

function attributes(name: string): string[] | undefined {
	const parts = split(decoded(name)).map(attribute);
	return parts.every((part) => part !== undefined) ? parts.sort() : undefined;
}

function decoded(name: string): string {
	return name.replaceAll(/(%[0-9a-f]{2})+/gi, (escaped) => {
		try {
			return decodeURIComponent(escaped);
		} catch {
			return escaped;
		}
	});
}

// RFC 2253 §3: `,` `;` and `+` separate, unless escaped or quoted; a line feed is how node:crypto separates.
function split(name: string): string[] {
	return name.match(/(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|[^,;+\n\\"])+/g) ?? [];
}

function attribute(part: string): string | undefined {
	const [, type, value] = /^\s*([^=\s]+)\s*=([\s\S]*)$/.exec(part) ?? [];
	if (type === undefined) return undefined;
	const oid = types[type.toUpperCase()] ?? type.replace(/^oid\./i, '');
	return /^[\d.]+$/.test(oid) ? `${oid}=${comparable(value!.trim())}` : undefined;
}

// X.520 caseIgnoreMatch: letter case and repeated spaces are ignored.
function comparable(value: string): string {
	const text = /^#([0-9a-f]{2})+$/i.test(value) ? derText(value.slice(1)) : unescaped(value);
	return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function unescaped(value: string): string {
	const bare = /^"[\s\S]*"$/.test(value) ? value.slice(1, -1) : value;
	const bytes = bare.replaceAll(/(\\[0-9a-f]{2})+/gi, (pairs) =>
		Buffer.from(pairs.replaceAll('\\', ''), 'hex').toString('utf8'),
	);
	return bytes.replaceAll(/\\([\s\S])/g, '$1');
}

// Reads a DER string whose length has one or two octets.
function derText(hex: string): string {
	const der = Buffer.from(hex, 'hex');
	const start = der[1]! < 0x80 ? 2 : 2 + (der[1]! & 0x7f);
	const isWide = der[0] === 0x1e;
	return isWide ? der.subarray(start).swap16().toString('utf16le') : der.toString('utf8', start);
}
