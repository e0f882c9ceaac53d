import { createPrivateKey } from 'node:crypto';

/** Data that n8n stored or sent: a file, a column of a table, the commands of a queue. */
export interface Place {
	name: string;
	content: Buffer;
}

/** Returns a page that a person saw, named by its title. */
export const aPage = (html: string): Place => ({
	name: `the page "${/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''}"`,
	content: Buffer.from(html),
});

export interface Secret {
	kind: string;
	value: string;
}

/** Where a secret was found. It does not contain the secret. */
export interface Finding {
	kind: string;
	encoding: string;
	place: string;
	/** Offset in bytes. For an encoding "without line ends", line ends are not counted. */
	position: number;
}

/** Minimum bytes of a secret. Shorter ones could be found by accident; the embedded bank issues none. */
const shortest = 16;

/** Finds every secret in every encoding. */
export function secretsIn(places: Place[], secrets: Secret[]): Finding[] {
	const index = indexOf(secrets.flatMap(needlesOf));
	return places.flatMap(({ name, content }) => {
		const plain = hitsIn(content, index);
		const joined = hitsIn(withoutLineEnds(content), index)
			.filter((hit) => !plain.some((other) => isSame(hit, other)))
			.map((hit) => ({ ...hit, encoding: `${hit.encoding}, without line ends` }));
		return [...plain, ...joined].map((hit) => ({ ...hit, place: name }));
	});
}

const isSame = (one: Hit, other: Hit) => one.kind === other.kind && one.encoding === other.encoding;

interface Needle {
	kind: string;
	encoding: string;
	bytes: Buffer;
}

function needlesOf({ kind, value }: Secret): Needle[] {
	return materialOf(kind, value)
		.filter(({ length }) => length >= shortest)
		.flatMap((bytes) => encodingsOf(bytes))
		.map((encoded) => ({ kind, ...encoded }));
}

/** Returns the essential bytes of a secret, which every format contains. */
function materialOf(kind: string, value: string): Buffer[] {
	if (kind === 'private key') return privateParts(value);
	if (kind === 'PFX') return [Buffer.from(value, 'base64')];
	return [Buffer.from(value)];
}

/** Returns the private exponent, which every format contains, and a PEM line (PKCS #8) after the public part. */
function privateParts(pem: string): Buffer[] {
	const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
	const lines = pem.trim().split('\n');
	return [Buffer.from(d, 'base64url'), Buffer.from(lines[Math.floor(lines.length / 2)]!)];
}

type Encoded = Omit<Needle, 'kind'>;

function encodingsOf(bytes: Buffer): Encoded[] {
	const text = bytes.toString('latin1');
	const escaped = JSON.stringify(text).slice(1, -1);
	const inUrl = encodeURIComponent(text);
	const hex = bytes.toString('hex');
	const all: Array<[string, Buffer | string]> = [
		['in clear', bytes],
		['JSON-escaped', escaped],
		['URL-encoded', inUrl],
		['URL-encoded', inUrl.replace(/%../g, (octet) => octet.toLowerCase())],
		['hex', hex],
		['hex', hex.toUpperCase()],
		...insideOf('base64', bytes),
		...insideOf('base64url', bytes),
	];
	const distinct = new Map(all.reverse().map(([name, form]) => [form.toString('latin1'), name]));
	return [...distinct].map(([form, encoding]) => ({
		encoding,
		bytes: Buffer.from(form, 'latin1'),
	}));
}

/** Three bytes become four characters, so the encoding depends on the number of bytes before the secret. */
function insideOf(encoding: 'base64' | 'base64url', bytes: Buffer): Array<[string, string]> {
	return [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
		const [start, end] = [
			Math.ceil((before * 4) / 3),
			Math.floor(((before + bytes.length) * 4) / 3),
		];
		return [encoding, encoded.slice(start, end)];
	});
}

/** Needles by their first three bytes, so that thousands of them are found in one pass. */
interface Index {
	begins: Uint8Array;
	needles: Map<number, Needle[]>;
}

function indexOf(needles: Needle[]): Index {
	const index: Index = { begins: new Uint8Array(2 ** 24), needles: new Map() };
	for (const needle of needles) {
		const start = needle.bytes.readUIntBE(0, 3);
		index.begins[start] = 1;
		index.needles.set(start, [...(index.needles.get(start) ?? []), needle]);
	}
	return index;
}

type Hit = Omit<Finding, 'place'>;

function hitsIn(content: Buffer, { begins, needles }: Index): Hit[] {
	const hits: Hit[] = [];
	for (let position = 0; position + shortest <= content.length; position++) {
		const start =
			(content[position]! << 16) | (content[position + 1]! << 8) | content[position + 2]!;
		if (begins[start] === 0) continue;
		for (const { bytes, kind, encoding } of needles.get(start)!) {
			const there = content.subarray(position, position + bytes.length);
			if (there.equals(bytes)) hits.push({ kind, encoding, position });
		}
	}
	return hits;
}

/** Removes line ends, including escaped ones in JSON, dumps and addresses. */
function withoutLineEnds(content: Buffer): Buffer {
	const text = content.toString('latin1').replace(/[\r\n]|\\+[rn]|%0[ad]/gi, '');
	return text.length === content.length ? Buffer.alloc(0) : Buffer.from(text, 'latin1');
}
