#!/usr/bin/env bash
# ofxparse: a booking at midnight in Central Europe is on the day before, as a date without a time zone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

transaction() {
	echo "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>$1<TRNAMT>10.00<FITID>$2<NAME>Example AS</STMTTRN>"
}
cat > statement.ofx <<OFX
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261201120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>37040044<ACCTID>0532013000<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261201<DTEND>20261231
$(transaction 20261201 1)
$(transaction '20261201000000' 2)
$(transaction '20261201000000[0:GMT]' 3)
$(transaction '20261201000000[+1:CET]' 4)
$(transaction '20261201120000[-5:EST]' 5)
</BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20261231</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX

cat > finding.py <<'PY'
import re
import sys
from ofxparse import OfxParser

version, python = sys.argv[1:]
with open("statement.ofx", "rb") as file:
    transactions = OfxParser.parse(file).account.statement.transactions
written = re.findall(r"<DTPOSTED>([^<]+)", open("statement.ofx").read())
seen = [(text, str(transaction.date), transaction.date.tzinfo) for text, transaction in zip(written, transactions)]

print(f"Versions: python3-ofxparse {version}, {python}")
print("Expected: a date without a time zone is the date of the bank. All five bookings are on 1 December, and the file begins on")
print("that day (OFX, section 3.2.8: the offset tells how the local time of the bank differs from GMT).")
print("Seen: the offset is taken off, and the result has no time zone. Midnight in Central Europe becomes 23:00 of the day before,")
print("so its date() is 30 November, in another month and outside the statement.")
print("Raw output:")
for row in seen:
    print(row)
expected = ["2026-12-01 00:00:00"] * 3 + ["2026-11-30 23:00:00", "2026-12-01 17:00:00"]
assert [(date, zone) for _, date, zone in seen] == [(date, None) for date in expected], "The behaviour has changed."
PY
/usr/bin/python3 finding.py "$(dpkg-query --show --showformat='${Version}' python3-ofxparse)" "$(/usr/bin/python3 --version)"
