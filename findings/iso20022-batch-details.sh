#!/usr/bin/env bash
# iso20022.js: the transactions of a batch have no amount, no end-to-end ID and no structured reference.
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
const details = (endToEndId, amount, reference) => `<TxDtls><Refs><EndToEndId>${endToEndId}</EndToEndId></Refs>
<AmtDtls><TxAmt><Amt Ccy="NOK">${amount}</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>Customer of ${endToEndId}</Nm></Dbtr></RltdPties>
<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>${reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`;

/** A statement in the form of camt.053.001.02: a batch of two payments for invoices with a creditor reference. */
const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-29T10:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-29T10:00:00Z</CreDtTm>
<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Svcr><FinInstnId><BIC>BANKNO22</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">100.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-28</Dt></Dt></Bal>
<Ntry><Amt Ccy="NOK">100.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-28</Dt></BookgDt><ValDt><Dt>2026-11-28</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>VCOM</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>${details('INVOICE-1', '60.25', 'RF18539007547034')}${details('INVOICE-2', '40.25', 'RF712348231')}</NtryDtls>
</Ntry></Stmt></BkToCstmrStmt></Document>`;

const [{ entries }] = CashManagementEndOfDayReport.fromXML(statement).statements;
const { amount, transactions } = entries[0];
const text = JSON.stringify(entries[0]);
const contains = (value) => text.includes(value);
const seen = {
	'amount of the entry': amount,
	'transactions, without members that are undefined': JSON.parse(JSON.stringify(transactions)),
	'contains the amounts': contains('60.25') || contains('6025'),
	'contains the end-to-end IDs': contains('"INVOICE-1"'),
	'contains the references': contains('RF18539007547034'),
};

console.log(`Versions: iso20022.js ${version}, Node.js ${process.version}`);
console.log('Expected: each transaction of a batch has its amount (TxAmt), its EndToEndId and its creditor reference (Strd), so that');
console.log('two invoices can be matched with one entry. Nordic banks book payments with such references in batches.');
console.log('Seen: only the name of the payer is left. Amounts of transactions, EndToEndId and Strd are not read.');
console.log('Raw output:');
console.dir(seen, { depth: 5 });
assert.deepStrictEqual(
	Object.values(seen),
	[10050, [{ debtor: { name: 'Customer of INVOICE-1' } }, { debtor: { name: 'Customer of INVOICE-2' } }], false, false, false],
	'The behaviour has changed.',
);
JS
node finding.mjs
