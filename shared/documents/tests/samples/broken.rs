//! What is refused, and in which words.

use documents::{inspect, read};

use crate::{bytes, samples};

#[test]
fn a_broken_file_is_refused_and_told_why() {
    let table = [
        (
            "activity-report.csv",
            "csv line 1: this looks like a payment service's activity report",
        ),
        (
            "ambiguous-amount.csv",
            "csv line 2, column 5: amount_due: “1.250” may be thousands or decimals",
        ),
        (
            "ambiguous-dates.csv",
            "csv line 2, column 2: issue_date: nothing in the file tells day/month from month/day",
        ),
        (
            "bad-email.csv",
            "csv line 2, column 6: customer_email: expected an e-mail address",
        ),
        (
            "cii-issued-in-a-month.xml",
            "cii /CrossIndustryInvoice/ExchangedDocument/IssueDateTime: issue_date: expected a day (format 102), not a month or week",
        ),
        (
            "cii-no-amount.xml",
            "cii /CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount: amount_due: is missing",
        ),
        (
            "cii-other-currency.xml",
            "cii /CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount: currency: the amount is in USD, but the document is in EUR",
        ),
        (
            "cut-off.xml",
            "unknown line 1, column 1: the XML is not well-formed: the root node was opened but never closed",
        ),
        (
            "doctype.xml",
            "unknown line 2, column 1: a document type definition (DOCTYPE) is never accepted",
        ),
        ("empty.csv", "unknown the file is empty"),
        (
            "encrypted.p7m",
            "fatturapa-p7m the signed file is broken: it holds no signed data, but something else (encrypted?)",
        ),
        (
            "fatturapa-comma.xml",
            "fatturapa /FatturaElettronica/FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento: total: expected an amount such as 1234.50, not “122,00”",
        ),
        (
            "fatturapa-half-an-amount.xml",
            "fatturapa /FatturaElettronica/FatturaElettronicaBody/DatiPagamento/DettaglioPagamento[2]/ImportoPagamento: amount_due: is missing",
        ),
        (
            "fatturapa-no-amount.xml",
            "fatturapa /FatturaElettronica/FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento: amount_due: is missing",
        ),
        (
            "fatturapa-number-twice.xml",
            "fatturapa /FatturaElettronica/FatturaElettronicaBody[2]: number: occurs twice in the file",
        ),
        (
            "fatturapa-unknown-type.xml",
            "fatturapa /FatturaElettronica/FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/TipoDocumento: kind: expected a type of document from TD01 to TD29, not “TD99”",
        ),
        (
            "float.json",
            "json /invoices/0/amount_due: amount_due: expected an amount such as 1234.50, not “1e3”",
        ),
        (
            "formula.csv",
            "csv line 2, column 5: customer_name: starts like a spreadsheet formula",
        ),
        (
            "gst-irn-only.json",
            "gst-inv01 the top: expected an invoice (DocDtls, ValDtls …) or the portal's SignedInvoice",
        ),
        ("gst-no-total.json", "gst-inv01 the top: ValDtls: is missing"),
        (
            "gst-portal-answer.json",
            "gst-inv01 the top: expected an invoice (DocDtls, ValDtls …) or the portal's SignedInvoice",
        ),
        ("gst-qr-token.jwt", "gst-inv01 the top: is the token of a QR code"),
        (
            "gst-two-spellings.json",
            "gst-inv01 /PayDtls: PayDtls: has both “CrDay” and “Crday”",
        ),
        (
            "instalments-short.json",
            "json /invoices/0/instalments: instalments: add up to 9, but amount_due is 10",
        ),
        (
            "key-twice.json",
            "json line 1, column 1: the JSON is broken: the key “number” comes twice",
        ),
        (
            "line-two.ndjson",
            "ndjson line 2 /issue_date: issue_date: expected a date such as 2026-11-24, not “soon”",
        ),
        (
            "markup-in-name.xml",
            "ubl-invoice /Invoice/AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName: name: holds markup",
        ),
        (
            "misspelt-key.json",
            "json /invoices/0/due_dat: due_dat: is unknown here; known are number, kind, issue_date",
        ),
        (
            "no-amount.xml",
            "ubl-invoice /Invoice/LegalMonetaryTotal/PayableAmount: amount_due: is missing",
        ),
        ("no-header-known.csv", "csv no header was found that Dunlin knows"),
        (
            "number-twice.csv",
            "csv line 3, column 1: invoice_number: occurs twice in the file (first on line 2)",
        ),
        (
            "number-with-line-break.xml",
            "ubl-invoice /Invoice/ID: number: holds a line break",
        ),
        (
            "one-bad-row.csv",
            "csv line 4, column 3: due_date: expected a date such as 2026-11-24, not “2026-13-40”",
        ),
        (
            "open-quotation.csv",
            "csv line 2: a quotation mark is opened here and never closed",
        ),
        ("order.xml", "unknown the file is XML with the root “Order”"),
        (
            "other-currency.xml",
            "ubl-invoice /Invoice/LegalMonetaryTotal/PayableAmount: currency: the amount is in USD, but the document is in EUR",
        ),
        (
            "other-event.json",
            "ses-event the top: is an EventBridge event of another kind",
        ),
        (
            "policy.toml",
            "policy the file is a policy (TOML): settings are deployed, not uploaded",
        ),
        (
            "quickbooks-bill.json",
            "json-qbo the top: expected QuickBooks invoices or credit memos",
        ),
        (
            "quickbooks-deleted.json",
            "json-qbo /Invoice: Invoice: was deleted",
        ),
        (
            "quickbooks-payment.json",
            "json-qbo the top: expected QuickBooks invoices or credit memos",
        ),
        (
            "reference-twice.csv",
            "csv line 3: entry_reference: stands for another payment further up",
        ),
        (
            "signed-bad-base64.p7m",
            "fatturapa-p7m the signed file is broken: its base64 is wrong",
        ),
        (
            "signed-cut-off.p7m",
            "fatturapa-p7m the signed file is broken: unexpected end of data",
        ),
        (
            "signed-detached.p7m",
            "fatturapa-p7m the signed file is broken: it holds a signature without the invoice",
        ),
        ("signed-text.p7m", "fatturapa-p7m what was signed is no XML"),
        (
            "signed-ubl.p7m",
            "fatturapa-p7m what was signed is a UBL invoice, not a FatturaPA invoice",
        ),
        (
            "stripe-major-units.json",
            "json-stripe /amount_remaining: amount_remaining: expected a whole number of the currency's minor unit",
        ),
        ("stripe-no-number.json", "json-stripe the top: number: is missing"),
        (
            "stripe-payment-intent.json",
            "json-stripe the top: is “payment_intent”, and only invoices and credit notes are read",
        ),
        (
            "two-currencies.csv",
            "csv line 2, column 4: amount_due: is in another currency than the row says",
        ),
        (
            "unquoted-delimiter.csv",
            "csv line 2, column 6: the row has 6 cells, the header 5",
        ),
        (
            "bad-member.zip",
            "mt940 statement.sta line 9: amount: expected an amount such as 1234,50, not “480.50”",
        ),
        (
            "balance-alone.sta",
            "mt940 the file holds no statement: expected entries (:61:)",
        ),
        ("damaged.zip", "camt-zip statement.xml: can't be unpacked"),
        (
            "invoice-within.zip",
            "camt-zip invoice.csv: is no bank statement (camt, MT940)",
        ),
        (
            "locked.zip",
            "camt-zip statement.xml: is encrypted; pack it without a password",
        ),
        (
            "negative.camt053.xml",
            "camt /Document/BkToCstmrStmt/Stmt/Ntry/Amt: amount: expected zero or more, not “-1190.00”",
        ),
        (
            "no-currency.sta",
            "mt940 line 3: currency: the statement names none",
        ),
        (
            "no-status.camt053.xml",
            "camt /Document/BkToCstmrStmt/Stmt/Ntry/Sts: status: is missing",
        ),
        (
            "no-such-day.sta",
            "mt940 line 4: booked_on: expected days such as 2611241124, not “260230”",
        ),
        (
            "no-way.camt053.xml",
            "camt /Document/BkToCstmrStmt/Stmt/Ntry/CdtDbtInd: direction: expected CRDT or DBIT, not “CREDIT”",
        ),
        (
            "nothing-within.zip",
            "camt-zip the archive holds no bank statement",
        ),
        (
            "point.sta",
            "mt940 line 4: amount: expected an amount such as 1234,50, not “1.00”",
        ),
        (
            "recall.camt056.xml",
            "camt the file is an ISO 20022 message, but no account report, statement or notification",
        ),
        (
            "shrunk.zip",
            "camt-zip statement.xml: unpacks to more than 300 times its size",
        ),
        (
            "two-currencies.sta",
            "mt940 line 6: currency: is another than that of the balance further up",
        ),
        (
            "zugferd-draft.xml",
            "cii-zugferd1 /Invoice: is of a draft of ZUGFeRD from before version 1.0",
        ),
        (
            "customer-twice.json",
            "json /customers/1: occurs twice in the file",
        ),
        (
            "xero-ambiguous-dates.csv",
            "csv line 2, column 4: issue_date: nothing in the file tells day/month from month/day",
        ),
        (
            "xero-payments.json",
            "json-xero the top: expected Xero's Invoices or CreditNotes",
        ),
        (
            "xero-unknown-status.json",
            "json-xero /Invoices/0/Status: Status: expected a status that is known",
        ),
    ];
    for (name, expected) in table {
        let path = format!("broken/{name}");
        let bytes = bytes(&path);
        let refusal = read(&bytes).expect_err(name);
        let format = inspect(&path, &bytes).format;
        let sentence = format!("{format} {refusal}");
        assert!(sentence.starts_with(expected), "{name}: {sentence}");
    }
    assert_eq!(table.len(), samples("broken").len());
}

#[test]
fn a_file_beyond_the_bound_is_refused_at_once() {
    let refusal = read(&vec![b'a'; documents::BYTES_AT_MOST + 1]).unwrap_err();
    assert!(refusal.to_string().contains("20000001 bytes"), "{refusal}");
    let wide = format!("invoice_number{}\n", ",x".repeat(400));
    assert!(read(wide.as_bytes()).is_err());
    let tall = "invoice_number,issue_date,amount_due\n".to_owned() + &"\"a\",2026-11-03,1\n".repeat(100_001);
    let refusal = read(tall.as_bytes()).unwrap_err();
    assert!(refusal.to_string().contains("more than 100000 rows"), "{refusal}");
}
