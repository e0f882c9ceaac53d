/**
 * Returns the text of HTML, and any other text without characters that begin a tag. Errors are shown in n8n's editor, which
 * renders some texts as HTML.
 */
export const plainText = (text: string): string =>
	decodeEntities(text)
		.replace(/<[!/?a-z][^<>]*>/gi, ' ')
		.replace(/ {2,}/g, ' ')
		.replace(/</g, '‹')
		.replace(/>/g, '›');

const named: Record<string, string> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

/** Decodes the character references of HTML that banks use (HTML Living Standard, "Character references"). */
const decodeEntities = (text: string): string =>
	text.replace(
		/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
		(reference, decimal?: string, hexadecimal?: string, name?: string) => {
			if (name) return named[name.toLowerCase()] ?? reference;
			const code = decimal ? Number(decimal) : parseInt(hexadecimal!, 16);
			return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
		},
	);
