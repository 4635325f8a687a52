//! The words of payment terms, in the languages of the letters and of their neighbours.

use super::word::Sense;

/// The words of one sense: the English ones, then everybody's, parted by blanks.
pub(super) struct Row(pub(super) Sense, pub(super) &'static str, pub(super) &'static str);

/// No word has two senses; a test holds it. Of two that clash, the one that makes us abstain is listed.
pub(super) const ROWS: &[Row] = &[
    Row(
        Sense::Day,
        "day days",
        "tag tage tagen tg kalendertage kalendertagen giorno giorni gg jour jours jrs día días zi zile zilele \
         दिन दिनों दिवस dag dagen dgn dagar dager dagers dage",
    ),
    Row(Sense::ShortDay, "d", "j g"),
    Row(
        Sense::Week,
        "week weeks",
        "woche wochen settimana settimane semaine semaines semana semanas săptămână săptămâni सप्ताह हफ्ते weken \
         vecka veckor uke uker uge uger",
    ),
    Row(
        Sense::Calendar,
        "month months monthly eom proximo next following",
        "monat monate monaten monats monatlich monatl monatsende monatsletzten folgemonat folgemonats ultimo nächsten \
         mese mesi mensile mensili fm dffm ffm successivo prossimo mois fdm mensuel suivant mes meses siguiente lună \
         luni lunii următoare महीने महीना माह maand maanden månad månader måned måneder",
    ),
    Row(
        Sense::Working,
        "business working banking",
        "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen banktage banktagen bankarbeitstage \
         bankarbeitstagen lavorativi feriali ouvrés ouvrables hábiles laborables lucrătoare कार्यदिवस werkdagen \
         arbetsdagar bankdagar virkedager bankdager arbejdsdage bankdage",
    ),
    Row(
        Sense::Due,
        "due payable deadline",
        "zahlbar fällig fälligkeit fälligkeitsdatum zahlungsziel zahlungsfrist zahlungstermin valuta scadenza scadenze \
         scade pagabile termine échéance exigible vencimiento vence pagadero scadența scadență scadent plătibil देय \
         betaalbaar betalingstermijn betaaltermijn vervaldatum vervaldag förfaller förfallodatum förfallodag \
         betalingsfrist forfall forfaller forfallsdato forfald forfalder forfaldsdato",
    ),
    Row(
        Sense::Pay,
        "pay payment payments paying paid terms term remit transfer settle settlement",
        "zahlen zahlt zahlung zahlungen bezahlen bezahlung überweisen begleichen ausgleich pagamento pagamenti pagare \
         pagarsi pagato saldare versare versamento termini payer paiement règlement régler délai verser pagar pago pagos \
         plazo abonar plată plății plăti achitare achita achitați achitată termen termenul भुगतान अदायगी betalen betaling \
         voldoen overmaken betala betalas betalning betalningsvillkor betale betales betalingsbetingelser",
    ),
    Row(
        Sense::AtOnce,
        "immediately immediate now",
        "sofort sofortige umgehend unverzüglich immediato immediata immediatamente subito immédiat immédiatement \
         comptant inmediato inmediata inmediatamente contado imediat imediată तुरंत तत्काल onmiddellijk terstond \
         omgående omedelbart genast umiddelbart straks",
    ),
    Row(
        Sense::Receipt,
        "receipt presentation",
        "erhalt eingang empfang zugang vorlage ricevimento ricezione vista presentazione réception recepción primire \
         primirii primirea vedere प्राप्ति ontvangst mottagande mottak modtagelse",
    ),
    Row(Sense::Net, "net nett", "netto nets netti nette neto neti nete"),
    Row(
        Sense::Without,
        "without",
        "ohne senza sans sin fără zonder utan uten uden बिना",
    ),
    Row(
        Sense::Not,
        "not no never nil none",
        "nicht kein keine keinen keiner keinerlei non nessun nessuno ne pas aucun aucune néant ningún nu niciun nicio \
         niet geen inte ingen ikke नहीं",
    ),
    Row(Sense::Later, "later more", "oltre tarde târziu senare senere"),
    Row(
        Sense::Discount,
        "discount discounts rebate deduction deductions",
        "skonto skonti abzug abzüge abzüglich abzgl rabatt sconto sconti abbuono escompte remise descuento descuentos \
         discont reducere korting rabat छूट",
    ),
    Row(
        Sense::Percent,
        "percent pct cent",
        "prozent cento ciento sută procent prosent प्रतिशत",
    ),
    Row(
        Sense::Late,
        "late overdue interest reminder reminders penalty penalties fee fees surcharge arrears unpaid accrue accrues",
        "verzug zinsen mahnung mahnungen verspätet verspäteter verspätung mora ritardo ritardato interessi penale penali \
         retard pénalité pénalités indemnité indemnités intérêt intérêts majoration taux demora recargo interés intereses \
         retraso întârziere dobândă dobânzi penalitate penalități majorări विलंब देरी ब्याज जुर्माना rente laat boete \
         incassokosten aanmaning ränta försenad kravavgift gebyr",
    ),
    Row(
        Sense::If,
        "if unless when",
        "wenn falls sofern dacă als indien hvis यदि अगर",
    ),
    Row(
        Sense::Otherwise,
        "otherwise",
        "sonst ansonsten andernfalls altrimenti sinon altfel anders ellers annars",
    ),
    Row(
        Sense::After,
        "after",
        "nach dopo après tras después după na efter etter",
    ),
    Row(
        Sense::From,
        "from of since",
        "von vom ab seit dalla dal dall compter partir desde vanaf från fra",
    ),
    Row(
        Sense::Before,
        "before prior",
        "vor prima avant antes înainte voor innan",
    ),
    Row(
        Sense::By,
        "by until till latest",
        "bis spätestens entro jusqu jusque tard hasta tardar până तक tot uiterlijk senast innen senest inden",
    ),
    Row(
        Sense::Invoice,
        "invoice invoices date dated issue issued billing bill document",
        "rechnung rechnungen rechnungsbetrag belegdatum ausstellung ausstellungsdatum datum dokument fattura \
         fatturazione df data documento emissione facture facturation émission factura facturii emitere emiterii emiterea \
         emisión fecha ff बिल चालान तारीख तिथि दिनांक factuur factuurdatum dato",
    ),
    Row(
        Sense::Other,
        "delivery delivered deliver shipment shipping ship shipped goods return returns returned warranty guarantee \
         complaint complaints claim claims objection objections acceptance completion order booking cancellation cancel \
         cancelled departure arrival contact provider processed process processing notify notified reply respond query \
         queries dispute disputes valid offer quote",
        "ware waren versand abnahme garantie widerruf widerspruch einspruch beanstandung beanstandungen bestellung \
         auftrag auftragserteilung zahlungseingang geldeingang gültig angebot leistung consegna merce reso reclami \
         reclamo contestazioni contestazione collaudo spedizione ordine offerta livraison marchandise marchandises retour \
         réclamation réclamations commande expédition devis entrega mercancía mercancías devolución devoluciones \
         reclamación reclamaciones pedido garantía oferta livrare livrării marfă mărfii retur reclamații comandă \
         डिलीवरी माल goederen klachten bestelling varor varer arbetet arbejdet",
    ),
    Row(
        Sense::Contract,
        "contract contractual agreed agreement arrangement",
        "vertrag vertrages vertraglich vereinbart vereinbarung vereinbarungen absprache contratto contrattuali accordo \
         accordi convenuto contrat accord convenu convenues contrato acuerdo acordado pactado contractului acord convenit \
         afspraak afgesproken overeenkomst avtal avtale avtalt aftale aftalt अनुबंध करार समझौते",
    ),
    Row(
        Sense::Part,
        "prepaid prepayment prepay advance deposit upfront instalment instalments installment installments milestone \
         milestones each every",
        "jeweils vorkasse vorauskasse raten teilbetrag abschlag restbetrag teilleistung acconto anticipo anticipato saldo rata \
         rateale rateali acompte solde avance arrhes adelantado cuota cuotas plazos avans tranșe tranșă voorschot \
         aanbetaling förskott handpenning forskudd forskud अग्रिम किस्त किश्त",
    ),
    Row(
        Sense::Collected,
        "debit debited",
        "abgebucht abbuchen abbuchung einzug eingezogen einziehen bankeinzug addebito addebitato sdd rid prélèvement \
         prélevé prélevée domiciliación domiciliado adeudo debitare debitat incasso autogiro avtalegiro betalingsservice",
    ),
    Row(
        Sense::Settled,
        "already refund refunds refunded credited",
        "bereits schon beglichen gutgeschrieben verrechnet guthaben erstatten erstattet già deja déjà ya rimborso \
         rembourse reembolso reeds redan allerede पहले",
    ),
    Row(
        Sense::Tax,
        "vat tax gst tds",
        "mwst ust umsatzsteuer mehrwertsteuer steuer iva imposta tva taxe impuesto moms btw mva",
    ),
    Row(
        Sense::Currency,
        "eur euro euros usd gbp inr chf ron sek nok dkk rs",
        "kr kronor kroner lei leu रुपये",
    ),
    Row(
        Sense::NumberSign,
        "nr ref art section clause account phone tel",
        "abs absatz artikel konto kontonr conto compte cuenta cont telefon",
    ),
    Row(Sense::Or, "or", "oder o oppure ou sau eller या"),
    Row(
        Sense::Filler,
        "plus the a an this our your my all any in on upon at to for with and be is are as per via amount total sum full \
         in end please kindly must shall should will within than up maximum max strictly only calendar bank cash cheque \
         check wire s",
        "ende der die das den dem des ein eine einen unser unsere unserem ihr ihre bei zu zum zur mit auf in an am im und zzgl zuzüglich inkl \
         ist sind bitte innerhalb binnen rein reine kasse frist höhe gesamtbetrag betrag per unter angabe sie wir uns \
         il lo la i gli le un una di del della dello dei a ad al alla con da e ed in su nostro nostra vs ns fine \
         bonifico bancario riba rb rimessa diretta solari si prega di totale importo à au aux de du l et sous dans en \
         votre notre par pour sur plus que le la les virement chèque bancaire calendaires francs merci montant fin somme \
         el los las y u por con para de del transferencia naturales importe se su sus más favor mediante cu și \
         pe la în a al ale cel mult sfârșitul calendaristice suma ordin vă rugăm के की को का में से भीतर अंदर करें है हैं कृपया और \
         het en van aan te op onze uw graag gelieve een att och ska vi er skal kalenderdagen kalenderdagar \
         mån mandag inom i til per",
    ),
    Row(
        Sense::Month(1),
        "january jan",
        "januar jänner gennaio gen janvier enero ianuarie ian जनवरी januari",
    ),
    Row(
        Sense::Month(2),
        "february feb",
        "februar febbraio février févr febrero februarie फरवरी फ़रवरी februari",
    ),
    Row(
        Sense::Month(3),
        "march mar",
        "märz mrz marzo mars martie मार्च maart marts",
    ),
    Row(
        Sense::Month(4),
        "april apr",
        "aprile avril avr abril abr aprilie अप्रैल",
    ),
    Row(Sense::Month(5), "may", "mai maggio mag mayo मई mei maj"),
    Row(Sense::Month(6), "june jun", "juni giugno giu juin junio iunie जून"),
    Row(
        Sense::Month(7),
        "july jul",
        "juli luglio lug juillet juil julio iulie जुलाई",
    ),
    Row(
        Sense::Month(8),
        "august aug",
        "agosto ago août aout अगस्त augustus augusti",
    ),
    Row(
        Sense::Month(9),
        "september sep sept",
        "settembre septembre septiembre septembrie सितंबर सितम्बर",
    ),
    Row(
        Sense::Month(10),
        "october oct",
        "oktober okt ottobre ott octobre octubre octombrie अक्टूबर",
    ),
    Row(
        Sense::Month(11),
        "november nov",
        "novembre noviembre noiembrie नवंबर नवम्बर",
    ),
    Row(
        Sense::Month(12),
        "december dec",
        "dezember dez dicembre dic décembre déc diciembre decembrie दिसंबर दिसम्बर",
    ),
];

/// Parts of words, for languages that write several as one: the first that is found tells. What would mislead is
/// listed first ("Vorauszahlung" before "zahlung").
pub(super) const STEMS: &[(&str, Sense)] = &[
    ("skonto", Sense::Discount),
    ("rabatt", Sense::Discount),
    ("verzug", Sense::Late),
    ("zins", Sense::Late),
    ("mahn", Sense::Late),
    ("rante", Sense::Late),
    ("ranta", Sense::Late),
    ("renten", Sense::Late),
    ("paminnelse", Sense::Late),
    ("zahlungserinner", Sense::Late),
    ("lastschrift", Sense::Collected),
    ("vorauszahl", Sense::Part),
    ("anzahlung", Sense::Part),
    ("teilzahl", Sense::Part),
    ("ratenzahl", Sense::Part),
    ("restzahl", Sense::Part),
    ("abschlagszahl", Sense::Part),
    ("forskott", Sense::Part),
    ("forskud", Sense::Part),
    ("delbetal", Sense::Part),
    ("vooruitbetal", Sense::Part),
    ("liefer", Sense::Other),
    ("leverans", Sense::Other),
    ("levering", Sense::Other),
    ("reklamation", Sense::Other),
    ("rucksend", Sense::Other),
    ("ruckgabe", Sense::Other),
    ("gewahrleist", Sense::Other),
    ("zahlungsbedingung", Sense::Pay),
    ("rechnungserhalt", Sense::Invoice),
    ("rechnungseingang", Sense::Invoice),
    ("rechnungszugang", Sense::Invoice),
    ("rechnungsdatum", Sense::Invoice),
    ("rechnungsstell", Sense::Invoice),
    ("rechnungsleg", Sense::Invoice),
    ("rechnungsausgang", Sense::Invoice),
    ("fakturadat", Sense::Invoice),
    ("fakturier", Sense::Invoice),
    ("faktura", Sense::Invoice),
];
