import { bankTargets } from '../scripts/fuzz/bankTargets';
import { judge } from '../scripts/fuzz/check';
import { paymentTargets } from '../scripts/fuzz/paymentTargets';
import { reportTarget } from '../scripts/fuzz/reportTarget';
import { json } from '../scripts/fuzz/target';

/** Values that break code which trusts a member of JSON. */
const hostileValues: Record<string, unknown> = {
	'an object without a text': { toString: null, valueOf: 1 },
	'a list of such objects': [{ toString: null, valueOf: 1 }],
	'the name of a member of every object': 'constructor',
	'the name of the prototype': '__proto__',
	'a prototype': JSON.parse('{"__proto__":{"status":"Booked"}}'),
	'the largest number': 1.7e308,
	'a number beyond all others': '1e999',
	'a fraction of nothing': 5e-324,
	markup: "\"><script>alert(1)</script><img src=x onerror='alert(1)'>",
	'an expression of n8n': '={{ $env.SECRET }}',
	'line ends': 'a\r\nSet-Cookie: b=c\r\n\r\nd',
	'a lone surrogate': '\ud800',
	'a date at the end of time': '+275760-09-13T00:00:00.000Z',
	'a date before all others': '-271821-04-20T00:00:00.000Z',
	'a list inside lists': JSON.parse(`${'['.repeat(150)}${']'.repeat(150)}`),
};

type Json = unknown;

/** Returns the value with one member after the other replaced. */
function* replacements(value: Json, hostile: Json): Generator<Json> {
	yield hostile;
	if (typeof value !== 'object' || value === null) return;
	for (const [name, member] of Object.entries(value)) {
		for (const changed of replacements(member, hostile)) {
			yield Array.isArray(value)
				? value.map((one: Json, index) => (index === Number(name) ? changed : one))
				: { ...value, [name]: changed };
		}
	}
}

describe.each(
	[...bankTargets, ...paymentTargets, reportTarget].map((target) => [target.name, target] as const),
)('Every member of %s', (_name, target) => {
	it.each(Object.keys(hostileValues))('may be %s', async (kind) => {
		const problems: string[] = [];
		for (const seed of await target.seeds()) {
			for (const changed of replacements(JSON.parse(seed.toString()), hostileValues[kind])) {
				const input = json(changed);
				const problem = await judge(target, input);
				if (problem) problems.push(`${problem.slice(0, 600)} — ${input.toString().slice(0, 300)}`);
			}
		}
		expect(problems).toEqual([]);
	});
});
