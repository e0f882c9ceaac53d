import { maxInput, mutateBytes, type Mutate } from './mutateBytes';
import type { Random } from './random';

const tokens = [
	...[
		'&',
		'=',
		'%',
		'%00',
		'%0d%0a',
		'+',
		'#',
		'?',
		'.',
		'..',
		'\n',
		'\r\n',
		'\\n',
		'-----',
		'\u0000',
	],
	...[
		'\ufeff',
		'\u2013',
		'\ud800',
		'😀',
		'__proto__',
		'constructor',
		'toString',
		'null',
		'[]',
		'{}',
		'""',
	],
	...[
		'-1',
		'1e400',
		'9007199254740993',
		'0',
		'2026-02-30T25:61:61Z',
		'0000-00-00',
		'99999-01-01',
		'data:,',
	],
	...[
		'-----BEGIN CERTIFICATE-----',
		'-----END CERTIFICATE-----',
		'eyJ',
		'code',
		'state',
		'error',
		'response',
	],
];

/** Inserts, removes, repeats and exchanges parts of a text at its separators. Sometimes it changes single bytes. */
export const mutateText: Mutate = (input, random, others) => {
	if (random.oneIn(4)) return mutateBytes(input, random, others);
	const parts = input.toString('utf8').split(/(?<=[&=?#.\n\s,;:-])|(?=[&=?#.\n\s,;:-])/);
	const at = random.below(parts.length);
	const other = random
		.pick([...others, input])
		.toString('utf8')
		.split(/(?<=[&=?#.\n\s,;:-])/);
	random.pick([
		() => parts.splice(at, 0, random.pick(tokens)),
		() => parts.splice(at, 1, random.pick(tokens)),
		() => parts.splice(at, 1 + random.below(3)),
		() => parts.splice(at, 0, ...parts.slice(at, at + 1 + random.below(20))),
		() => parts.splice(at, 1, encodeURIComponent(parts[at]!)),
		() => parts.splice(at, 1, parts[at]!.toUpperCase()),
		() => parts.splice(at, 1, parts[at]!.repeat(1 + random.below(random.pick([3, 500])))),
		() => parts.splice(at, parts.length, ...other.slice(random.below(other.length))),
	])();
	return Buffer.from(parts.join('')).subarray(0, maxInput);
};

type Json = unknown;

/** An object that `String` fails for. */
const textless = { toString: null, valueOf: null };

/**
 * Changes a value inside JSON: another type, a wrong number or date, a missing, renamed, repeated or nested member. Text that is not
 * JSON gets `mutateText`.
 */
export const mutateJson: Mutate = (input, random, others) => {
	const value = parse(input);
	if (value === undefined || random.oneIn(6)) return mutateText(input, random, others);
	const other = parse(random.pick([...others, input])) ?? null;
	let changed: Json = value;
	for (let changes = 1 + random.below(3); changes > 0; changes--) {
		changed = changeWithin(changed, random, other);
	}
	return Buffer.from(JSON.stringify(changed)).subarray(0, maxInput);
};

function parse(input: Buffer): Json {
	try {
		return JSON.parse(input.toString('utf8')) as Json;
	} catch {
		return undefined;
	}
}

/** Goes down a random path and changes the value at its end. */
function changeWithin(value: Json, random: Random, other: Json): Json {
	if (typeof value !== 'object' || value === null || random.oneIn(5)) {
		return replacement(value, random, other);
	}
	const names = Object.keys(value);
	if (names.length === 0) return replacement(value, random, other);
	const name = random.pick(names);
	const inner = (value as Record<string, Json>)[name];
	if (Array.isArray(value)) {
		return value.flatMap((one: Json, index) =>
			index === Number(name)
				? random.pick([[], [one, one], [changeWithin(one, random, other)]])
				: [one],
		);
	}
	const { [name]: _, ...others } = value as Record<string, Json>;
	return random.pick<() => Json>([
		() => ({ ...value, [name]: changeWithin(inner, random, other) }),
		() => ({ ...value, [name]: changeWithin(inner, random, other) }),
		() => others,
		() => ({ ...others, [name.toLowerCase()]: inner }),
		() => ({ ...value, [random.pick(tokens)]: inner }),
	])();
}

function replacement(value: Json, random: Random, other: Json): Json {
	return random.pick<() => Json>([
		() =>
			random.pick<Json>([
				null,
				true,
				false,
				0,
				-1,
				1e308,
				2 ** 53,
				'',
				[],
				{},
				[[]],
				[null],
				textless,
			]),
		() => random.pick(tokens),
		() => (typeof value === 'string' ? changedText(value, random) : (JSON.stringify(value) ?? '')),
		() => [value],
		() => ({ value }),
		() => other,
		() => nested(value, random.pick([3, 30, 300])),
		() => (typeof value === 'number' ? -value : value),
	])();
}

function changedText(text: string, random: Random): string {
	const at = random.below(text.length + 1);
	return random.pick([
		() => text.slice(0, at),
		() => text.slice(0, at) + random.pick(tokens) + text.slice(at),
		() => text.repeat(random.pick([2, 100])),
		() => text.toLowerCase(),
		() => text.slice(at),
	])();
}

function nested(value: Json, levels: number): Json {
	let outer = value;
	for (let level = 0; level < levels; level++) outer = level % 2 === 0 ? [outer] : { a: outer };
	return outer;
}
