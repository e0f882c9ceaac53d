import { bankAddresses, ofProvider } from '../../lib/banks/addresses';
import { coop, smile } from '../../lib/banks/cooperativeBank';
import { eika } from '../../lib/banks/eika';
import { monese } from '../../lib/banks/monese';
import { profileIn } from '../../lib/banks/applicableRules';
import { saltEdge } from '../../lib/banks/saltEdge';
import { zopa } from '../../lib/banks/zopa';
import { aBank } from '../support/builders';

describe('bankAddresses', () => {
	it('are the published ones', () => {
		expect(bankAddresses(zopa, 'sandbox', {})).toEqual({
			issuer: 'https://auth1.openbanking-sandbox.zopa.com',
			resourceServer: 'https://rs1.openbanking-sandbox.zopa.com',
		});
	});

	it('are the entered ones, if there are any', () => {
		expect(
			bankAddresses(zopa, 'production', { issuer: ' ', resourceServer: ' https://rs.example// ' }),
		).toEqual({
			issuer: 'https://auth1.openbanking.zopa.com',
			resourceServer: 'https://rs.example',
		});
	});

	it('include a separate registration server', () => {
		expect(bankAddresses(monese, 'sandbox', {}).registrationServer).toBe(
			'https://ob-api1.sandbox.monese.com:4501',
		);
	});

	it('include the discovery document, if its path is not the standard one', () => {
		expect(bankAddresses(ofProvider(saltEdge, 'a-bank'), 'production', {}).discovery).toBe(
			'https://priora.saltedge.com/.well-known/openid-configuration/a-bank',
		);
	});

	describe('of a bank whose discovery document is elsewhere', () => {
		const discovery = 'https://docs.example/.well-known/openid-configuration';
		const published = {
			issuer: 'https://auth.example',
			discovery,
			earlierIssuers: ['https://old.example'],
			resourceServer: 'https://rs.example',
			registrationServer: 'https://reg.example',
		};
		const bank = aBank({ environments: { production: published } });

		it('include it, and the earlier issuers', () => {
			expect(bankAddresses(bank, 'production', {})).toEqual(published);
		});

		it('leave out what belongs to a published address that is entered differently', () => {
			const entered = { issuer: 'https://new.example', resourceServer: 'https://new-rs.example' };
			const { earlierIssuers } = published;
			expect(bankAddresses(bank, 'production', entered)).toEqual({ ...entered, earlierIssuers });
		});
	});

	it('include the endpoints of a bank without a discovery document', () => {
		expect(bankAddresses(profileIn(smile, 'production'), 'production', {}).endpoints).toEqual({
			authorization_endpoint: 'https://bank.co-operativebank.co.uk/openbanking/smile/oauthRedirect',
			token_endpoint:
				'https://openbanking-retail.apis.co-operativebank.co.uk/apis/oauth/v1/oauth2/token',
		});
	});

	it.each([coop, smile])('are those of the one sandbox for $id (C-16)', (bank) => {
		expect(bankAddresses(bank, 'sandbox', {}).endpoints).toEqual({
			authorization_endpoint:
				'https://sandbox-bank.co-operativebanktest.co.uk/openbanking/coop/oauthRedirect',
			token_endpoint:
				'https://sandbox-openbanking-retail.apis.co-operativebanktest.co.uk/apis/oauth/v1/oauth2/token',
		});
	});

	it('include the address of Eika’s sandbox (C-15)', () => {
		expect(bankAddresses(eika, 'sandbox', {}).resourceServer).toBe(
			'https://psd2.eika.no/api-sandbox',
		);
	});

	it('prefer endpoints that the operator entered', () => {
		const endpoints = {
			authorization_endpoint: 'https://auth.example/authorize',
			token_endpoint: 'https://auth.example/token',
		};
		expect(bankAddresses(coop, 'sandbox', { endpoints }).endpoints).toEqual(endpoints);
	});

	it('are empty if there are neither', () => {
		expect(bankAddresses(eika, 'production', {})).toEqual({});
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
	])('read %j as the issuer %s', (issuer, expected) => {
		expect(bankAddresses(aBank(), 'sandbox', { issuer }).issuer).toBe(expected);
	});

	describe('of the embedded bank', () => {
		const local = { address: 'https://localhost:7443/', mtlsAddress: 'https://localhost:7444' };

		it('are below the ID of the bank', () => {
			expect(bankAddresses(zopa, 'local', { local, issuer: 'https://entered.example' })).toEqual({
				issuer: 'https://localhost:7443/zopa',
				resourceServer: 'https://localhost:7444/zopa',
			});
		});

		it('have discovery and endpoints, if the bank has them', () => {
			expect(bankAddresses(ofProvider(saltEdge, 'demobank'), 'local', { local })).toEqual({
				issuer: 'https://localhost:7443/salt-edge',
				resourceServer: 'https://localhost:7444/salt-edge',
				discovery: 'https://localhost:7443/salt-edge/.well-known/openid-configuration/demobank',
			});
			expect(bankAddresses(coop, 'local', { local }).endpoints).toEqual({
				authorization_endpoint: 'https://localhost:7443/coop/openbanking/coop/oauthRedirect',
				token_endpoint: 'https://localhost:7444/coop/apis/oauth/v1/oauth2/token',
			});
		});

		it('have no issuer for a bank without authorization server', () => {
			expect(bankAddresses(eika, 'local', { local })).toEqual({
				issuer: undefined,
				resourceServer: 'https://localhost:7444/eika',
			});
		});

		it('are empty until the operator enters them', () => {
			expect(bankAddresses(zopa, 'local', {})).toEqual({});
		});
	});
});
