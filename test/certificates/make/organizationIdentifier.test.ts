import { psd2Identifier } from '../../../lib/certificates/make/subject';
import { rejection } from '../rejection';

const field = 'Authorisation Number';

it.each([
	['795791', 'PSDGB-FCA-795791'],
	[' 795791 ', 'PSDGB-FCA-795791'],
	['A 123.45', 'PSDGB-FCA-A 123.45'],
	['PSDGB-FCA-795791', 'PSDGB-FCA-795791'],
])('The number "%s" makes the identifier %s', (number, identifier) => {
	expect(psd2Identifier('GB-FCA', number, field)).toBe(identifier);
});

it.each([
	['PSDNO-FSA-795791', /does not begin with PSDGB-FCA-/],
	['psdgb-fca-795791', /does not begin with PSDGB-FCA-/],
	['GB-FCA-795791', /does not begin with PSDGB-FCA-/],
	['PSDGB-FCA-', /does not read like/],
	['', /does not read like/],
	['7957\n91', /control character/],
	['7957\ud800', /half a character/],
])('The number %j is refused', (number, message) => {
	expect(rejection(() => psd2Identifier('GB-FCA', number, field))).toMatchObject({
		field,
		message: expect.stringMatching(message),
	});
});
