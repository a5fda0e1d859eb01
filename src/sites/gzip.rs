//! Sitemaps in gzip, as sites keep large ones: unpacked up to a limit, whatever they say of themselves. Pure.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::Refused;

/// How gzip begins.
const BEGINS: [u8; 2] = [0x1f, 0x8b];

/// Whether these bytes are in gzip.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&BEGINS)
}

/// What is in there, if that is no more than `most` bytes: nothing beyond them is unpacked.
pub(super) fn unpack(bytes: &[u8], most: usize) -> Result<Vec<u8>, Refused> {
    let mut unpacked = Vec::new();
    let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(bytes).take(room).read_to_end(&mut unpacked);
    if unpacked.len() > most {
        return Err(Refused::TooLarge(most.div_ceil(1 << 20)));
    }
    match read {
        Ok(_) => Ok(unpacked),
        Err(_) => Err(Refused::Sitemap("its gzip is damaged".to_owned())),
    }
}
