import { ConfigurationError } from '../../errors';

/** @throws ConfigurationError that names `field`, for control characters and halves of characters (RFC 3629 §3) */
export function assertPlainText(text: string, field: string): void {
	if (!/[\p{Cc}\p{Cs}]/u.test(text)) return;
	throw new ConfigurationError(
		`${field} holds a control character or half a character. Type it anew instead of pasting it.`,
		{ field, tppAction: 'fixRequest' },
	);
}
