//! A file on its way into a mail.

use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    Attachment as Attached, AttachmentContentDisposition as Disposition, AttachmentContentTransferEncoding,
};
use aws_smithy_types::error::operation::BuildError;
use dunning::attachment::{Attachment, Placed};

/// As SES takes it; the SDK turns the content into base64 for the request.
pub(super) fn attachment(attachment: &Attachment) -> Result<Attached, BuildError> {
    let attached = Attached::builder()
        .file_name(&attachment.file_name)
        .content_type(attachment.kind.media_type())
        // In the mail itself SES would else write it as seven-bit text, and break it.
        .content_transfer_encoding(AttachmentContentTransferEncoding::Base64)
        .raw_content(Blob::new(attachment.content.clone()));
    match &attachment.placed {
        Placed::Beside => attached.content_disposition(Disposition::Attachment),
        Placed::Inline { content_id } => attached
            .content_disposition(Disposition::Inline)
            .content_id(content_id),
    }
    .build()
}
