//! FatturaPA in a signature (p7m): CMS SignedData (RFC 5652) in DER or BER, bare or in base64.
//!
//! Only what was signed is taken out. The signature is not verified: the file comes out of the user's own books, by
//! way of the user's own bucket, and the exchange (Sistema di Interscambio) verified it when the invoice was sent;
//! whether it still holds says nothing about what is owed.

use std::borrow::Cow;
use std::convert::Infallible;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bcder::decode::{Constructed, Content as Encoded, ContentError, DecodeError, SliceSource};
use bcder::{Mode, Oid, Tag};

use crate::content::{Content, Format};
use crate::refusal::Refusal;
use crate::{encoding, recognise};

/// Signatures around signatures: some have a document signed by two people in turn.
const SIGNATURES_AT_MOST: usize = 4;
/// Values within values in certificates and signatures, which are passed over.
const DEPTH_AT_MOST: usize = 64;
/// Pieces within pieces of the signed content; real files have one level.
const PIECES_DEPTH_AT_MOST: usize = 8;

/// `signedData`, 1.2.840.113549.1.7.2.
const SIGNED_DATA: Oid<[u8; 9]> = Oid([42, 134, 72, 134, 247, 13, 1, 7, 2]);

type Broken = DecodeError<Infallible>;
type Values<'a, 's> = Constructed<'a, SliceSource<'s>>;

/// Reads the invoices in a signed file.
///
/// # Errors
/// A [`Refusal`] for a signature that is broken or has nothing in it, and for content that is no FatturaPA or that
/// its reader refuses.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    let content = content(bytes)?;
    let text = encoding::text(&content)?;
    invoice(&text).map_err(|mut refusal| {
        refusal.format = Some(Format::FatturaPaSigned);
        refusal
    })
}

/// What was signed, whoever signed it in turn.
///
/// # Errors
/// A [`Refusal`] for a signature that is broken or has nothing in it.
pub(crate) fn content(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut signed = unarmoured(bytes)?;
    for _ in 0..SIGNATURES_AT_MOST {
        let content = signed_content(&signed)
            .map_err(|error| Refusal::of_file(format!("the signed file is broken: {error}")))?;
        if !is_signed(&content) {
            return Ok(content);
        }
        signed = Cow::Owned(content);
    }
    Err(Refusal::of_file(format!(
        "the file is signed more than {SIGNATURES_AT_MOST} times over"
    )))
}

fn invoice(text: &str) -> Result<Content, Refusal> {
    if !text.trim_start().starts_with('<') {
        return Err(Refusal::of_file("what was signed is no XML"));
    }
    let mut content = recognise::of_markup(text)?;
    if content.format != Format::FatturaPa {
        return Err(Refusal::of_file(format!(
            "what was signed is {}, not a FatturaPA invoice",
            content.format.title()
        )));
    }
    content.format = Format::FatturaPaSigned;
    Ok(content)
}

/// A sequence, which no text begins as.
fn is_signed(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x80..=0x84, ..])
}

/// The bytes themselves, or those that their base64 stands for.
fn unarmoured(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    if is_signed(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let letters: Vec<u8> = bytes
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|line| !line.trim_ascii_start().starts_with(b"-----"))
        .flatten()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&STANDARD, lenient)
        .decode(letters)
        .map(Cow::Owned)
        .map_err(|error| Refusal::of_file(format!("the signed file is broken: its base64 is wrong: {error}")))
}

/// What was signed, out of a `ContentInfo`; everything else in it is looked at only to see that it is whole.
fn signed_content(bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    Constructed::decode(SliceSource::new(bytes), Mode::Ber, |file| {
        file.take_sequence(|info| {
            if Oid::take_from(info)? != SIGNED_DATA {
                return Err(info.content_err("it holds no signed data, but something else (encrypted?)"));
            }
            info.take_constructed_if(Tag::CTX_0, |explicit| explicit.take_sequence(signed_data))
        })
    })
}

/// `SignedData`: version, digest algorithms, the content, and then certificates and signatures.
fn signed_data(values: &mut Values<'_, '_>) -> Result<Vec<u8>, Broken> {
    values.skip(not_too_deep)?;
    values.skip(not_too_deep)?;
    let content = values.take_sequence(|content| {
        let _kind = Oid::take_from(content)?;
        let pieces = content.take_opt_constructed_if(Tag::CTX_0, |explicit| {
            explicit.take_value_if(Tag::OCTET_STRING, |encoded| {
                let mut whole = Vec::new();
                gather(encoded, 0, &mut whole)?;
                Ok(whole)
            })
        })?;
        pieces.ok_or_else(|| {
            content.content_err("it holds a signature without the invoice; upload the invoice itself")
        })
    })?;
    while values.skip_opt(not_too_deep)?.is_some() {}
    Ok(content)
}

fn not_too_deep(_: Tag, _: bool, depth: usize) -> Result<(), ContentError> {
    if depth < DEPTH_AT_MOST {
        Ok(())
    } else {
        Err("values are nested too deep".into())
    }
}

/// Puts an octet string together that may come in pieces.
fn gather(
    encoded: &mut Encoded<'_, SliceSource<'_>>,
    depth: usize,
    whole: &mut Vec<u8>,
) -> Result<(), Broken> {
    match encoded {
        Encoded::Primitive(piece) => {
            whole.extend_from_slice(piece.slice_all()?);
            piece.skip_all()
        }
        Encoded::Constructed(pieces) if depth < PIECES_DEPTH_AT_MOST => {
            let next = |pieces: &mut Values<'_, '_>, whole: &mut Vec<u8>| {
                pieces.take_opt_value_if(Tag::OCTET_STRING, |piece| gather(piece, depth + 1, whole))
            };
            while next(pieces, whole)?.is_some() {}
            Ok(())
        }
        Encoded::Constructed(pieces) => Err(pieces.content_err("the content's pieces are nested too deep")),
    }
}
