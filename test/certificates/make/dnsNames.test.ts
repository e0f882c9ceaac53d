import { readDnsNames } from '../../../lib/certificates/make/request';
import { rejection } from '../rejection';
import { parameterField } from '../../support/identityReferences';

it('DNS names are written in small letters and in ASCII, each once', () => {
	expect(readDnsNames(['API.Example.com', 'api.example.com', 'www.bærum.example'])).toEqual([
		'api.example.com',
		'www.xn--brum-voa.example',
	]);
});

it.each([[], ['localhost'], ['*.example.com'], ['a.example.com:443'], ['127.0.0.1']])(
	'"%s" is no list of them',
	(...names) => {
		expect(rejection(() => readDnsNames(names.filter(Boolean))).field).toEqual(
			parameterField('dnsNames'),
		);
	},
);
