//! The columns of an invoice table, under the names that tools and people give them.

use super::super::columns::Names;

/// What a column of an invoice table may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::csv) enum Field {
    Number,
    Type,
    IssueDate,
    DueDate,
    TermsDays,
    Terms,
    Currency,
    AmountDue,
    Total,
    Paid,
    PaidOn,
    BalanceAsOf,
    Status,
    CustomerName,
    CustomerNumber,
    CustomerVatId,
    Email,
    ContactName,
    Country,
    Phone,
    Language,
    Zone,
    Seller,
    Iban,
    Bic,
    PaymentReference,
    PaymentLink,
    Upi,
    BankAccountNumber,
    Ifsc,
    PaymentMeans,
    Url,
    Credits,
    LastStage,
    LastRemindedOn,
    Policy,
    RevisedAt,
    Quantity,
    UnitAmount,
    Discount,
    LineAmount,
    TaxAmount,
    TaxType,
}

/// In a column's name, these say that what was paid is already taken off.
pub(super) const BALANCE_WORDS: [&str; 12] = [
    "open",
    "balance",
    "pending",
    "outstanding",
    "remaining",
    "unpaid",
    "offen",
    "rest",
    "residuo",
    "saldo",
    "sold",
    "pendiente",
];

impl Field {
    /// What every line of an invoice must say alike.
    pub(super) const OF_THE_WHOLE: [Self; 12] = [
        Self::Type,
        Self::IssueDate,
        Self::DueDate,
        Self::Currency,
        Self::AmountDue,
        Self::Total,
        Self::Paid,
        Self::Status,
        Self::CustomerName,
        Self::CustomerNumber,
        Self::CustomerVatId,
        Self::Email,
    ];
}

const fn names(field: Field, name: &'static str, strong: &'static str, weak: &'static str) -> Names<Field> {
    Names {
        field,
        name,
        strong,
        weak,
    }
}

/// Every column, our own name first.
pub(in crate::csv) const INVOICE_COLUMNS: &[Names<Field>] = &[
    names(
        Field::Number,
        "invoice_number",
        "invoicenumber invoiceno invoicenum invoicenr rechnungsnr rechnungsnummer \
         rechnungnr belegnummer numerofattura nfattura fatturan fatturanumero \
         numerofacture nfacture numerodefacture factureno numerofactura numerodefactura \
         nfactura nrfactura numarfactura facturanr billno documentnumber voucherno vchno",
        "number invoice num no nr numero refno belegnr docnumber numar invoiceid",
    ),
    names(
        Field::Type,
        "type",
        "type transactiontype documenttype invoicetype kind belegart tipodocumento",
        "tipo art vouchertype",
    ),
    names(
        Field::IssueDate,
        "issue_date",
        "issuedate invoicedate issuedon dateissued dateofissue rechnungsdatum datafattura \
         datefacture datedefacture fechafactura fechadeemision fechaemision datafacturii \
         dataemiterii datafactura billdate dateemission datedemission dataemissione \
         belegdatum",
        "finalizedatutc date datum data fecha dateutc transactiondate txndate createdutc \
         created",
    ),
    names(
        Field::DueDate,
        "due_date",
        "duedate dueon due duedateutc falligam faelligam falligkeit falligkeitsdatum \
         faelligkeit faelligkeitsdatum zahlbarbis scadenza datascadenza datadiscadenza \
         echeance datedecheance dateecheance vencimiento fechavencimiento \
         fechadevencimiento scadenta datascadenta datascadentei paymentduedate payby \
         termen",
        "",
    ),
    names(
        Field::TermsDays,
        "terms_days",
        "termsdays netdays paymentdays creditdays zahlungszieltage zahlungsziel",
        "",
    ),
    names(
        Field::Terms,
        "terms",
        "terms paymentterms zahlungsbedingungen condizionidipagamento \
         conditionsdepaiement",
        "",
    ),
    names(
        Field::Currency,
        "currency",
        "currency currencycode invoicecurrency wahrung waehrung valuta devise moneda \
         divisa monnaie",
        "",
    ),
    names(
        Field::AmountDue,
        "amount_due",
        "openbalance openamount amountremaining remainingamount unpaidamount \
         offenerbetrag offenersaldo restbetrag pendingamount importodovuto importoresiduo \
         residuo dapagare importoaperto resteapayer resteadu montantdu soldedu \
         saldopendiente importependiente pendiente restdeplata soldrestant \
         invoiceamountdue",
        "amountdue balancedue amountoutstanding outstandingamount outstanding dueamount \
         offen balance saldo solde sold",
    ),
    names(
        Field::Total,
        "total",
        "total invoicetotal totalamount grandtotal totalinctax totalincltax invoiceamount \
         grossamount betrag bruttobetrag rechnungsbetrag gesamtbetrag importototale \
         totalefattura montantttc totalttc montanttotal importetotal totalfactura \
         valoaretotala totaldeplata totalgeneral",
        "gross brutto amount importo totale montant importe suma valoare summe",
    ),
    names(
        Field::Paid,
        "prepaid",
        "prepaid amountpaid paidamount invoiceamountpaid paidtodate bezahlterbetrag \
         importopagato montantpaye importepagado",
        "paid bezahlt gezahlt pagato paye pagado achitat incasat",
    ),
    names(
        Field::PaidOn,
        "paid_on",
        "paidon paiddate datepaid paidat paidatutc fullypaidon fullypaidondate bezahltam",
        "",
    ),
    names(
        Field::BalanceAsOf,
        "balance_as_of",
        "balanceasof asof balancedate",
        "",
    ),
    names(
        Field::Status,
        "status",
        "status invoicestatus stato statut estado stare rechnungsstatus",
        "state",
    ),
    names(
        Field::CustomerName,
        "customer_name",
        "customername customerfullname clientname buyername billto partyname partysname \
         debtor debtorname kundenname nomecliente nomclient nombrecliente numeclient \
         ragionesociale raisonsociale razonsocial companyname kundefirma",
        "contactname customer client buyer kunde cliente company firma name party \
         organization",
    ),
    names(
        Field::CustomerNumber,
        "customer_number",
        "customernumber customerno customerid customernum customercode clientnumber \
         clientid accountnumber kundennummer kundennr kundenr codicecliente numeroclient \
         codeclient codigocliente codclient debtornumber debitor debitorennummer",
        "customer client",
    ),
    names(
        Field::CustomerVatId,
        "customer_vat_id",
        "customervatid vatid vatnumber buyervatid customervat customertaxid ustid ustidnr \
         partitaiva piva numerotva tvaintracommunautaire nif cif cui gstin buyergstin",
        "taxid taxnumber",
    ),
    names(
        Field::Email,
        "customer_email",
        "customeremail clientemail billingemail contactemail buyeremail emailaddress \
         kundenemail emailcliente emailclient invoiceemail rechnungsemail",
        "email mail courriel correoelectronico emails",
    ),
    names(
        Field::ContactName,
        "contact_name",
        "contactperson greetingname attention attn ansprechpartner referente \
         contactfirstname",
        "contactname contact",
    ),
    names(
        Field::Country,
        "customer_country",
        "customercountry country countrycode buyercountry billingcountry pocountry land \
         paese pays pais tara",
        "",
    ),
    names(
        Field::Phone,
        "customer_phone",
        "customerphone phone phonenumber telephone telefon telefono tel",
        "",
    ),
    names(
        Field::Language,
        "language",
        "language locale lang sprache lingua langue idioma limba",
        "",
    ),
    names(Field::Zone, "timezone", "timezone zone tz zeitzone", ""),
    names(
        Field::Seller,
        "seller_name",
        "sellername seller supplier suppliername creditor",
        "",
    ),
    names(Field::Iban, "iban", "iban selleriban", ""),
    names(Field::Bic, "bic", "bic swift", ""),
    names(
        Field::PaymentReference,
        "payment_reference",
        "paymentreference creditorreference remittancereference zahlungsreferenz \
         rfreference",
        "",
    ),
    names(
        Field::PaymentLink,
        "payment_link",
        "paymentlink paymenturl payurl hostedinvoiceurl paylink",
        "",
    ),
    names(Field::Upi, "upi", "upi upiid vpa", ""),
    names(
        Field::BankAccountNumber,
        "bank_account_number",
        "bankaccountnumber bankaccountno bankacno beneficiaryaccountnumber",
        "",
    ),
    names(Field::Ifsc, "ifsc", "ifsc ifsccode", ""),
    names(
        Field::PaymentMeans,
        "payment_means",
        "paymentmeans paymentmethod paymentmeanscode collectionmethod zahlungsart \
         metododipagamento modalitapagamento modedepaiement",
        "billing",
    ),
    names(
        Field::Url,
        "invoice_url",
        "invoiceurl invoicelink invoicepdf pdfurl documenturl",
        "url link",
    ),
    names(
        Field::Credits,
        "credits",
        "credits creditedinvoice creditsinvoice originalinvoice correctsinvoice",
        "",
    ),
    names(Field::LastStage, "last_stage", "laststage", ""),
    names(
        Field::LastRemindedOn,
        "last_reminded_on",
        "lastremindedon lastreminder lastreminderdate letztemahnung",
        "",
    ),
    names(
        Field::Policy,
        "reminder_policy",
        "reminderpolicy dunningpolicy",
        "",
    ),
    names(
        Field::RevisedAt,
        "revised_at",
        "revisedat updatedat modifiedat lastmodified",
        "",
    ),
    names(Field::Quantity, "quantity", "quantity itemquantity qty menge", ""),
    names(
        Field::UnitAmount,
        "unit_amount",
        "unitamount itemrate unitprice rate",
        "",
    ),
    names(Field::Discount, "discount", "discount linediscount", ""),
    names(
        Field::LineAmount,
        "line_amount",
        "lineamount itemamount linetotal",
        "",
    ),
    names(
        Field::TaxAmount,
        "tax_amount",
        "taxamount itemtaxamount linetax",
        "",
    ),
    names(
        Field::TaxType,
        "tax_type",
        "taxtype itemtaxcode taxcode taxrate",
        "",
    ),
];
