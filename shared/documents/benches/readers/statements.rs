//! Bank statements of a hundred entries.

use std::fmt::Write;

use crate::Sample;

const ENTRIES: usize = 100;

/// camt.053, version 8, one statement.
pub(crate) fn camt(times: usize) -> Sample {
    let entries = ENTRIES * times;
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>STMT-2026-11-24</MsgId><CreDtTm>2026-11-24T18:00:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>2026-228</Id>
      <CreDtTm>2026-11-24T18:00:00</CreDtTm>
      <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
      <Bal>
        <Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">25000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt>
      </Bal>"#,
    );
    for entry in 1..=entries {
        let _ = write!(
            text,
            r#"
      <Ntry>
        <Amt Ccy="EUR">{entry}.50</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-11-24</Dt></BookgDt>
        <ValDt><Dt>2026-11-24</Dt></ValDt>
        <AcctSvcrRef>2026112400{entry:06}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
            <Amt Ccy="EUR">{entry}.50</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <RltdPties>
              <Dbtr><Pty><Nm>Birkenhof Naturkost GmbH</Nm></Pty></Dbtr>
              <DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>
            </RltdPties>
            <RmtInf><Ustrd>Rechnung RE-2026-{entry} vom 3.11.2026, danke</Ustrd></RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>"#
        );
    }
    text += "\n    </Stmt>\n  </BkToCstmrStmt>\n</Document>\n";
    Sample::of_text(text, entries)
}

/// MT940 as German banks write it.
pub(crate) fn mt940(times: usize) -> Sample {
    let entries = ENTRIES * times;
    let mut text = String::from(
        ":20:STARTUMSE\r\n:25:37040044/532013000EUR\r\n:28C:00228/001\r\n:60F:C261123EUR20000,00\r\n",
    );
    for entry in 1..=entries {
        let _ = write!(
            text,
            ":61:2611241124C{entry},50NTRFNONREF//2611240{entry:06}\r\n\
             :86:166?00GUTSCHR. UEBERW.?109075?20EREF+NOTPROVIDED?21SVWZ+Rechnung RE-2026-{entry}\r\n\
             ?22 vom 3.11.2026, danke?30BYLADEM1001?31DE02120300000000202051?32Birkenhof Naturkost G\r\n?33mbH\r\n"
        );
    }
    text += ":62F:C261124EUR25000,00\r\n-\r\n";
    Sample::of_text(text, entries)
}
