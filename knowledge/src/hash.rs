//! Hashes that are the same on every machine and in every version, as what is written to files needs them.

/// FNV-1a.
pub(crate) fn hash64(text: impl AsRef<[u8]>) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    text.as_ref().iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// FNV-1a, its halves folded.
pub(crate) fn hash32(text: &str) -> u32 {
    let all = hash64(text);
    ((all ^ (all << 32)) >> 32) as u32
}
