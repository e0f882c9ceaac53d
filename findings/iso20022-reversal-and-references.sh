#!/usr/bin/env bash
# iso20022.js: no entry is a reversal, and references made of digits become numbers.
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

/** A statement in the form of camt.053.001.02: a debit is reversed, so the entry is a credit with RvslInd (ISO 20022). */
const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-29T10:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-29T10:00:00Z</CreDtTm>
<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Svcr><FinInstnId><BIC>DNBANOKK</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="NOK">110.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-28</Dt></Dt></Bal>
<Ntry><Amt Ccy="NOK">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-28</Dt></BookgDt><AcctSvcrRef>0012345</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>12345678901234567890123</AcctSvcrRef></Refs>
<RmtInf><Ustrd>0042</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`;

const [{ entries }] = CashManagementEndOfDayReport.fromXML(statement).statements;
const [{ reversal, accountServicerReferenceId, transactions }] = entries;
const seen = {
	'RvslInd true': reversal,
	'AcctSvcrRef 0012345': accountServicerReferenceId,
	'AcctSvcrRef 12345678901234567890123': transactions[0].accountServicerReferenceId,
	'Ustrd 0042': transactions[0].remittanceInformation,
};

console.log(`Versions: iso20022.js ${version}, Node.js ${process.version}`);
console.log('Expected: "reversal" is true for RvslInd true. References are text (Max35Text in ISO 20022), and so is remittance.');
console.log('Seen: "reversal" is false. References lose the zeros at their front and digits at their end, and their type differs');
console.log('from entry to entry. The XML parser turns true and digits into a boolean and numbers before the fields are read.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(Object.values(seen), [false, 12345, 1.2345678901234568e22, 42], 'The behaviour has changed.');
JS
node finding.mjs
