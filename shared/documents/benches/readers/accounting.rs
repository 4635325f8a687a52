//! What accounting tools, portals and the mail service write: tables and JSON, which grow by their rows.

use std::fmt::Write;

use crate::Sample;

/// Invoices in our own columns, nine hundred rows.
pub(crate) fn csv(times: usize) -> Sample {
    let rows = 900 * times;
    let mut text = String::from(
        "invoice_number,issue_date,due_date,currency,amount_due,total,customer_number,customer_name,customer_email\n",
    );
    for row in 1..=rows {
        let _ = writeln!(
            text,
            "DL-{row},2026-11-03,2026-12-03,EUR,1190.00,1190.00,C-{},\"Birkenhof Naturkost, GmbH\",rechnung@birkenhof.example.com",
            row % 200
        );
    }
    Sample::of_text(text, rows)
}

/// Invoices in our own keys, forty.
pub(crate) fn json(times: usize) -> Sample {
    listed(r#"{"invoices":["#, 40 * times, "]}", |text, n| {
        let _ = write!(
            text,
            r#"
  {{"number": "J-{n}", "kind": "invoice", "issue_date": "2026-11-03", "due_date": "2026-12-03", "currency": "EUR", "amount_due": "1190.00",
   "customer": {{"number": "C-{n}", "name": "Birkenhof Naturkost GmbH", "vat_id": "DE123456789", "email": ["rechnung@birkenhof.example.com"], "country": "DE"}},
   "payment_means": ["30"], "iban": "DE89370400440532013000", "payment_reference": "RF18539007547034"}}"#
        );
    })
}

/// GST e-invoices as a portal's bulk upload, four of four items.
pub(crate) fn gst(times: usize) -> Sample {
    const ITEM: &str = r#"{"SlNo":"1","PrdDesc":"Oats, rolled","IsServc":"N","HsnCd":"11041200","Qty":5,"Unit":"KGS","UnitPrice":200.0,"TotAmt":1000.0,"AssAmt":1000.0,"GstRt":18,"IgstAmt":180.0,"TotItemVal":1180.0}"#;
    listed("[", 4 * times, "]", |text, n| {
        let items = [ITEM; 4].join(",");
        let _ = write!(
            text,
            r#"{{"Version":"1.1","TranDtls":{{"TaxSch":"GST","SupTyp":"B2B"}},"DocDtls":{{"Typ":"INV","No":"DL/26/{n}","Dt":"03/11/2026"}},
"SellerDtls":{{"Gstin":"29AABCT1332L000","LglNm":"Dunlin Demo Pvt Ltd","Addr1":"1 Lake Road","Loc":"Bengaluru","Pin":560001,"Stcd":"29"}},
"BuyerDtls":{{"Gstin":"27AABCT1332L000","LglNm":"Mango Lantern Traders","Pos":"27","Addr1":"2 Hill Road","Loc":"Mumbai","Pin":400050,"Stcd":"27","Em":"accounts@lantern.example.com"}},
"ItemList":[{items}],
"ValDtls":{{"AssVal":4000.0,"IgstVal":720.0,"TotInvVal":4720.0}},"PayDtls":{{"CrDay":30,"PaidAmt":0,"PaymtDue":4720.0}}}}"#
        );
    })
}

/// Stripe's list of invoices, ten.
pub(crate) fn stripe(times: usize) -> Sample {
    listed(
        r#"{"object":"list","url":"/v1/invoices","has_more":false,"data":["#,
        10 * times,
        "]}",
        |text, n| {
            let _ = write!(
                text,
                r#"{{"id":"in_{n}","object":"invoice","number":"DL-{n}","created":1793664000,"due_date":1796256000,"currency":"eur","status":"open","collection_method":"send_invoice",
"amount_due":119000,"amount_paid":0,"amount_remaining":119000,"total":119000,"account_name":"Dunlin Demo Works","customer":"cus_{n}","customer_name":"Birkenhof Naturkost GmbH","customer_email":"rechnung@birkenhof.example.com",
"customer_address":{{"city":"Berlin","country":"DE","line1":"Lange Gasse 12","postal_code":"10115"}},"hosted_invoice_url":"https://invoices.example.com/DL-{n}",
"lines":{{"object":"list","data":[{{"id":"il_{n}","object":"line_item","amount":119000,"currency":"eur","description":"Oats"}}],"has_more":false}},"livemode":true}}"#
            );
        },
    )
}

/// Xero's answer with invoices, ten.
pub(crate) fn xero(times: usize) -> Sample {
    listed(r#"{"Status":"OK","Invoices":["#, 10 * times, "]}", |text, n| {
        let _ = write!(
            text,
            r#"{{"Type":"ACCREC","InvoiceID":"00000000-0000-0000-0000-{n:012}","InvoiceNumber":"DL-{n}","Reference":"PO 7","AmountDue":1190.00,"AmountPaid":0.00,"Total":1190.00,"SubTotal":1000.00,"TotalTax":190.00,
"CurrencyCode":"EUR","Status":"AUTHORISED","Date":"\/Date(1793664000000+0000)\/","DateString":"2026-11-03T00:00:00","DueDate":"\/Date(1796256000000+0000)\/","DueDateString":"2026-12-03T00:00:00",
"Contact":{{"ContactID":"00000000-0000-0000-0000-000000000001","Name":"Birkenhof Naturkost GmbH","EmailAddress":"rechnung@birkenhof.example.com"}},
"LineItems":[{{"Description":"Oats","UnitAmount":200.00,"Quantity":5.0,"LineAmount":1000.00}}]}}"#
        );
    })
}

/// QuickBooks' answer to a query for invoices, ten.
pub(crate) fn quickbooks(times: usize) -> Sample {
    listed(
        r#"{"QueryResponse":{"Invoice":["#,
        10 * times,
        "]}}",
        |text, n| {
            let _ = write!(
                text,
                r#"{{"Id":"{n}","SyncToken":"0","DocNumber":"DL-{n}","TxnDate":"2026-11-03","DueDate":"2026-12-03","CurrencyRef":{{"value":"EUR","name":"Euro"}},"TotalAmt":1190.00,"Balance":1190.00,
"CustomerRef":{{"value":"1","name":"Birkenhof Naturkost GmbH"}},"BillEmail":{{"Address":"rechnung@birkenhof.example.com"}},"EmailStatus":"EmailSent",
"Line":[{{"Id":"1","LineNum":1,"Description":"Oats","Amount":1000.00,"DetailType":"SalesItemLineDetail","SalesItemLineDetail":{{"Qty":5,"UnitPrice":200.00}}}}],
"MetaData":{{"CreateTime":"2026-11-03T09:00:00-08:00","LastUpdatedTime":"2026-11-03T09:00:00-08:00"}}}}"#
            );
        },
    )
}

/// Mail events as a queue hands them over, ten.
pub(crate) fn ses_event(times: usize) -> Sample {
    listed(r#"{"Records":["#, 10 * times, "]}", |text, n| {
        let event = format!(
            r#"{{"eventType":"Bounce","bounce":{{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{{"emailAddress":"rechnung@birkenhof.example.com","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}}],"timestamp":"2026-11-17T05:16:09.000Z"}},"mail":{{"timestamp":"2026-11-17T05:16:02.100Z","messageId":"0100-{n}","source":"billing@dunlin.example.com","destination":["rechnung@birkenhof.example.com"],"tags":{{"letter":["0123456789abcdef0123456789abcdef-20261117"]}}}}}}"#
        );
        let body = serde_json::to_string(&event).unwrap();
        let _ = write!(
            text,
            r#"{{"messageId":"m-{n}","receiptHandle":"r-{n}","eventSource":"aws:sqs","body":{body}}}"#
        );
    })
}

fn listed(open: &str, count: usize, close: &str, item: impl Fn(&mut String, usize)) -> Sample {
    let mut text = String::from(open);
    for n in 1..=count {
        item(&mut text, n);
        text.push(if n < count { ',' } else { ' ' });
    }
    text.push_str(close);
    Sample::of_text(text, count)
}
