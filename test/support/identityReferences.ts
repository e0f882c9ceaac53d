import type { FieldReference } from '../../lib/errors';
import type { IdentityReferences } from '../../lib/tpp';

export const credentialField = (key: string): FieldReference => ({ in: 'credential', key });
export const parameterField = (key: string): FieldReference => ({ in: 'parameters', key });

/** The fields of the credential for one of its certificates. */
export const identityReferences = (use: 'transport' | 'signing'): IdentityReferences => ({
	certificate: credentialField(`${use}Certificate`),
	key: credentialField(`${use}Key`),
	passphrase: credentialField(`${use}Passphrase`),
	pfx: credentialField(`${use}Pfx`),
});

/** The parameters of a certificate that comes from a file. */
export const fileReferences: IdentityReferences = {
	certificate: parameterField('binaryField'),
	key: parameterField('binaryField'),
	passphrase: parameterField('passphrase'),
	pfx: parameterField('binaryField'),
};
