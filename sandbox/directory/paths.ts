/** Path of each file in the home directory. */
export const paths = {
	ca: 'ca.pem',
	caKey: 'bank/ca.key',
	server: 'bank/server.pem',
	serverKey: 'bank/server.key',
	directoryKey: 'bank/directory.key',
	bankKey: 'bank/signing.key',
	transport: 'tpp/transport.pem',
	transportKey: 'tpp/transport.key',
	signing: 'tpp/signing.pem',
	signingKey: 'tpp/signing.key',
	// The Python client of Zopa's guide opens its key with the password `secret`.
	encryptedSigningKey: 'tpp/signing-encrypted.key',
	tpp: 'tpp/tpp.json',
};
