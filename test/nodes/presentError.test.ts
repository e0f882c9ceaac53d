import { ApplicationError, ExpressionError, UserError } from 'n8n-workflow';

import { AspspError, InternalError } from '../../lib/errors';
import { toOpenBankingError } from '../../nodes/shared/nodeError';

describe('An error that is not ours', () => {
	it.each([
		['a TypeError', new TypeError('x is not a function'), 'x is not a function'],
		['an error of another library', new Error('unexpected'), 'unexpected'],
		['a sentence with its full stop', new Error('It stopped.'), 'It stopped'],
		['a text', 'stopped', 'stopped'],
		['nothing', undefined, 'undefined'],
	])('is a bug of this package: %s', (_name, thrown, cause) => {
		const error = toOpenBankingError(thrown);
		expect(error).toBeInstanceOf(InternalError);
		expect(error).toMatchObject({ code: 'OB_INTERNAL', tppAction: 'reportBug', details: {} });
		expect(error.message).toBe(
			`This is a bug in n8n-nodes-open-banking: ${cause}. Report it with the steps that led to it at https://github.com/n8n-nodes-open-banking/n8n-nodes-open-banking/issues.`,
		);
	});

	it('loses its secrets, its stack and its cause (LK-25)', () => {
		const cause = new Error('secret-cause');
		const thrown = Object.assign(new Error('client_secret=s3cr3t', { cause }), {
			config: 'secret',
		});
		const error = toOpenBankingError(thrown);
		expect(error.message).toContain('client_secret=[secret]');
		expect(error.cause).toBeUndefined();
		expect(error.stack).not.toBe(thrown.stack);
		expect(JSON.stringify(Object.entries(error))).not.toContain('secret-cause');
	});
});

it.each([
	new ExpressionError('The expression failed'),
	new UserError('A parameter is missing'),
	new ApplicationError('The credential is missing'),
])('An error of n8n concerns the parameters: %p', (thrown) => {
	expect(toOpenBankingError(thrown)).toMatchObject({
		code: 'OB_CONFIGURATION',
		tppAction: 'fixRequest',
		message: thrown.message,
	});
});

it('An error of this package stays the same', () => {
	const error = new AspspError('The bank responded with 400.');
	expect(toOpenBankingError(error)).toBe(error);
});
