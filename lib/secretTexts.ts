/** A PEM block, or its beginning if the text was cut off. No PEM contains a quotation mark. */
const pem = /-----BEGIN [^-]+-----(?:[^"-]|-(?!----END))*(?:-----END [^-]+-----\s*)?/g;

/** A JWS or JWE in compact serialisation. One part of a JWE may be empty. */
export const jwt = /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g;

/** Replaces what is longer than any word: an opaque token, or a key without its PEM lines. A URL may be this long. */
export const replaceLongParts = (text: string, replacement: (part: string) => string): string =>
	text.replace(/\S+/g, (word) => {
		const address = word.search(/https?:\/\//);
		const end = address < 0 ? word.length : address;
		return word.slice(0, end).replace(/[\w+/=-]{40,}/g, replacement) + word.slice(end);
	});

const uuids = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** Names of OAuth are this long, too. */
const isName = /^[a-z_-]+$/;

/**
 * Returns a part of an entered text, or its length if it may be a secret: it is longer than an account ID of OBIE, no name, and no
 * ID that contains a UUID.
 */
export function withoutSecretPart(part: string): string {
	const isHarmless = isName.test(part) || part.replace(uuids, '').length <= 40;
	return isHarmless ? part : `[a text of ${part.length} characters]`;
}

/** Returns an entered text in a form that an error may quote: a secret may have been pasted into the wrong field. */
export const withoutEnteredSecrets = (text: string): string =>
	replaceLongParts(text.replace(pem, '[PEM]').replace(jwt, '[JWT]'), withoutSecretPart);
