import { readCommandLine, readSettings } from '../../sandbox/settings';

describe('The command line', () => {
	it('prints its usage on --help', () => {
		expect(readCommandLine(['--help'])).toEqual({
			exitCode: 0,
			stdout: expect.stringMatching(/^Usage: tsx sandbox\/server\.ts \[options\]\n/),
			stderr: '',
		});
	});

	it.each([
		[['--port', 'x'], '--port must be a whole number from 0 to 65535, not "x".'],
		[['--accounts', '0'], '--accounts must be a whole number from 1 to 10000, not "0".'],
		[['--transactions=-1'], '--transactions must be a whole number from 0 to 1000000, not "-1".'],
		[['--home', ''], '--home must not be empty.'],
		[['--redirect-uri', 'http://x'], '--redirect-uri must be an https URL, not "http://x".'],
		[
			['--signing-cert', 'package.json'],
			'--signing-cert must be a file with an RSA certificate in PEM, not "package.json".',
		],
		[['--unknown'], "Unknown option '--unknown'."],
		[['--port'], "Option '--port <value>' argument missing."],
	])('refuses %j in one sentence', (args, sentence) => {
		expect(readCommandLine(args)).toEqual({ exitCode: 2, stdout: '', stderr: `${sentence}\n` });
	});

	it('has a default for every flag that needs one', () => {
		expect(readSettings([])).toEqual({
			port: 8443,
			mtlsPort: 8444,
			home: '.cache/bank',
			accounts: 4,
			transactions: 100,
			seed: 'open-banking',
			isReset: false,
			redirectUris: [],
			latency: 0,
		});
	});

	it('is read into settings', () => {
		const flags = ['--port=1', '--mtls-port=2', '--home=x', '--accounts=3', '--transactions=4'];
		const redirectUris = ['--redirect-uri=https://z', '--redirect-uri=https://y'];
		const others = ['--reset', '--seed=y', '--latency=5', ...redirectUris, '--misbehave=RV-02'];
		expect(readCommandLine([...flags, ...others])).toEqual({
			settings: {
				port: 1,
				mtlsPort: 2,
				home: 'x',
				accounts: 3,
				transactions: 4,
				seed: 'y',
				isReset: true,
				latency: 5,
				redirectUris: ['https://z', 'https://y'],
				misbehave: 'RV-02',
			},
		});
	});
});
