import { sentHeaders } from '../../lib/httpSignature/signature';
import { rejection, thrownBy } from '../certificates/rejection';

describe('sentHeaders', () => {
	it('trims values and joins a repeated header under its first name', () => {
		expect(sentHeaders({ 'PSU-ID': ' 1 ', Accept: 'a', 'psu-id': '2' })).toEqual(
			new Map([
				['psu-id', { name: 'PSU-ID', value: '1, 2' }],
				['accept', { name: 'Accept', value: 'a' }],
			]),
		);
	});

	it.each([
		['a line feed', 'a\nX-Injected: b'],
		['a carriage return', 'a\rb'],
		['a null', 'a\0b'],
		['a letter beyond ASCII', 'Kåre'],
	])('rejects a value with %s and does not repeat it', (_, value) => {
		const act = () => sentHeaders({ 'PSU-ID': value });
		expect(rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			field: undefined,
			message:
				'The header PSU-ID contains a line end, a control character or a letter beyond ASCII, which cannot be signed. Remove it.',
		});
		expect(thrownBy(act).tppAction).toBe('fixRequest');
	});
});
