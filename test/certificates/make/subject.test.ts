import { psd2Identifier } from '../../../lib/certificates/make/subject';
import { parameterField } from '../../support/identityReferences';
import { rejection } from '../rejection';

describe('psd2Identifier', () => {
	const parameter = 'authorisationNumber';

	it.each([
		['795791', 'PSDGB-FCA-795791'],
		[' 795791 ', 'PSDGB-FCA-795791'],
		['A 123.45', 'PSDGB-FCA-A 123.45'],
		['PSDGB-FCA-795791', 'PSDGB-FCA-795791'],
	])('returns for the number "%s" the identifier %s', (number, identifier) => {
		expect(psd2Identifier('GB-FCA', number, parameter)).toBe(identifier);
	});

	it.each([
		['PSDNO-FSA-795791', /does not begin with PSDGB-FCA-/],
		['psdgb-fca-795791', /does not begin with PSDGB-FCA-/],
		['GB-FCA-795791', /does not begin with PSDGB-FCA-/],
		['PSDGB-FCA-', /is not an organisation identifier/],
		['', /is not an organisation identifier/],
		['7957\n91', /control character/],
		['7957\ud800', /control character/],
	])('rejects the number %j', (number, message) => {
		expect(rejection(() => psd2Identifier('GB-FCA', number, parameter))).toMatchObject({
			field: parameterField(parameter),
			message: expect.stringMatching(message),
		});
	});
});
