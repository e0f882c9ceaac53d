import fc from 'fast-check';

import { compactText, expandText } from '../../lib/jose/seal';

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

it.each([
	[uuid, '~D4-tW9nLRp-hZXCGdyiVDg'],
	[`aac-${uuid}`, 'aac-~D4-tW9nLRp-hZXCGdyiVDg'],
	[uuid.toUpperCase(), uuid.toUpperCase()],
	['client-1', 'client-1'],
	['', ''],
	['~D4-tW9nLRp-hZXCGdyiVDg', '~D4-tW9nLRp-hZXCGdyiVDg~'],
	['secret~', 'secret~~'],
])('compactText writes "%s" as "%s"', (text, compact) => {
	expect(compactText(text)).toBe(compact);
	expect(expandText(compact)).toBe(text);
});

it('expandText returns every text that compactText has shortened', () => {
	const part = fc.oneof(
		fc.string(),
		fc.uuid(),
		fc.constant('~'),
		fc.uuid().map((text) => compactText(text)),
	);
	const texts = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
	fc.assert(fc.property(texts, (text) => expandText(compactText(text)) === text));
});
