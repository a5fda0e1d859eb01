//! The file of a backup: frames of bytes, and at its end a SHA-256 of all of them. It knows nothing of what is in it.
//!
//! A file begins with [`MAGIC`]. Each frame is a letter, its length as four bytes (the lowest first), and as many bytes: `h`
//! the header as JSON, `t` the beginning of a table, `d` data, `e` the digest of everything before it. Nothing follows.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::BackupError;

const MAGIC: &[u8] = b"hamyar backup 1\n";

/// The longest frame that is written, and the longest that is believed.
const LONGEST: usize = 1 << 20;

/// What a backup is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The database: `sqlite` or `postgres`.
    pub database: String,
    /// The last step of the migrations that it has.
    pub step: i64,
    /// The version of the program that made it.
    pub program: String,
    /// When it was made, as RFC 3339.
    pub at: String,
}

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Header(Vec<u8>),
    Table(Vec<u8>),
    Data(Vec<u8>),
    End([u8; 32]),
}

/// Writes a file beside the one that it will be.
pub(super) struct Archive {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
    digest: Sha256,
}

impl Archive {
    /// Begins a file that will have this name.
    pub(super) fn begin(path: &Path, header: &Header) -> Result<Self, BackupError> {
        let failed = |source| BackupError::Io { path: path.to_owned(), source };
        // Only its owner may read it: it holds what everybody said.
        let file = NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
        let mut archive = Self { path: path.to_owned(), out: BufWriter::new(file), digest: Sha256::new() };
        archive.write(MAGIC)?;
        let header = serde_json::to_vec(header).map_err(|error| failed(error.into()))?;
        archive.frame(b'h', &header)?;
        Ok(archive)
    }

    /// Begins a table.
    pub(super) fn table(&mut self, about: &[u8]) -> Result<(), BackupError> {
        self.frame(b't', about)
    }

    /// Adds data of the table that was begun last.
    pub(super) fn data(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        bytes.chunks(LONGEST).try_for_each(|chunk| self.frame(b'd', chunk))
    }

    /// Ends the file and gives it its name, durably. Unless it may `replace` one of this name, it does not.
    pub(super) fn finish(mut self, replace: bool) -> Result<u64, BackupError> {
        let digest = self.digest.clone().finalize();
        self.frame(b'e', &digest)?;
        let path = self.path;
        let failed = |source| BackupError::Io { path: path.clone(), source };
        let file = self.out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        let size = file.as_file().metadata().map_err(failed)?.len();
        let named = if replace { file.persist(&path) } else { file.persist_noclobber(&path) };
        named.map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => BackupError::Exists { path: path.clone() },
            _ => failed(error.error),
        })?;
        // The name is durable when its folder is.
        File::open(folder_of(&path)).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(size)
    }

    fn frame(&mut self, kind: u8, bytes: &[u8]) -> Result<(), BackupError> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.write(&[kind])?;
        self.write(&length.to_le_bytes())?;
        self.write(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.digest.update(bytes);
        self.out.write_all(bytes).map_err(|source| BackupError::Io { path: self.path.clone(), source })
    }
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads a file, frame by frame.
pub(super) struct Reading {
    path: PathBuf,
    from: BufReader<File>,
    digest: Sha256,
}

impl Reading {
    /// Opens a file and reads its header.
    pub(super) fn open(path: &Path) -> Result<(Self, Header), BackupError> {
        let file = File::open(path).map_err(|source| BackupError::Io { path: path.to_owned(), source })?;
        let mut reading = Self { path: path.to_owned(), from: BufReader::new(file), digest: Sha256::new() };
        let mut magic = [0; MAGIC.len()];
        reading.read(&mut magic).map_err(|_| reading.damaged("it is no backup of hamyar"))?;
        if magic != MAGIC {
            return Err(reading.damaged("it is no backup of hamyar"));
        }
        let Frame::Header(header) = reading.next()? else { return Err(reading.damaged("it has no header")) };
        let header = serde_json::from_slice(&header).map_err(|_| reading.damaged("its header cannot be read"))?;
        Ok((reading, header))
    }

    /// The next frame. After [`Frame::End`], which proves all before it, there is none.
    pub(super) fn next(&mut self) -> Result<Frame, BackupError> {
        let before = self.digest.clone();
        let mut head = [0; 5];
        self.read(&mut head)?;
        let [kind, length @ ..] = head;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > LONGEST {
            return Err(self.damaged("a part of it is longer than any"));
        }
        let mut bytes = vec![0; length];
        self.read(&mut bytes)?;
        match kind {
            b'h' => Ok(Frame::Header(bytes)),
            b't' => Ok(Frame::Table(bytes)),
            b'd' => Ok(Frame::Data(bytes)),
            b'e' => {
                let digest: [u8; 32] = before.finalize().into();
                let rest = self.from.read(&mut [0]).map_err(|source| self.io(source))?;
                if bytes != digest || rest != 0 {
                    return Err(self.damaged("its checksum is another"));
                }
                Ok(Frame::End(digest))
            }
            _ => Err(self.damaged("a part of it is of no known kind")),
        }
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        self.from.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => self.damaged("it is cut off"),
            _ => self.io(error),
        })?;
        self.digest.update(bytes);
        Ok(())
    }

    fn io(&self, source: std::io::Error) -> BackupError {
        BackupError::Io { path: self.path.clone(), source }
    }

    pub(super) fn damaged(&self, reason: &'static str) -> BackupError {
        BackupError::Damaged { path: self.path.clone(), reason }
    }
}

/// Reads a whole file and so proves that it is as it was written.
pub(super) fn check(path: &Path) -> Result<Header, BackupError> {
    let (mut reading, header) = Reading::open(path)?;
    while !matches!(reading.next()?, Frame::End(_)) {}
    Ok(header)
}
