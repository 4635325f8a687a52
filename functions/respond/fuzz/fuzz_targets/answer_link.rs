//! Any token: no panic, what is signed is the token's own beginning, and the letter that it names can be named again.
#![no_main]

#[path = "../../../../shared/aws/src/answer_links/token.rs"]
mod token;

use dunning::letter::LetterId;
use libfuzzer_sys::Corpus;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    if let Some(read) = token::read(text) {
        assert!(text.starts_with(read.signed), "what is signed is the token's own beginning");
        // The signature is over the text, which may spell one letter in several ways; what it names is one.
        let again = LetterId::parse(&read.letter.to_string());
        assert_eq!(again.as_ref(), Ok(&read.letter));
        assert!(!read.mac.is_empty() || text.ends_with('.'), "a signature out of nothing");
    }
    Corpus::Keep
});
