//! Character n-grams: what is left of a word when it is mistyped.

/// Characters in a gram.
const SIZE: usize = 4;

/// Calls `each` with a hash of every gram of `word`, whose edges count as characters. Hashes may collide, rarely, which
/// a score survives.
pub(crate) fn grams(word: &str, mut each: impl FnMut(u32)) {
    let mut window = ['\0'; SIZE];
    let mut filled = 0;
    let edge = '\u{1}';
    for c in std::iter::once(edge).chain(word.chars()).chain([edge]) {
        window.rotate_left(1);
        window[SIZE - 1] = c;
        filled += 1;
        if filled >= SIZE {
            each(hash(window));
        }
    }
    if filled < SIZE {
        each(hash(window));
    }
}

/// A multiplicative hash with a final mix (constants of `SplitMix64`).
fn hash(window: [char; SIZE]) -> u32 {
    let mut state = 0_u64;
    for c in window {
        state = (state ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state ^= state >> 29;
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (state >> 32) as u32
}
