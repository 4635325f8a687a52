//! Makes the sample `tests/samples/invoices/factur-x.pdf`: a page to look at, and `invoice.xml` beside this file
//! attached to it.
//!
//! `cargo run -p documents --example factur-x > tests/samples/invoices/factur-x.pdf`; with the path of another XML
//! file, that one is drawn and attached.
//!
//! The page is made from what the reader reads out of the XML, so the two can't contradict each other. The
//! letters' shapes are the viewer's own, which PDF/A doesn't allow: it is a sample for readers, not for validators.

use std::error::Error;
use std::io::Write;

use documents::Document as Invoice;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

const SAMPLE: &str = include_str!("invoice.xml");
const NAME: &str = "factur-x.xml";

/// An A4 page, in points.
const WIDTH: i64 = 595;
const HEIGHT: i64 = 842;
const LEFT: i64 = 70;
const RIGHT: i64 = 525;

fn main() -> Result<(), Box<dyn Error>> {
    let named = std::env::args().nth(1).map(std::fs::read_to_string).transpose()?;
    let xml = named.as_deref().unwrap_or(SAMPLE);
    let content = documents::read(xml.as_bytes())?;
    let invoice = content.documents.first().ok_or("the XML holds no invoice")?;
    let mut pdf = Document::with_version("1.7");
    let pages = page(&mut pdf, invoice, xml)?;
    let attachment = attachment(&mut pdf, xml);
    let metadata = pdf.add_object(metadata());
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Metadata" => metadata,
        "PageMode" => "UseAttachments",
        "Names" => dictionary! {
            "EmbeddedFiles" => dictionary! { "Names" => vec![Object::string_literal(NAME), attachment.into()] },
        },
        "AF" => vec![attachment.into()],
    });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes)?;
    std::io::stdout().write_all(&bytes)?;
    Ok(())
}

fn attachment(pdf: &mut Document, xml: &str) -> lopdf::ObjectId {
    let length = i64::try_from(xml.len()).unwrap_or_default();
    let description = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => "text/xml",
        "Params" => dictionary! { "Size" => length },
    };
    let mut stream = Stream::new(description, xml.as_bytes().to_vec());
    // One that can't be compressed stays as it is.
    let _ = stream.compress();
    let file = pdf.add_object(stream);
    pdf.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal(NAME),
        "UF" => Object::string_literal(NAME),
        "Desc" => Object::string_literal("The invoice as data (Factur-X)"),
        "AFRelationship" => "Alternative",
        "EF" => dictionary! { "F" => file, "UF" => file },
    })
}

/// What Factur-X wants to be told to those who look for it.
fn metadata() -> Stream {
    let packet = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#" fx:DocumentType="INVOICE" fx:DocumentFileName="factur-x.xml" fx:Version="1.0" fx:ConformanceLevel="EN 16931"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#;
    let description = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    Stream::new(description, packet.as_bytes().to_vec())
}

fn page(pdf: &mut Document, invoice: &Invoice, xml: &str) -> Result<lopdf::ObjectId, Box<dyn Error>> {
    let drawing = Drawing::of(invoice, xml)?.encode()?;
    let drawing = pdf.add_object(Stream::new(Dictionary::new(), drawing));
    let font = |name: &str| {
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" }
    };
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), WIDTH.into(), HEIGHT.into()],
        "Contents" => drawing,
        "Resources" => dictionary! {
            "Font" => dictionary! { "Plain" => font("Helvetica"), "Bold" => font("Helvetica-Bold") },
        },
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, tree.into());
    Ok(pages)
}

/// The page, from top to bottom.
struct Drawing(Vec<Operation>);

impl Drawing {
    fn of(invoice: &Invoice, xml: &str) -> Result<Content, Box<dyn Error>> {
        let mut page = Self(Vec::new());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let currency = invoice.currency.map_or("", dunning::money::Currency::code);
        page.write("Bold", 16, LEFT, 770, &text(&invoice.seller));
        page.write("Bold", 22, LEFT, 700, &format!("Invoice {}", invoice.number));
        page.write("Plain", 11, LEFT, 665, &text(&invoice.buyer.name));
        page.write("Plain", 11, LEFT, 649, &text(&invoice.buyer.contact_name));
        page.write("Plain", 11, 360, 665, &format!("Date: {}", invoice.issue_date));
        let due = invoice.due_date.map(|date| date.to_string());
        page.write("Bold", 11, 360, 649, &format!("Due: {}", text(&due)));
        page.rule(615);
        let mut height = 592;
        for [name, quantity, price, total] in lines(xml)? {
            page.write("Plain", 11, LEFT, height, &format!("{quantity} × {name}"));
            page.write("Plain", 11, 360, height, &format!("at {price}"));
            page.write("Plain", 11, 460, height, &total);
            height -= 20;
        }
        page.rule(height);
        height -= 24;
        page.write("Bold", 12, LEFT, height, "To be paid, with 19 % VAT");
        page.write(
            "Bold",
            12,
            460,
            height,
            &format!("{} {currency}", invoice.amount_due),
        );
        height -= 60;
        for (label, value) in [
            ("Terms", text(&invoice.terms)),
            ("IBAN", text(&invoice.payment.iban)),
            ("BIC", text(&invoice.payment.bic)),
            ("Reference", text(&invoice.payment.reference)),
        ] {
            page.write("Plain", 11, LEFT, height, label);
            page.write("Plain", 11, 150, height, &value);
            height -= 18;
        }
        page.write(
            "Plain",
            9,
            LEFT,
            60,
            "A sample: every name and account on it is made up. The same data is attached as factur-x.xml.",
        );
        Ok(Content { operations: page.0 })
    }

    fn write(&mut self, font: &str, size: i64, x: i64, y: i64, text: &str) {
        let text = Object::string_literal(latin_1(text));
        self.push("BT", vec![]);
        self.push("Tf", vec![font.into(), size.into()]);
        self.push("Td", vec![x.into(), y.into()]);
        self.push("Tj", vec![text]);
        self.push("ET", vec![]);
    }

    fn rule(&mut self, y: i64) {
        self.push("m", vec![LEFT.into(), y.into()]);
        self.push("l", vec![RIGHT.into(), y.into()]);
        self.push("S", vec![]);
    }

    fn push(&mut self, operator: &str, operands: Vec<Object>) {
        self.0.push(Operation::new(operator, operands));
    }
}

/// The letters of the page are all of Latin-1, which WinAnsiEncoding agrees with.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(letter).unwrap_or(b'?'))
        .collect()
}

/// What was sold: name, quantity, price, total.
fn lines(xml: &str) -> Result<Vec<[String; 4]>, Box<dyn Error>> {
    let xml = roxmltree::Document::parse(xml)?;
    let items = xml
        .descendants()
        .filter(|node| node.tag_name().name() == "IncludedSupplyChainTradeLineItem");
    let of = |item: roxmltree::Node<'_, '_>, name: &str| {
        let found = item.descendants().find(|node| node.tag_name().name() == name);
        found.and_then(|node| node.text()).unwrap_or_default().to_owned()
    };
    let parts = ["Name", "BilledQuantity", "ChargeAmount", "LineTotalAmount"];
    Ok(items.map(|item| parts.map(|part| of(item, part))).collect())
}
