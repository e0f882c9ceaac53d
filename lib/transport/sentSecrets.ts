import { findHeader, type HttpRequest } from './http';
import { decodeEntities, tag } from './redact';

/** Fields of a form-encoded body. */
const secretFields = [
	'code',
	'code_verifier',
	'refresh_token',
	'token',
	'client_secret',
	'client_assertion',
	'request',
];

/** Headers, in lower case, whose whole value is a secret. The session of a PSU at Eika gives access to account data. */
const secretHeaders = ['tpp-session-id'];

/** Characters. A shorter part of a secret could be an ordinary word, and gives little away. */
const shortestPart = 12;
/** Characters. Shorter secrets could be ordinary words of the response. */
const shortestSecret = 8;

/**
 * Returns a function that replaces the secrets of the request in a text. A bank may repeat the token or the code in its
 * error, and `redact` cannot recognise every secret. It finds them in any case, wrapped, with tags or invisible characters in
 * between, cut off to 12 characters or more, in base64, base64url and hexadecimal, and with the escapes of JSON, URLs and HTML.
 */
export function concealing(request: HttpRequest): (text: string) => string {
	let parts: Parts[] | undefined;
	return (text) => {
		// Only errors are quoted, so the secrets of most requests are never needed.
		parts ??= partsOf(
			sentSecrets(request)
				.filter(({ length }) => length >= shortestSecret)
				.flatMap(encodings),
		);
		const known = parts;
		return known.length === 0
			? text
			: [units, unitsEncodedTwice, unitsOfHtml].reduce(
					(rest, pattern) => conceal(rest, known, pattern),
					text,
				);
	};
}

/**
 * Returns a function that replaces the secrets of the request in all texts of a JSON value, in place. A list may have
 * 100,000 entries, so it finds a secret only as it was sent, URL-encoded, in base64 and in hexadecimal, with any escape of JSON.
 */
export function concealingData(request: HttpRequest): (json: object, body: Buffer) => void {
	const secrets = sentSecrets(request).filter(({ length }) => length >= shortestSecret);
	const found = secrets.flatMap((secret) => [...inUrls(secret), ...encodings(secret)]);
	const large = secrets.map((secret) => Buffer.from(secret).toString('hex').toUpperCase());
	const forms = [...new Set([...large, ...found.flatMap((form) => [form, asBase64Url(form)])])];
	const shortest = Math.min(...forms.map(({ length }) => length));
	const replace = (text: string) =>
		text.length < shortest
			? text
			: forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text);
	return (json, body) => {
		const mayContain = isEscaped(body) || forms.some((form) => body.includes(form));
		if (mayContain) replaceTexts(json, replace);
	};
}

/** Banks write the escapes of URLs with large or small letters. */
const inUrls = (secret: string): string[] => {
	const escaped = encodeURIComponent(secret);
	return [escaped, escaped.replace(/%../g, (octet) => octet.toLowerCase())];
};

const asBase64Url = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');

/** JSON need not escape these characters, and few banks do. */
const isEscaped = (body: Buffer) => ['\\/', '\\u00'].some((escape) => body.includes(escape));

/** Replaces names and texts at any depth. It does not recurse: a bank chooses the depth. */
function replaceTexts(json: object, replace: (text: string) => string): void {
	const pending = [json as Record<string, unknown>];
	for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
		for (const [name, value] of Object.entries(holder)) {
			const shown = replace(name);
			if (shown !== name) delete holder[name];
			if (typeof value === 'string') holder[shown] = replace(value);
			else if (shown !== name) holder[shown] = value;
			if (typeof value === 'object' && value !== null)
				pending.push(value as Record<string, unknown>);
		}
	}
}

function sentSecrets({ headers = {}, body = '' }: HttpRequest): string[] {
	const authorization = findHeader(headers, 'authorization');
	const [scheme, credentials = ''] = authorization?.split(' ') ?? [];
	const form = new URLSearchParams(isForm(headers) ? body : '');
	return [
		credentials,
		...(/^basic$/i.test(scheme ?? '') ? basicSecrets(credentials) : []),
		...secretHeaders.map((name) => findHeader(headers, name) ?? ''),
		...secretFields.flatMap((field) => form.getAll(field)),
		...(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(body) ? [body] : []),
	];
}

/** The client ID and the secret are form-encoded before they are joined (RFC 6749 §2.3.1). */
function basicSecrets(credentials: string): string[] {
	const pair = Buffer.from(credentials, 'base64').toString('utf8');
	const secret = pair.slice(pair.indexOf(':') + 1);
	return [secret, ...new URLSearchParams(`secret=${secret}`).getAll('secret')];
}

const isForm = (headers: Record<string, string>) =>
	Object.values(headers).some((value) => value.startsWith('application/x-www-form-urlencoded'));

/** Returns a secret as it is, in hexadecimal, and in base64 at the three positions that it can have in a longer text. */
function encodings(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const base64 = [0, 1, 2].map((offset) => {
		const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
		// The characters at the edges depend on what stands beside the secret.
		return text.replace(/(?<!=)=+$/, '').slice(offset === 0 ? 0 : offset + 1, -1);
	});
	return [secret, bytes.toString('hex'), ...base64];
}

interface Parts {
	/** All parts of the length `length`, simplified. */
	known: Set<string>;
	length: number;
}

/** Returns the parts to search for: all of 12 characters, and short secrets as a whole. */
function partsOf(texts: string[]): Parts[] {
	const simplified = texts
		.map((text) => simplify(text).text)
		.filter(({ length }) => length >= shortestSecret);
	const short = simplified.filter(({ length }) => length < shortestPart);
	const lengths = new Set([...short.map(({ length }) => length), shortestPart]);
	return [...lengths].map((length) => ({
		length,
		known: new Set(
			simplified
				.filter((text) =>
					length === shortestPart ? text.length >= length : text.length === length,
				)
				.flatMap((text) => windows(text, length)),
		),
	}));
}

const windows = (text: string, length: number): string[] =>
	Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) =>
		text.slice(start, start + length),
	);

/** A text as it is compared, with the position of each of its characters in the original. */
interface Simplified {
	text: string;
	starts: number[];
	ends: number[];
}

/** An escape of JSON, of a URL or of HTML, or one character. */
const units =
	/(?<!\\)\\+(?:u([\da-f]{4})|x([\da-f]{2})|[nrt])?|%([\da-f]{2})|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,6});|[^]/gi;
/** The same where URLs were encoded twice. */
const unitsEncodedTwice = new RegExp(units.source.replace('%(', '%25('), 'gi');
/** The same between the tags of HTML, which `redact` removes. */
const unitsOfHtml = new RegExp(`${tag.source}|${units.source}`, 'gi');
/** Characters that nobody sees. They may stand between those of a secret. */
const invisible = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;

/** Decodes escapes, removes tags, invisible characters and backslashes, and makes all letters small. */
function simplify(original: string, pattern = units): Simplified {
	const found = [...original.matchAll(pattern)].map((match) => ({
		start: match.index,
		end: match.index + match[0].length,
		character: characterOf(match),
	}));
	const kept = found.filter(({ character }) => character !== '');
	return {
		text: kept.map(({ character }) => character).join(''),
		starts: kept.map(({ start }) => start),
		ends: kept.map(({ end }) => end),
	};
}

/** Returns the character of a unit, and an empty text for one that shows nothing. Unknown references of HTML stay one unit. */
function characterOf([unit = '', json, short, url]: RegExpMatchArray): string {
	const hexadecimal = json ?? short ?? url;
	const character = hexadecimal
		? String.fromCharCode(parseInt(hexadecimal, 16))
		: (unit.length > 1 ? decodeEntities(unit) : unit).slice(0, 1);
	const isMarkup = character === '\\' || (character === '<' && unit.endsWith('>'));
	return isMarkup || invisible.test(character) ? '' : oneUnit(character);
}

/** base64url has other characters than base64 for two values. A few letters have more than one small letter. */
function oneUnit(character: string): string {
	const small = character.toLowerCase();
	const same = small.length === 1 ? small : character;
	return { '-': '+', _: '/' }[same] ?? same;
}

/** Replaces every part that is known, with everything that its characters stand for. */
function conceal(original: string, parts: Parts[], pattern = units): string {
	const { text, starts, ends } = simplify(original, pattern);
	const isSecret = new Uint8Array(text.length);
	for (const { known, length } of parts) {
		for (let start = 0; start + length <= text.length; start++) {
			if (known.has(text.slice(start, start + length))) isSecret.fill(1, start, start + length);
		}
	}
	const ranges = secretRanges(isSecret);
	return ranges.reduceRight(
		(rest, { from, to }) => `${rest.slice(0, starts[from])}[secret]${rest.slice(ends[to - 1])}`,
		original,
	);
}

function secretRanges(isSecret: Uint8Array): Array<{ from: number; to: number }> {
	const ranges: Array<{ from: number; to: number }> = [];
	for (let from = isSecret.indexOf(1); from >= 0;) {
		const end = isSecret.indexOf(0, from);
		const to = end < 0 ? isSecret.length : end;
		ranges.push({ from, to });
		from = isSecret.indexOf(1, to);
	}
	return ranges;
}
