import { readSoftwareStatement } from '../../lib/jose/softwareStatement';
import { aSoftwareStatement, rejection } from '../support/builders';

describe('readSoftwareStatement', () => {
	it('reads the claims, without checking the signature', () => {
		const { jwt, claims } = aSoftwareStatement();
		expect(readSoftwareStatement(jwt)).toEqual({ jwt, claims });
	});

	it('takes line ends and spaces out', () => {
		const { jwt } = aSoftwareStatement();
		const broken = `  ${jwt.replace(/(.{40})/g, '$1\r\n')} `;
		expect(readSoftwareStatement(broken).jwt).toBe(jwt);
	});

	it.each<[object, object]>([
		[
			{ software_redirect_uris: 'https://tpp.example/a', software_roles: 'AISP' },
			{ software_redirect_uris: ['https://tpp.example/a'], software_roles: ['AISP'] },
		],
		[
			{ software_redirect_uris: [7, null, 'https://tpp.example/a', ['x']], software_roles: [] },
			{ software_redirect_uris: ['https://tpp.example/a'], software_roles: [] },
		],
		[
			{ software_redirect_uris: { 0: 'x' }, software_roles: 7, software_client_name: ['x'] },
			{ software_redirect_uris: undefined, software_roles: undefined },
		],
		[
			{ org_id: 7, software_jwks_endpoint: {}, software_client_name: null },
			{ org_id: undefined, software_jwks_endpoint: undefined, software_client_name: undefined },
		],
	])('reads %j as %j: no claim has another type than in the standard', (given, expected) => {
		const { jwt } = aSoftwareStatement(given);
		const { claims } = aSoftwareStatement();
		expect(readSoftwareStatement(jwt).claims).toEqual({ ...claims, ...expected });
	});

	it.each(['hello', 'a.b.c', '{"software_id":"x"}', 'eyJhbGciOiJQUzI1NiJ9.W10.x'])(
		'refuses %s, which is no JWT',
		async (text) => {
			expect(await rejection(() => readSoftwareStatement(text))).toEqual({
				code: 'OB_CONFIGURATION',
				message:
					'The software statement is not a JWT. Paste the complete assertion (SSA) that the directory issued: three parts separated by dots.',
				field: { in: 'credential', key: 'softwareStatement' },
				tppAction: 'fixCredential',
			});
		},
	);

	it.each([undefined, '', 7])('refuses a JWT whose software_id is %j', async (software_id) => {
		const { jwt } = aSoftwareStatement({ software_id: software_id as string });
		expect(await rejection(() => readSoftwareStatement(jwt))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'The software statement has no software_id, so no Open Banking directory issued it.',
			field: { in: 'credential', key: 'softwareStatement' },
			tppAction: 'fixCredential',
		});
	});
});
