//! Plain types and their transitions. No I/O, no clock, no randomness: time and ids come in as parameters.

mod agent;
mod article;
mod audit;
mod candidate;
mod canned;
mod choice;
mod contact;
mod conversation;
mod decision;
mod delivery;
mod entry;
mod event;
mod feedback;
mod file;
mod glance;
mod hours;
mod ids;
mod label;
mod memory;
mod name;
mod notification;
mod place;
mod policy;
mod question;
mod rating;
mod room;
mod routing;
mod service;
mod setup;
mod share;
mod team;

pub use agent::{Agent, AgentName, AgentRole, InvalidAgentName, KnownBy};
pub use article::{Source, Suggestion};
pub use audit::{Actor, AuditKind, Deed};
pub use candidate::{Candidate, Consent, Helper};
pub use canned::{Canned, Values, Variable};
pub use choice::{Choice, ForeignAction};
pub use contact::{Contact, Identity};
pub use conversation::{Conversation, Holder, Status};
pub use decision::{Decision, Effect, Expectation, Form, Line, Mark, NewEntry, Reason, Refusal, Say, Send, Speech};
pub use delivery::{Delivery, DeliveryKind, DeliveryStatus};
pub use entry::{Entry, EntryKind};
pub use event::{Action, Customer, Event, Failure, Press, RoomMessage, Said, Target, What};
pub use feedback::{Feedback, Told, feedback};
pub use file::OwnFile;
pub use glance::{Doing, Glance};
pub use hours::{Hours, OpenSpan};
pub use ids::{
    AgentId, CannedId, ContactId, ConversationId, DeliveryId, EntryId, FileId, IdentityId, InvitationId, PlaceId,
    TeamId, UploadId,
};
pub use label::{InvalidLabel, Label, Priority};
pub use memory::{Asked, Exchange, Memory, Moved, Offer, ThreadOffer};
pub use name::in_one_line;
pub(crate) use notification::named;
pub use notification::{NotificationKind, mentioned};
pub use place::{Autonomy, InvalidWord, Place, Role};
pub use policy::{Held, Policy};
pub use question::{About, Question, Verdict};
pub use rating::{InvalidScore, Rating, RatingAsked, RatingTerms, Score};
pub use room::{RoomButton, RoomProblem, RoomWish};
pub use routing::{Order, Routing, Worker};
pub use service::{Alert, Goal, Service, ServiceLevels, Targets, Unseen};
pub use setup::{Notice, PlaceChange, PlaceSettings, SetupProblem};
pub use share::Share;
pub use team::{InvalidTeamName, Team, TeamName};
