#![no_main]

use documents::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| -> libfuzzer_sys::Corpus {
    documents_fuzz::reads(bytes, &[Format::FatturaPa])
});
