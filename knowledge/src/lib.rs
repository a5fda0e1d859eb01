//! Articles, their index, and candidates with a calibrated confidence.
