import { plainText } from '../../lib/transport/plainText';

it.each([
	['<p>The token is <b>invalid</b></p>', ' The token is invalid '],
	['a &lt;script&gt; and 3 < 4', 'a and 3 ‹ 4'],
	['Smith &amp; Sons, &quot;quoted&quot;, &APOS;', 'Smith & Sons, "quoted", \''],
	['&#163;5 and &#xA3;5', '£5 and £5'],
	['&unknwn; stays', '&unknwn; stays'],
	['&#1114112; is no character', '&#1114112; is no character'],
])('%s is shown as "%s"', (html, shown) => {
	expect(plainText(html)).toBe(shown);
});
