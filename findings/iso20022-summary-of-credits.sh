#!/usr/bin/env bash
# iso20022.js: a statement whose summary does not count credits and debits separately cannot be read.
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
const statement = (summary) => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-29T10:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-29T10:00:00Z</CreDtTm>
<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Svcr><FinInstnId><BIC>BANKNO22</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-28</Dt></Dt></Bal>${summary}</Stmt></BkToCstmrStmt></Document>`;
const [all, credits, debits] = [
	'<TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries>',
	'<TtlCdtNtries><NbOfNtries>1</NbOfNtries></TtlCdtNtries>',
	'<TtlDbtNtries><NbOfNtries>0</NbOfNtries></TtlDbtNtries>',
];
const read = (summary) => {
	try {
		const [{ id, numOfEntries }] = CashManagementEndOfDayReport.fromXML(statement(summary)).statements;
		return `${id}, numOfEntries ${numOfEntries}`;
	} catch ({ message }) {
		return message;
	}
};
const seen = {
	'no summary': read(''),
	'TtlNtries, TtlCdtNtries, TtlDbtNtries': read(`<TxsSummry>${all}${credits}${debits}</TxsSummry>`),
	'only TtlNtries': read(`<TxsSummry>${all}</TxsSummry>`),
	'only TtlCdtNtries, as the account has no debits': read(`<TxsSummry>${credits}</TxsSummry>`),
};

console.log(`Versions: iso20022.js ${version}, Node.js ${process.version}`);
console.log('Expected: a statement with any of these summaries is read. TtlNtries, TtlCdtNtries and TtlDbtNtries are each optional in');
console.log('TotalTransactions2 of camt.053.001.02, and a number that is missing is undefined.');
console.log('Seen: without a summary, all is well. With one, all three totals must be there.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	[
		'S1, numOfEntries undefined',
		'S1, numOfEntries 1',
		"Cannot read properties of undefined (reading 'NbOfNtries')",
		"Cannot read properties of undefined (reading 'NbOfNtries')",
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
