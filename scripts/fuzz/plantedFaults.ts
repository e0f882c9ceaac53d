import { readPfx } from '../../lib/certificates/pfx';
import { ConfigurationError, InvalidResponseError } from '../../lib/errors';
import { isJsonObject } from '../../lib/responses/json';
import { fileReferences } from '../../test/support/identityReferences';
import { certificateTargets } from './certificateTargets';
import { mutateDer } from './mutateBytes';
import { mutateJson, mutateText } from './mutateText';
import { json, secretNamed, type Target } from './target';

/**
 * Parsers with one fault each, of the kinds that the fuzzer looks for. A run that does not find each of them proves nothing.
 */

const secret = secretNamed('planted');
const [pfx] = certificateTargets;

/** The fault lies behind three conditions, the last of them an unlikely byte. */
const foreignError: Target = {
	name: 'planted: a TypeError behind nested tags',
	mutate: mutateDer,
	secrets: [],
	seeds: async () => [Buffer.from('3009a003020103040200ff', 'hex')],
	run: async (input) => {
		if (input[0] !== 0x30 || input.length < 8) throw new InvalidResponseError('Not a SEQUENCE');
		const nested = input.indexOf(Buffer.of(0xa0, 0x00));
		if (nested > 0) throw new TypeError('planted');
	},
};

const shownSecret: Target = {
	name: 'planted: a secret in an error',
	mutate: mutateText,
	secrets: [secret],
	seeds: async () => [Buffer.from(`code=${secret}&state=a`)],
	run: async (input) => {
		const parameters = new URLSearchParams(input.toString('utf8'));
		if (parameters.has('state')) return;
		throw new InvalidResponseError(`There is no state beside ${parameters.get('code')}`);
	},
};

const quadratic: Target = {
	name: 'planted: quadratic time',
	mutate: mutateJson,
	secrets: [],
	seeds: async () => [json({ list: [1, 2, 3], text: 'abc' })],
	run: async (input) => {
		// Calls of the package's code, because only its steps are counted. More bytes would cost the run its time.
		const length = Math.min(input.length, 300);
		for (let calls = 0; calls < length * length; calls++) isJsonObject(undefined);
		throw new ConfigurationError('Always');
	},
};

/** A real parser with a fault: it does not expect another version than 3. */
const inPfx: Target = {
	...pfx!,
	name: 'planted: an unhandled version of PFX',
	run: async (input) => {
		const [version, length, value] = input.subarray(4);
		if (version === 2 && length === 1 && value !== 3) throw new RangeError('planted');
		await readPfx(input.toString('base64'), secret, fileReferences);
	},
};

export const plantedFaults: Target[] = [foreignError, shownSecret, quadratic, inPfx];
