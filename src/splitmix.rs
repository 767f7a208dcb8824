//! SplitMix64: numbers that look random, from a state of 64 bits, the same on every machine.
//!
//! Steele, Lea and Flood, OOPSLA 2014. It makes ids, spreads hashes and seeds generators; it keeps no secrets.

/// The step of the state: the golden ratio, as an odd number of 64 bits.
pub const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The next number of a sequence. Every state from 0 to 2⁶⁴ − 1 occurs once before the sequence repeats.
///
/// ```
/// use obelus::splitmix;
///
/// let mut state = 1_234_567;
/// let first: Vec<u64> = (0..3).map(|_| splitmix::next(&mut state)).collect();
/// // As Rosetta Code has them (“Pseudo-random numbers/Splitmix64”).
/// assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
/// ```
pub const fn next(state: &mut u64) -> u64 {
    let number = mix(*state);
    *state = state.wrapping_add(STEP);
    number
}

/// Spreads a number over all 64 bits. No two numbers become one.
pub const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(STEP);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}
