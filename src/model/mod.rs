//! Plain types and their transitions. No I/O, no clock, no randomness: time and ids come in as parameters.

mod agent;
mod article;
mod candidate;
mod choice;
mod contact;
mod conversation;
mod decision;
mod delivery;
mod entry;
mod event;
mod file;
mod ids;
mod memory;
mod place;
mod policy;
mod question;
mod setup;
mod share;

pub use agent::{Agent, AgentRole};
pub use article::{Source, Suggestion};
pub use candidate::{Candidate, Consent, Helper};
pub use choice::{Choice, ForeignAction};
pub use contact::{Contact, Identity};
pub use conversation::{Conversation, Holder, Status};
pub use decision::{Decision, Effect, Form, Line, Mark, NewEntry, Reason, Refusal, Say, Send, Speech};
pub use delivery::{Delivery, DeliveryKind, DeliveryStatus};
pub use entry::{Entry, EntryKind};
pub use event::{Action, Customer, Event, Failure, Press, Said, Target, What};
pub use file::OwnFile;
pub use ids::{AgentId, ContactId, ConversationId, DeliveryId, EntryId, FileId, IdentityId, PlaceId};
pub use memory::{Asked, Exchange, Memory, Moved, Offer, ThreadOffer};
pub use place::{Autonomy, InvalidWord, Place, Role};
pub use policy::{Held, Policy};
pub use question::{About, Question, Verdict};
pub use setup::{Notice, PlaceChange, PlaceSettings, SetupProblem};
pub use share::Share;
