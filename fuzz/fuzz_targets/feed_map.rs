#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| courtage::fuzzing::feed_map(bytes));
