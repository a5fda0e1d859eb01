//! The settings, through the one way to read them.

mod provider;
mod refused;

use std::path::PathBuf;
use std::time::Duration;

use hamyar::config::{Config, ConfigError, Pace, TelegramMode};
use proptest::prelude::*;
use tempfile::TempDir;

/// A directory with a file of settings.
struct Directory {
    directory: TempDir,
}

impl Directory {
    fn with(file: &str) -> Self {
        let directory = TempDir::new().unwrap();
        std::fs::write(directory.path().join("hamyar.toml"), file).unwrap();
        Self { directory }
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("hamyar.toml")
    }

    fn load(&self, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(Some(&self.file()), environment.iter().copied())
    }

    /// The text without the part that differs from run to run.
    fn stable(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.directory.path().display()), "")
    }
}

fn load(file: &str, environment: &[(&str, &str)]) -> Config {
    Directory::with(file).load(environment).unwrap()
}

#[test]
fn the_defaults_stand_without_file_and_environment() {
    let config = load("", &[]);
    assert_eq!(config.database.url.expose(), "sqlite:data/hamyar.db");
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.telegram.pace, Pace::Platform);
    assert!(config.telegram.token.is_none() && config.answers.answer.is_none());
    assert_eq!(config.answers.fragment_wait, Duration::from_millis(1500));
    assert_eq!(config.conversation.reopen_within, Duration::from_hours(7 * 24));
    assert_eq!(config.limits.messages_per_minute, 20);
}

#[test]
fn every_setting_is_documented_in_the_file_of_defaults() {
    let documented = include_str!("../../../src/config.default.toml");
    let environment = [
        ("HAMYAR_TELEGRAM__TOKEN", "t"),
        ("HAMYAR_TELEGRAM__WEBHOOK_SECRET", "s"),
        ("HAMYAR_TELEGRAM__PROXY", "http://proxy"),
        ("HAMYAR_DISCORD__TOKEN", "t"),
        ("HAMYAR_HTTP__PUBLIC_URL", "https://help.example.org"),
        ("HAMYAR_NODE__NAME", "a"),
        ("HAMYAR_WEB__TITLE", "Help"),
        ("HAMYAR_ANSWERS__ANSWER", "0.6"),
        ("HAMYAR_ANSWERS__SUGGEST", "0.3"),
        ("HAMYAR_CONVERSATION__REPLY_EXPECTATION", "1h"),
        ("HAMYAR_HOURS__TIME_ZONE", "Asia/Tehran"),
        ("HAMYAR_HOURS__MONDAY", "09:00-12:00,13:00-17:00"),
        ("HAMYAR_HOURS__TUESDAY", "09:00-17:00"),
        ("HAMYAR_HOURS__WEDNESDAY", "09:00-17:00"),
        ("HAMYAR_HOURS__THURSDAY", "09:00-17:00"),
        ("HAMYAR_HOURS__FRIDAY", "09:00-17:00"),
        ("HAMYAR_HOURS__SATURDAY", "09:00-17:00"),
        ("HAMYAR_HOURS__SUNDAY", "09:00-17:00"),
        ("HAMYAR_SERVICE_LEVELS__FIRST_REPLY", "1h"),
        ("HAMYAR_SERVICE_LEVELS__RESOLUTION", "1d"),
        ("HAMYAR_SERVICE_LEVELS__URGENT__FIRST_REPLY", "1h"),
        ("HAMYAR_SERVICE_LEVELS__URGENT__RESOLUTION", "1d"),
        ("HAMYAR_SERVICE_LEVELS__HIGH__FIRST_REPLY", "1h"),
        ("HAMYAR_SERVICE_LEVELS__HIGH__RESOLUTION", "1d"),
        ("HAMYAR_SERVICE_LEVELS__LOW__FIRST_REPLY", "1h"),
        ("HAMYAR_SERVICE_LEVELS__LOW__RESOLUTION", "1d"),
        ("HAMYAR_UNSEEN__AFTER", "1h"),
        ("HAMYAR_RETENTION__FILES", "60d"),
        ("HAMYAR_RETENTION__CONVERSATIONS", "60d"),
        ("HAMYAR_DESK__OPENID__ISSUER", "https://id.example.org"),
        ("HAMYAR_DESK__OPENID__CLIENT_ID", "c"),
        ("HAMYAR_DESK__OPENID__CLIENT_SECRET", "s"),
        ("HAMYAR_DESK__OPENID__NAME", "Shop accounts"),
        ("HAMYAR_DESK__OPENID__NEW_ROLE", "agent"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__URL", "http://localhost/v1"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", "m"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__DIMENSION", "3"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__KEY", "k"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUERY_TYPE", "query"),
        ("HAMYAR_KNOWLEDGE__EMBEDDINGS__PASSAGE_TYPE", "passage"),
    ];
    let shown = load("", &environment).show();
    let keys = |text: &str| -> Vec<String> {
        let line = |line: &str| line.trim_start_matches("# ").split_once(" = ").map(|(key, _)| key.to_owned());
        let mut keys: Vec<String> = text.lines().filter_map(line).filter(|key| !key.contains(' ')).collect();
        keys.sort();
        keys
    };
    assert_eq!(
        keys(&shown),
        keys(documented),
        "a setting is without its line in config.default.toml, or a line without its setting"
    );
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = r#"
        log = "warn"
        [telegram]
        token = "from the file"
        pace = "off"
        [limits]
        messages_per_minute = 5
    "#;
    let config = load(
        file,
        &[
            ("HAMYAR_TELEGRAM__TOKEN", "12345"),
            ("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "0"),
            ("HAMYAR_WEB__ENABLED", "false"),
            ("HAMYAR_ANSWERS__ANSWER", "0.75"),
            ("HAMYAR_LANGUAGES", "fa, en"),
            ("HAMYAR_HTTP__TRUSTED_PROXIES", "10.0.0.0/8,::1"),
            ("HAMYAR_DATABASE__URL", ""),
            ("HAMYAR_TEST_POSTGRES", "not a setting"),
            ("PATH", "/bin"),
        ],
    );
    assert_eq!(config.telegram.token.unwrap().expose(), "12345");
    assert_eq!((config.log.as_str(), config.telegram.pace), ("warn", Pace::Off));
    assert_eq!((config.limits.messages_per_minute, config.web.enabled), (0, false));
    assert!((config.answers.answer.unwrap().get() - 0.75).abs() < f64::EPSILON);
    assert_eq!(config.languages, ["fa", "en"]);
    assert_eq!(config.http.trusted_proxies.len(), 2);
    assert_eq!(config.database.url.expose(), "sqlite:data/hamyar.db", "an empty variable counts as not set");
}

#[test]
fn the_fixed_names_of_the_environment_are_settings() {
    let config = load(
        "",
        &[
            ("HAMYAR_TELEGRAM__TOKEN", "1:a"),
            ("HAMYAR_TELEGRAM__API_URL", "http://127.0.0.1:8081"),
            ("HAMYAR_TELEGRAM__PACE", "off"),
            ("HAMYAR_DISCORD__TOKEN", "d"),
            ("HAMYAR_DISCORD__API_URL", "http://127.0.0.1:8082"),
            ("HAMYAR_DISCORD__PACE", "off"),
            ("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "7"),
            ("HAMYAR_DATABASE__URL", "postgres://hamyar@localhost/postgres?host=/tmp/socket"),
            ("HAMYAR_HTTP__LISTEN", "127.0.0.1:0"),
            ("HAMYAR_DATA_DIR", "/var/lib/hamyar"),
            ("HAMYAR_LOG", "info,hamyar=debug"),
        ],
    );
    assert_eq!(config.telegram.api_url.expose().as_str(), "http://127.0.0.1:8081/");
    assert_eq!((config.telegram.pace, config.discord.pace), (Pace::Off, Pace::Off));
    assert_eq!(config.http.listen.port(), 0);
    assert_eq!(config.data_dir, PathBuf::from("/var/lib/hamyar"));
    assert_eq!(config.database.url.expose(), "postgres://hamyar@localhost/postgres?host=/tmp/socket");
}

#[test]
fn the_database_lies_in_the_data_directory_whatever_its_name() {
    let config = load("data_dir = \"/srv/100%/what?/همیار\"", &[]);
    assert_eq!(config.database.url.expose(), "sqlite:/srv/100%25/what%3F/همیار/hamyar.db");
}

#[test]
fn the_sites_that_may_embed_the_chat_are_named_as_browsers_name_them() {
    let sites = |file: &str, environment: &[(&str, &str)]| -> Vec<String> {
        load(file, environment).web.embed_on.iter().map(ToString::to_string).collect()
    };
    assert!(sites("", &[]).is_empty(), "nobody, unless it is said");
    let file = r#"web.embed_on = ["https://Shop.Example/", "https://shop.example:443", "http://localhost:3000", " https://مثال.ایران "]"#;
    assert_eq!(
        sites(file, &[]),
        [
            "https://shop.example",
            "https://shop.example",
            "http://localhost:3000",
            "https://xn--mgbh0fb.xn--mgba3a4f16a"
        ]
    );
    assert_eq!(
        sites(file, &[("HAMYAR_WEB__EMBED_ON", "https://a.example, http://127.0.0.1:8000")]),
        ["https://a.example", "http://127.0.0.1:8000"]
    );
    let shown = load(file, &[]).show();
    assert_eq!(sites(&shown, &[]), sites(file, &[]), "{shown}");
}

#[test]
fn cookies_are_secure_where_the_public_address_is() {
    let secure = |file: &str| load(&format!("[http]\n{file}"), &[]).http.cookies_are_secure();
    assert!(!secure(""));
    assert!(!secure("public_url = \"http://localhost:8080\""));
    assert!(secure("public_url = \"https://help.example.org\""));
    assert!(!secure("public_url = \"https://help.example.org\"\nsecure_cookies = \"never\""));
    assert!(secure("secure_cookies = \"always\""));
}

#[test]
#[expect(clippy::too_many_lines, reason = "each setting is shown in a line of its own")]
fn what_is_shown_tells_where_it_came_from_and_can_be_read_again() {
    let directory = Directory::with("name = \"Help\"\n\n[telegram]\ntoken = \"1:a\"\nmode = \"polling\"\n");
    let config = directory.load(&[("HAMYAR_TELEGRAM__PACE", "off")]).unwrap();
    let shown = directory.stable(&config.show());
    insta::assert_snapshot!(shown, @r#"
    name = "Help" # hamyar.toml:1
    data_dir = "data"
    default_language = "en"
    languages = ["en", "fa"]
    time_zone = "UTC"
    stop_within = "20s"
    log = "info"
    log_format = "text"

    [database]
    url = "sqlite:data/hamyar.db"
    write_within = "10s"

    [node]
    lease = "15s"

    [http]
    listen = "127.0.0.1:8080"
    trusted_proxies = []
    secure_cookies = "auto"

    [telegram]
    token = "(set)" # hamyar.toml:4
    api_url = "https://api.telegram.org"
    pace = "off" # HAMYAR_TELEGRAM__PACE
    mode = "polling" # hamyar.toml:5
    poll_timeout = "30s"

    [discord]
    api_url = "https://discord.com"
    pace = "platform"

    [web]
    enabled = true
    messages_per_minute = 60
    embed_on = []

    [limits]
    messages_per_minute = 20
    max_message_bytes = 65536

    [files]
    max_bytes = "20MB"
    fetch_within = "2m"
    most = 5
    allowed = ["png", "jpg", "jpeg", "gif", "webp", "pdf", "txt", "log", "csv", "docx", "xlsx", "pptx", "odt", "ods", "odp", "mp3", "m4a", "ogg", "mp4"]

    [answers]
    precision = 0.9
    other_language = "note"
    members = ["member", "عضو"]
    fragment_wait = "1s 500ms"

    [knowledge]
    second_look = false

    [knowledge.embeddings]
    query_prefix = ""
    passage_prefix = ""
    ask_dimension = false
    question_within = "300ms"
    batch = 32

    [knowledge.sites]
    private = []
    pages = 500
    page_within = "20s"
    within = "15m"
    pause = "500ms"
    check_links = true

    [conversation]
    reopen_within = "7days"
    return_to_agent_within = "1day"
    resolve_after = "1day"
    tell_usual_reply = true
    agent_names = "name"
    show_typing = true

    [rating]
    ask = true
    again_after = "30days"
    open_for = "3days"

    [hours]
    holidays = []

    [service_levels]
    warn_at = 0.75

    [service_levels.urgent]

    [service_levels.high]

    [service_levels.low]

    [unseen]
    raise_priority = true
    tell_customer = true

    [routing]
    mode = "off"
    capacity = 8
    take_over_after = "15m"

    [community]
    bot_share = 0.2

    [delivery]
    concurrency = 64
    retry_first = "1s"
    retry_most = "15m"
    attempts = 10
    give_up_after = "1day"
    lease = "1m"

    [desk]
    session_lifetime = "12h"
    invitation_lifetime = "7days"
    second_factor_for = []

    [desk.openid]
    domains = []

    [retention]
    payloads = "30days"
    audit = "1year"
    "#);
    let again = load(&shown, &[]);
    assert_eq!((again.telegram.mode, again.delivery.lease), (TelegramMode::Polling, Duration::from_mins(1)));
}

proptest! {
    #[test]
    fn no_file_and_no_variable_panics(file in "\\PC{0,40}(\n(\\[[a-z.\"]{1,9}\\]|[a-z_]{1,9} ?= ?\\PC{0,12})){0,4}", name in "[A-Z_]{0,12}", value in "\\PC{1,12}") {
        let _ = Directory::with(&file).load(&[(&format!("HAMYAR_{name}"), &value)]);
    }
}
