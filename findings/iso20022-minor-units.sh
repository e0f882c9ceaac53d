#!/usr/bin/env bash
# iso20022.js: every currency has two decimals, so 1000 yen are read as 100000 minor units.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent iso20022.js@0.0.15

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { CashManagementEndOfDayReport } from 'iso20022.js';

const { version } = JSON.parse(readFileSync('node_modules/iso20022.js/package.json'));

/** A statement with one booked entry, in the form of camt.053.001.02. */
const statement = (amount, currency) => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-29T10:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-29T10:00:00Z</CreDtTm>
<Acct><Id><IBAN>GB29NWBK60161331926819</IBAN></Id><Svcr><FinInstnId><BIC>NWBKGB2L</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-28</Dt></Dt></Bal>
<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-28</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>XBCT</SubFmlyCd></Fmly></Domn>
</BkTxCd></Ntry></Stmt></BkToCstmrStmt></Document>`;

function read(amount, currency) {
	const [{ balances, entries }] = CashManagementEndOfDayReport.fromXML(statement(amount, currency)).statements;
	return { 'in the file': `${amount} ${currency}`, balance: balances[0].amount, entry: entries[0].amount };
}
const seen = [read('1000.00', 'GBP'), read('1000', 'JPY'), read('1000', 'ISK'), read('10.125', 'KWD')];

console.log(`Versions: iso20022.js ${version}, Node.js ${process.version}`);
console.log('Expected: 1000.00 GBP are read as 100000 pence, so amounts are in the minor unit of ISO 4217: two decimals for the pound,');
console.log('none for the yen and the Icelandic króna, three for the Kuwaiti dinar. 1000 JPY are 1000, and 10.125 KWD are 10125.');
console.log('Seen: all amounts are multiplied by 100, whatever the currency.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(({ balance, entry }) => [balance, entry]),
	[
		[100000, 100000],
		[100000, 100000],
		[100000, 100000],
		[1012.5, 1012.5],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
