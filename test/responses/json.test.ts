import { enteredText, parseExactJson } from '../../lib/responses/json';

const parse = (text: string) => parseExactJson(Buffer.from(text));

describe('parseExactJson', () => {
	it.each([
		['9007199254740993', '9007199254740993'],
		['9007199254740992', 9007199254740992],
		['-12345678901234567890', '-12345678901234567890'],
		['1000000000000000000000', '1000000000000000000000'],
		['9999999999999.12345', '9999999999999.12345'],
		['1e400', '1e400'],
		['1E400', '1E400'],
		['0.1', 0.1],
		['-10.50', -10.5],
		['123456789012345', 123456789012345],
		['1E5', 100000],
		['-1.5e-3', -0.0015],
	])('reads the number %s as %j (BB-19)', (token, value) => {
		expect(parse(`{"Amount":${token}}`)).toStrictEqual({ Amount: value });
		expect(parse(`[${token}, ${token}]`)).toStrictEqual([value, value]);
	});

	it('does not change digits inside texts', () => {
		const value = {
			'id:12345678901234567890': 'see [12345678901234567890, 1e9] "12345678901234567890"',
			'C:\\': '\\"12345678901234567890\\',
		};
		const text = `{"long": 12345678901234567890, ${JSON.stringify(value).slice(1)}`;
		expect(parse(text)).toStrictEqual({ long: '12345678901234567890', ...value });
	});

	it('reads a text of many escapes', () => {
		const long = '"'.repeat(3_000_000);
		const text = `[${JSON.stringify(long)}, 12345678901234567890]`;
		expect(parse(text)).toStrictEqual([long, '12345678901234567890']);
	});

	it.each(['', '{12345678901234567890: 1}', '[12345678901234567890', '[012345678901234567890]'])(
		'returns undefined for %j, which is not JSON',
		(text) => {
			expect(parse(text)).toBeUndefined();
		},
	);

	it('returns undefined for bytes that are not UTF-8 (BB-12)', () => {
		expect(parseExactJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
	});
});

it.each([
	['a text', 'a text'],
	[1.5, '1.5'],
	[null, 'null'],
	[undefined, 'undefined'],
	[5n, '5'],
	[['s3cr3t'], '[list]'],
	[{ accessToken: 's3cr3t' }, '[object]'],
	[{ toString: 1 }, '[object]'],
	[{ toJSON: () => undefined }, '[object]'],
	[{ toISO: () => '2026-01-02T03:04:05.000+01:00' }, '2026-01-02T03:04:05.000+01:00'],
	[new Date('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05.000Z'],
	['x'.repeat(501), `${'x'.repeat(500)}…`],
	[new Date(NaN), 'Invalid Date'],
	[{ toISO: () => null }, 'Invalid Date'],
])('A value is quoted in an error, whatever its type: %p', (value, text) => {
	expect(enteredText(value)).toBe(text);
});

it('An object is quoted that is no JSON', () => {
	const circular: { self?: object; number: bigint } = { number: 5n };
	circular.self = circular;
	expect(enteredText(circular)).toBe('[object]');
});
