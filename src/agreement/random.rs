//! Random numbers that are the same on every machine and in every order of work.
//!
//! The generator is PCG XSL RR 128/64 (O'Neill 2014) with a stream for each sample. It is seeded from the seed, the
//! document's stream and the sample's number, so that no sample depends on how many were drawn before it.
//!
//! ```
//! use obelus::agreement::random::Random;
//!
//! let (seed, document) = (1, 4711);
//! let first = |sample| Random::new(seed, document, sample).bits();
//! let forward: Vec<u64> = (0..5).map(first).collect();
//! let mut backward: Vec<u64> = (0..5).rev().map(first).collect();
//! backward.reverse();
//! assert_eq!(forward, backward, "a sample is the same whatever was drawn before it");
//! ```

use crate::splitmix;

const MULTIPLIER: u128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645;

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u128,
    increment: u128,
    spare_normal: Option<f64>,
}

impl Random {
    /// Makes the stream of sample number `sample` of the document with stream `stream`.
    pub fn new(seed: u64, stream: u64, sample: u64) -> Self {
        let mut mix = seed;
        let mut words = [0_u64; 4];
        for word in &mut words {
            *word = splitmix::next(&mut mix) ^ stream.rotate_left(17).wrapping_mul(splitmix::STEP);
            mix = mix.wrapping_add(*word).wrapping_add(sample.wrapping_mul(0xD129_0B26_5A0E_6A4D));
        }
        let state = u128::from(words[0]) << 64 | u128::from(words[1]);
        let increment = (u128::from(words[2]) << 64 | u128::from(words[3])) | 1;
        let mut random = Self { state, increment, spare_normal: None };
        random.bits();
        random
    }

    /// Draws 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
        ((self.state >> 64) as u64 ^ self.state as u64).rotate_right((self.state >> 122) as u32)
    }

    /// Draws uniformly from 0 to 1, excluding 1.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Draws uniformly below `count`; 0 if that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// Draws from the normal distribution with this mean and standard deviation (Marsaglia's polar method).
    pub fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let standard = self.spare_normal.take().unwrap_or_else(|| {
            loop {
                let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
                let square = x * x + y * y;
                if square > 0.0 && square < 1.0 {
                    let factor = (-2.0 * square.ln() / square).sqrt();
                    self.spare_normal = Some(y * factor);
                    break x * factor;
                }
            }
        });
        mean + sd * standard
    }
}
