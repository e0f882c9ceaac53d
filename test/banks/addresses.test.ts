import { bankAddresses } from '../../lib/banks/addresses';
import { eika } from '../../lib/banks/eika';
import { zopa } from '../../lib/banks/zopa';
import { aBank } from '../support/builders';

describe('bankAddresses', () => {
	it('are those that the bank publishes', () => {
		expect(bankAddresses(zopa, 'sandbox', {})).toEqual({
			issuer: 'https://auth1.openbanking-sandbox.zopa.com',
			resourceServer: 'https://rs1.openbanking-sandbox.zopa.com',
		});
	});

	it('are those that the operator entered, where there are any', () => {
		expect(
			bankAddresses(zopa, 'production', { issuer: ' ', resourceServer: ' https://rs.example// ' }),
		).toEqual({
			issuer: 'https://auth1.openbanking.zopa.com',
			resourceServer: 'https://rs.example',
		});
	});

	it('are unknown where neither names them', () => {
		expect(bankAddresses(eika, 'sandbox', {})).toEqual({});
	});

	it.each([
		['https://auth.example', 'https://auth.example'],
		['https://auth.example/', 'https://auth.example'],
		['https://auth.example/tenant', 'https://auth.example/tenant'],
		// Here the slash is part of the name.
		['https://auth.example/tenant/', 'https://auth.example/tenant/'],
		['https://auth.example/.well-known/openid-configuration', 'https://auth.example'],
		[
			' https://auth.example/tenant/.well-known/openid-configuration ',
			'https://auth.example/tenant',
		],
	])('take %j for the issuer %s', (issuer, expected) => {
		expect(bankAddresses(aBank(), 'sandbox', { issuer }).issuer).toBe(expected);
	});

	describe('of the embedded bank', () => {
		const local = { address: 'https://localhost:7443/', mtlsAddress: 'https://localhost:7444' };

		it('lie below the id of the bank', () => {
			expect(bankAddresses(zopa, 'local', { local, issuer: 'https://entered.example' })).toEqual({
				issuer: 'https://localhost:7443/zopa',
				resourceServer: 'https://localhost:7444/zopa',
			});
		});

		it('have no issuer for a bank without authorization server', () => {
			expect(bankAddresses(eika, 'local', { local })).toEqual({
				issuer: undefined,
				resourceServer: 'https://localhost:7444/eika',
			});
		});

		it('are unknown as long as the operator enters none', () => {
			expect(bankAddresses(zopa, 'local', {})).toEqual({});
		});
	});
});
