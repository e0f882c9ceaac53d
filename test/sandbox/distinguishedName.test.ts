import { isSameName } from '../../sandbox/httpSignature/distinguishedName';

const name = 'C=NO\nO=Ægir\\, Sønn & Co\norganizationIdentifier=PSDNO-FSA-ABCA\nCN=Fjord CA';
const hex = (text: string) =>
	`#0c${Buffer.from([Buffer.byteLength(text)]).toString('hex')}${Buffer.from(text).toString('hex')}`;

describe('two spellings are of the same name', () => {
	it.each([
		['RFC 2253', `CN=Fjord CA,2.5.4.97=${hex('PSDNO-FSA-ABCA')},O=Ægir\\, Sønn & Co,C=NO`],
		['with an OID prefix', 'CN=Fjord CA,OID.2.5.4.97=PSDNO-FSA-ABCA,O=Ægir\\, Sønn & Co,C=NO'],
		['bytes escaped', 'CN=Fjord CA,2.5.4.97=PSDNO-FSA-ABCA,O=\\C3\\86gir\\2C Sønn & Co,C=NO'],
		['quoted', 'CN=Fjord CA, O="Ægir, Sønn & Co", organizationIdentifier=PSDNO-FSA-ABCA, C=NO'],
		[
			'every value in hexadecimal',
			`CN=${hex('Fjord CA')},2.5.4.97=${hex('PSDNO-FSA-ABCA')},O=${hex('Ægir, Sønn & Co')},C=${hex('NO')}`,
		],
		[
			'percent-encoded',
			'CN=Fjord%20CA,2.5.4.97=PSDNO-FSA-ABCA,O=%C3%86gir\\,%20S%C3%B8nn%20&%20Co,C=NO',
		],
		['another letter case', 'cn=FJORD CA,2.5.4.97=psdno-fsa-abca,o=Ægir\\, Sønn & Co,c=no'],
	])('%s', (_, spelling) => {
		expect(isSameName(spelling, name)).toBe(true);
	});
});

describe('two spellings are of different names', () => {
	it.each([
		['an attribute less', 'CN=Fjord CA,O=Ægir\\, Sønn & Co,C=NO'],
		['an attribute more', 'L=Oslo,CN=Fjord CA,2.5.4.97=PSDNO-FSA-ABCA,O=Ægir\\, Sønn & Co,C=NO'],
		['another value', 'CN=Fjord CB,2.5.4.97=PSDNO-FSA-ABCA,O=Ægir\\, Sønn & Co,C=NO'],
		['another type', 'OU=Fjord CA,2.5.4.97=PSDNO-FSA-ABCA,O=Ægir\\, Sønn & Co,C=NO'],
		['an unknown type', 'X=Fjord CA,2.5.4.97=PSDNO-FSA-ABCA,O=Ægir\\, Sønn & Co,C=NO'],
		['nothing', ''],
		['no name at all', 'Fjord CA'],
	])('%s', (_, spelling) => {
		expect(isSameName(spelling, name)).toBe(false);
	});
});
