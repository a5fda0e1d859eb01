//! Tests of the whole: through the channels, the web and the commands.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, what fails should stop it; clippy knows this of test functions only"
)]

mod api;
mod attaching;
mod backup;
mod commands;
mod community_story;
mod config;
mod curating;
mod dates;
mod deliveries;
mod desk_access;
mod desk_audit;
mod desk_factor;
mod desk_files;
mod desk_openid;
mod desk_people;
mod desk_places;
mod desk_replies;
mod desk_report;
mod desk_search;
mod desk_sending;
mod desk_sessions;
mod desk_teams;
mod desk_together;
mod desk_triage;
mod desk_views;
mod desk_work;
mod discord_adapter;
mod discord_story;
mod doctor;
mod erase;
mod examples;
mod faults;
mod figures;
mod file_story;
mod hours;
mod importing;
mod kb;
mod kernel;
mod meaning;
mod migrations;
mod nodes;
mod other_language;
mod processes;
mod ratings;
mod retention;
mod routing;
mod sample_questions;
mod screens;
mod service;
mod sources;
mod staff_rooms;
mod support;
mod telegram_adapter;
mod telegram_story;
mod tidy;
mod traces;
mod web_story;
mod widget_story;
mod wishes;
mod wordings;
mod words;
