#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| salon_fuzz::tunnel(data));
