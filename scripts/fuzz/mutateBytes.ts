import type { Random } from './random';

/** Changes an input. It may also return another one, which it takes from `others`. */
export type Mutate = (input: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const interestingBytes = [0x00, 0x01, 0x20, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xa0, 0xff];

/** The largest input that a mutation returns, in bytes. */
export const maxInput = 64 * 1024;

/** Flips, replaces, inserts, repeats and removes bytes, or joins two inputs. */
export const mutateBytes: Mutate = (input, random, others) => {
	const at = random.below(input.length + 1);
	const count = 1 + random.below(random.pick([4, 32, 256]));
	const [before, after] = [input.subarray(0, at), input.subarray(at)];
	const changed = random.pick([
		() => withByte(input, at, (byte) => byte ^ (1 << random.below(8))),
		() => withByte(input, at, () => random.pick(interestingBytes)),
		() => withByte(input, at, () => random.below(256)),
		() => Buffer.concat([before, Buffer.alloc(count, random.pick(interestingBytes)), after]),
		() => Buffer.concat([before, input.subarray(at, at + count), after]),
		() => Buffer.concat([before, after.subarray(count)]),
		() => before,
		() => splice(before, random.pick([...others, input]), random),
	])();
	return changed.subarray(0, maxInput);
};

function withByte(input: Buffer, at: number, change: (byte: number) => number): Buffer {
	const copy = Buffer.from(input);
	if (at < copy.length) copy[at] = change(copy[at]!);
	return copy;
}

const splice = (start: Buffer, other: Buffer, random: Random): Buffer =>
	Buffer.concat([start, other.subarray(random.below(other.length + 1))]);

/** One element of DER, as a tree. */
interface Node {
	tag: number;
	/** A constructed element, or an OCTET STRING with DER inside. */
	members?: Node[];
	content: Buffer;
	/** Octets of the length in place of the right ones. */
	length?: Buffer;
}

/**
 * Changes the tree of a DER input: replaces, repeats, removes, exchanges and nests elements, and writes wrong lengths. The
 * lengths around the change are right again. Other inputs get `mutateBytes`.
 */
export const mutateDer: Mutate = (input, random, others) => {
	const root = parse(input);
	if (!root || random.oneIn(4)) return mutateBytes(input, random, others);
	for (let changes = 1 + random.below(3); changes > 0; changes--) {
		change(random.pick(nodesOf(root)), random, root);
	}
	return write(root).subarray(0, maxInput);
};

function change(node: Node, random: Random, root: Node): void {
	const other = random.pick(nodesOf(root));
	random.pick([
		() =>
			(node.tag = random.pick([0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x24, 0x30, 0x31, 0xa0, 0x1f])),
		() => (node.tag ^= random.pick([0x20, 0x40, 0x80, 0x01])),
		() =>
			(node.length = Buffer.from(
				random.pick(['00', '7f', '80', '81ff', '84ffffffff', '8900']),
				'hex',
			)),
		() => replaceContent(node, mutateBytes(node.content, random, [other.content])),
		() => replaceContent(node, random.pick(interestingNumbers)),
		() => replaceContent(node, Buffer.alloc(0)),
		() => Object.assign(node, structuredCloneOf(other)),
		() =>
			node.members?.splice(
				random.below(node.members.length + 1),
				random.below(2),
				structuredCloneOf(other),
			),
		() => node.members?.splice(random.below(node.members.length), 1),
		() => node.members?.reverse(),
		() => nest(node, 1 + random.below(40)),
	])();
}

/** INTEGERs at the borders. None between 100,000 and 5,000,000: as iterations they are allowed and take seconds. */
const interestingNumbers = [
	'',
	'00',
	'ff',
	'01',
	'0400',
	'00ff',
	'7fffffff',
	'00ffffffffffffffff',
].map((hex) => Buffer.from(hex, 'hex'));

function replaceContent(node: Node, content: Buffer): void {
	node.content = content;
	delete node.members;
}

/** Puts an element into `levels` elements with its own tag. */
function nest(node: Node, levels: number): void {
	for (let level = 0; level < levels; level++) {
		const inner = { ...node };
		Object.assign(node, { tag: node.tag | 0x20, members: [inner], length: undefined });
	}
}

const structuredCloneOf = (node: Node): Node => ({
	...node,
	content: Buffer.from(node.content),
	...(node.members && { members: node.members.map(structuredCloneOf) }),
});

const nodesOf = (node: Node): Node[] => [node, ...(node.members ?? []).flatMap(nodesOf)];

function parse(bytes: Buffer): Node | undefined {
	const nodes = parseList(bytes);
	return nodes?.length === 1 ? nodes[0] : undefined;
}

/** Returns undefined for other bytes than a list of DER elements. */
function parseList(bytes: Buffer): Node[] | undefined {
	const nodes: Node[] = [];
	for (let rest = bytes; rest.length > 0;) {
		if (rest.length < 2) return undefined;
		const [tag = 0, short = 0] = rest;
		const octets = short < 0x80 ? 0 : short & 0x7f;
		if (octets > 4 || short === 0x80 || rest.length < 2 + octets) return undefined;
		const length = octets === 0 ? short : rest.readUIntBE(2, octets);
		const content = rest.subarray(2 + octets, 2 + octets + length);
		if (content.length < length) return undefined;
		const mayHaveMembers = (tag & 0x20) !== 0 || tag === 0x04;
		const members = mayHaveMembers && length > 0 ? parseList(content) : undefined;
		nodes.push({ tag, content, ...(members && { members }) });
		rest = rest.subarray(2 + octets + length);
	}
	return nodes;
}

function write({ tag, members, content, length }: Node): Buffer {
	const inner = members ? Buffer.concat(members.map(write)) : content;
	return Buffer.concat([Buffer.of(tag), length ?? lengthOf(inner.length), inner]);
}

function lengthOf(length: number): Buffer {
	if (length < 0x80) return Buffer.of(length);
	const octets = Buffer.alloc(4);
	octets.writeUInt32BE(length);
	const start = octets.findIndex((octet) => octet !== 0);
	return Buffer.concat([Buffer.of(0x80 | (4 - start)), octets.subarray(start)]);
}
