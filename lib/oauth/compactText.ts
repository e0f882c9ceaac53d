/** Client IDs, client secrets and consent IDs of many banks are a UUID, or end with one. */
const uuidAtEnd = /^(.*)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/s;
const compactUuidAtEnd = /^(.*)~([\w-]{21}[AQgw])$/s;

/** Writes a UUID at the end of the text with 23 characters instead of 36. Other texts keep their length, or grow by one. */
export function compactText(text: string): string {
	const [, start, uuid] = uuidAtEnd.exec(text) ?? [];
	if (start !== undefined && uuid !== undefined) {
		return `${start}~${Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')}`;
	}
	// The tilde at the end tells it from a compact text.
	return text.endsWith('~') || compactUuidAtEnd.test(text) ? `${text}~` : text;
}

/** Returns the text that `compactText` has shortened. */
export function expandText(compact: string): string {
	if (compact.endsWith('~')) return compact.slice(0, -1);
	const [, start, bytes] = compactUuidAtEnd.exec(compact) ?? [];
	if (start === undefined || bytes === undefined) return compact;
	const hex = Buffer.from(bytes, 'base64url').toString('hex');
	return start + hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
