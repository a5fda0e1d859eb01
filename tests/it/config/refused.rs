//! What is said about settings that cannot stand, word for word.

use std::fmt::Write;

use hamyar::config::Config;
use tempfile::TempDir;

use super::{Directory, load};

/// What is said about each of these files and environments.
fn refusals<const N: usize>(cases: [(&str, &[(&str, &str)]); N]) -> String {
    let mut texts = String::new();
    for (file, environment) in cases {
        let directory = Directory::with(file);
        let error = directory.load(environment).unwrap_err();
        writeln!(texts, "{}", directory.stable(&error.to_string())).unwrap();
    }
    texts
}

pub(super) fn refused_files<const N: usize>(files: [&str; N]) -> String {
    refusals(files.map(|file| (file, [].as_slice())))
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let directory = TempDir::new().unwrap();
    let missing = directory.path().join("other.toml");
    let error = Config::load(Some(&missing), Vec::<(String, String)>::new()).unwrap_err().to_string();
    let error = error.replace(&format!("{}/", directory.path().display()), "");
    insta::assert_snapshot!(error, @"cannot read other.toml: No such file or directory (os error 2)");
}

#[test]
fn a_file_that_is_not_toml_is_named_with_its_line_and_without_its_text() {
    let texts = refused_files([
        "name = \"Hamyar\"\n[telegram]\ntoken = \"123:SECRET\nlog = 1",
        "name = Hamyar",
        "[telegram\n",
        "log = \"info\"\nlog = \"warn\"",
    ]);
    assert!(!texts.contains("SECRET"), "{texts}");
    insta::assert_snapshot!(texts, @r#"
    hamyar.toml:3: this is not TOML: invalid basic string, expected `"`
    hamyar.toml:1: this is not TOML: string values must be quoted, expected literal string
    hamyar.toml:1: this is not TOML: unclosed table, expected `]`
    hamyar.toml:2: this is not TOML: duplicate key
    "#);
}

#[test]
fn an_unknown_setting_is_named_with_what_was_perhaps_meant() {
    insta::assert_snapshot!(refusals([
        ("[telegram]\ntokn = \"1:a\"", &[]),
        ("[telegram]\npoll_timout = \"1s\"", &[]),
        ("telegram.colour = \"blue\"", &[]),
        ("[telegrm]\ntoken = \"1:a\"", &[]),
        ("listen = \"127.0.0.1:80\"", &[]),
        ("[web.page]\ntitle = \"Help\"", &[]),
        ("", &[("HAMYAR_TELEGRAM_TOKEN", "1:a")]),
        ("", &[("HAMYAR_TELEGRAM__PASE", "off")]),
    ]), @r"
    hamyar.toml:2: telegram.tokn: there is no such setting, did you mean telegram.token? known in [telegram] are token, api_url, pace, mode, webhook_secret, proxy, poll_timeout
    hamyar.toml:2: telegram.poll_timout: there is no such setting, did you mean telegram.poll_timeout? known in [telegram] are token, api_url, pace, mode, webhook_secret, proxy, poll_timeout
    hamyar.toml:1: telegram.colour: there is no such setting, known in [telegram] are token, api_url, pace, mode, webhook_secret, proxy, poll_timeout
    hamyar.toml:1: telegrm: there is no such setting, did you mean telegram? known here are name, data_dir, default_language, languages, time_zone, stop_within, log, log_format, database, node, http, telegram, discord, web, limits, files, answers, knowledge, conversation, rating, hours, service_levels, unseen, routing, community, delivery, desk, retention
    hamyar.toml:1: listen: there is no such setting, did you mean http.listen? known here are name, data_dir, default_language, languages, time_zone, stop_within, log, log_format, database, node, http, telegram, discord, web, limits, files, answers, knowledge, conversation, rating, hours, service_levels, unseen, routing, community, delivery, desk, retention
    hamyar.toml:1: web.page: there is no such setting, known in [web] are enabled, title, messages_per_minute, embed_on
    HAMYAR_TELEGRAM_TOKEN: telegram_token: there is no such setting, did you mean HAMYAR_TELEGRAM__TOKEN? known here are name, data_dir, default_language, languages, time_zone, stop_within, log, log_format, database, node, http, telegram, discord, web, limits, files, answers, knowledge, conversation, rating, hours, service_levels, unseen, routing, community, delivery, desk, retention
    HAMYAR_TELEGRAM__PASE: telegram.pase: there is no such setting, did you mean HAMYAR_TELEGRAM__PACE? known in [telegram] are token, api_url, pace, mode, webhook_secret, proxy, poll_timeout
    ");
}

#[test]
fn a_value_that_is_not_allowed_is_named_with_what_is() {
    insta::assert_snapshot!(refused_files([
        "[telegram]\npace = \"fast\"",
        "[telegram]\nmode = \"hook\"",
        "log_format = \"xml\"",
        "[http]\nsecure_cookies = true",
        "[http]\nlisten = \"localhost:8080\"",
        "[http]\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy.local\"]",
        "[http]\ntrusted_proxies = 10",
        "[http]\npublic_url = \"help.example.org\"",
        "[limits]\nmessages_per_minute = \"many\"",
        "[limits]\nmessages_per_minute = -1",
        "[limits]\nmax_message_bytes = 0",
        "[answers]\nanswer = 1.5",
        "[answers]\nsuggest = \"high\"",
        "[answers]\nfragment_wait = \"5 fortnights\"",
        "[answers]\nfragment_wait = 1500",
        "[conversation]\nreply_expectation = \"soon\"",
        "[web]\nenabled = \"perhaps\"",
        "telegram = \"123:SECRET\"",
        "languages = [\"en\", 7]",
        "time_zone = \"Tehran\"",
        "name = 5",
    ]), @r#"
    hamyar.toml:2: telegram.pace: found "fast", allowed are "platform", "off"
    hamyar.toml:2: telegram.mode: found "hook", allowed are "polling", "webhook"
    hamyar.toml:1: log_format: found "xml", allowed are "text", "json"
    hamyar.toml:2: http.secure_cookies: found true, allowed is "auto" or "always" or "never"
    hamyar.toml:2: http.listen: found "localhost:8080", allowed is an address and a port: "127.0.0.1:8080", "[::1]:8080"
    hamyar.toml:2: http.trusted_proxies: found "proxy.local", allowed is an address or a range, such as "10.0.0.0/8"
    hamyar.toml:2: http.trusted_proxies: found 10, allowed is a list of texts in quotes
    hamyar.toml:2: http.public_url: this is no web address, allowed is an address that begins with http:// or https://
    hamyar.toml:2: limits.messages_per_minute: found "many", allowed is a whole number from 0 to 4294967295
    hamyar.toml:2: limits.messages_per_minute: found -1, allowed is a whole number from 0 to 4294967295
    hamyar.toml:2: limits.max_message_bytes: found 0, allowed is a whole number from 1 to 4294967295
    hamyar.toml:2: answers.answer: found 1.5, allowed is a number from 0 to 1
    hamyar.toml:2: answers.suggest: found "high", allowed is a number
    hamyar.toml:2: answers.fragment_wait: found "5 fortnights", allowed is a whole number and a unit (ms, s, m, h, d, w), such as "1500ms" or "7d"
    hamyar.toml:2: answers.fragment_wait: found 1500, allowed is text in quotes
    hamyar.toml:2: conversation.reply_expectation: found "soon", allowed is a whole number and a unit (ms, s, m, h, d, w), such as "1500ms" or "7d"
    hamyar.toml:2: web.enabled: found "perhaps", allowed is true or false
    hamyar.toml:1: telegram: found a value, allowed is a section: its keys are set one by one
    hamyar.toml:1: languages.1: found 7, allowed is text in quotes
    hamyar.toml:1: time_zone: found "Tehran", allowed is a name of the IANA list, such as "Asia/Tehran" or "UTC"
    hamyar.toml:1: name: found 5, allowed is text in quotes
    "#);
}

#[test]
fn a_site_that_cannot_be_named_to_browsers_is_refused() {
    let wrong = [
        r#"["example.org"]"#,
        r#"["https://example.org", "https://example.org/shop"]"#,
        r#"["https://example.org?a=b"]"#,
        r#"["https://example.org#top"]"#,
        r#"["https://me@example.org"]"#,
        r#"["https://*.example.org"]"#,
        r#"["https://example.org;script-src"]"#,
        r#"["https://example.org https://example.com"]"#,
        r#"["https://[::1]:3000"]"#,
        r#"["https://example.org:99999"]"#,
        r#"["ftp://example.org"]"#,
        r#"["*"]"#,
        r#"[""]"#,
        "[true]",
        "true",
    ];
    let said = refused_files(wrong.map(|list| format!("[web]\nembed_on = {list}")).each_ref().map(String::as_str));
    let allowed = "allowed is a site's address without a path: http:// or https://, the host, and the port if it has one, \
                   such as \"https://example.org\"";
    insta::assert_snapshot!(said.replace(allowed, "(allowed)"), @r#"
    hamyar.toml:2: web.embed_on: found "example.org", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org/shop", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org?a=b", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org#top", (allowed)
    hamyar.toml:2: web.embed_on: found "https://me@example.org", (allowed)
    hamyar.toml:2: web.embed_on: found "https://*.example.org", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org;script-src", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org https://example.com", (allowed)
    hamyar.toml:2: web.embed_on: found "https://[::1]:3000", (allowed)
    hamyar.toml:2: web.embed_on: found "https://example.org:99999", (allowed)
    hamyar.toml:2: web.embed_on: found "ftp://example.org", (allowed)
    hamyar.toml:2: web.embed_on: found "*", (allowed)
    hamyar.toml:2: web.embed_on: found "", (allowed)
    hamyar.toml:2: web.embed_on.0: found true, allowed is text in quotes
    hamyar.toml:2: web.embed_on: found true, allowed is a list of texts in quotes
    "#);
    let variable = refusals([("", &[("HAMYAR_WEB__EMBED_ON", "https://example.org,shop.example")])]);
    assert_eq!(variable, format!("HAMYAR_WEB__EMBED_ON: web.embed_on: found \"shop.example\", {allowed}\n"));
}

#[test]
fn settings_that_contradict_each_other_are_named() {
    insta::assert_snapshot!(refused_files([
        "name = \" \"",
        "data_dir = \"\"",
        "languages = [\"en\", \"de\"]",
        "languages = []",
        "languages = [\"fa\"]",
        "log = \"hamyar=loud\"",
        "[answers]\nanswer = 0.4\nsuggest = 0.5",
        "[delivery]\nretry_first = \"1h\"",
        "[files]\nmax_bytes = \"a lot\"",
        "[files]\nmax_bytes = \"0MB\"",
        "[files]\nallowed = [\"png\", \"exe\"]",
        "[files]\nallowed = []",
        "[delivery]\nlease = \"0s\"",
        "[rating]\nopen_for = \"0s\"",
        "[node]\nname = \"two words\"",
        "[node]\nname = \"\"",
        "[node]\nlease = \"100ms\"",
        "[database]\nwrite_within = \"1ms\"",
        "[telegram]\nmode = \"webhook\"",
        "[telegram]\nmode = \"webhook\"\nwebhook_secret = \"s\"",
        "[telegram]\nmode = \"webhook\"\nwebhook_secret = \"one two\"",
    ]), @r#"
    hamyar.toml:1: name: found nothing, allowed is the name that customers know
    hamyar.toml:1: data_dir: found nothing, allowed is the path of a directory
    hamyar.toml:1: languages: there are no words for "de", allowed are en, fa
    hamyar.toml:1: languages: found none, allowed are en, fa
    hamyar.toml:1: default_language: found "en", allowed is one of languages: fa
    hamyar.toml:1: log: found "hamyar=loud", allowed is a level (error, warn, info, debug, trace) or a filter such as "info,hamyar=debug"
    hamyar.toml:3: answers.suggest: found 0.5, allowed is at most answers.answer, which is 0.4
    hamyar.toml:2: delivery.retry_most: allowed is delivery.retry_first or longer
    hamyar.toml:2: files.max_bytes: found "a lot", allowed is a number above 0 and a unit (kB, MB, GB), such as "20MB"
    hamyar.toml:2: files.max_bytes: found "0MB", allowed is a number above 0 and a unit (kB, MB, GB), such as "20MB"
    hamyar.toml:2: files.allowed: there is no kind of file "exe", allowed are png, jpg, jpeg, gif, webp, pdf, txt, log, md, csv, json, docx, xlsx, pptx, odt, ods, odp, epub, zip, mp3, m4a, ogg, wav, flac, mp4, mov, webm
    hamyar.toml:2: files.allowed: found none, allowed are png, jpg, jpeg, gif, webp, pdf, txt, log, md, csv, json, docx, xlsx, pptx, odt, ods, odp, epub, zip, mp3, m4a, ogg, wav, flac, mp4, mov, webm
    hamyar.toml:2: delivery.lease: found no time at all, allowed is longer than any send lasts
    hamyar.toml:2: rating.open_for: found no time at all, allowed is longer than customers take to answer
    hamyar.toml:2: node.name: found "two words", allowed are 1 to 64 letters, digits, "-", "_" and "."
    hamyar.toml:2: node.name: found "", allowed are 1 to 64 letters, digits, "-", "_" and "."
    hamyar.toml:2: node.lease: allowed is a second or longer
    hamyar.toml:2: database.write_within: allowed is 100ms to 5m
    hamyar.toml:2: telegram.webhook_secret: telegram.mode "webhook" needs it; allowed are 1 to 256 letters, digits, "_" and "-"
    hamyar.toml:2: http.public_url: telegram.mode "webhook" needs it; allowed is an address with https://
    hamyar.toml:3: telegram.webhook_secret: telegram.mode "webhook" needs it; allowed are 1 to 256 letters, digits, "_" and "-"
    "#);
}

#[test]
fn what_the_environment_sets_wrongly_is_named_by_its_variable() {
    insta::assert_snapshot!(refusals([
        ("", &[("HAMYAR_TELEGRAM__PACE", "fast")]),
        ("", &[("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "many")]),
        ("", &[("HAMYAR_DATABASE__URL", "mysql://root:SECRET@localhost/hamyar")]),
        ("", &[("HAMYAR_HTTP__TRUSTED_PROXIES", "10.0.0.1,me")]),
        ("", &[("HAMYAR_TELEGRAM", "123:SECRET"), ("HAMYAR_TELEGRAM__TOKEN", "123:SECRET")]),
    ]), @r#"
    HAMYAR_TELEGRAM__PACE: telegram.pace: found "fast", allowed are "platform", "off"
    HAMYAR_LIMITS__MESSAGES_PER_MINUTE: limits.messages_per_minute: found "many", allowed is a whole number from 0 to 4294967295
    HAMYAR_DATABASE__URL: database.url: this is no database's address, allowed is sqlite:PATH or postgres://user:password@host/database
    HAMYAR_HTTP__TRUSTED_PROXIES: http.trusted_proxies: found "me", allowed is an address or a range, such as "10.0.0.0/8"
    HAMYAR_TELEGRAM: telegram: found a value, allowed is a section: its keys are set one by one
    "#);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_unicode_is_named() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let directory = Directory::with("");
    let broken = [(OsString::from("HAMYAR_NAME"), OsString::from_vec(vec![0xff]))];
    let error = Config::load(Some(&directory.file()), broken).unwrap_err();
    insta::assert_snapshot!(error, @"HAMYAR_NAME: the value is not valid UTF-8");
}

#[test]
fn no_secret_is_in_an_error_nor_in_what_is_shown() {
    let secret = "5EC4E7";
    let wrong = [
        format!("[telegram]\ntoken = [\"{secret}\"]"),
        format!("[telegram]\ntoken = {{ value = \"{secret}\" }}"),
        format!("[telegram]\ntokn = \"{secret}\""),
        format!("[telegram]\nproxy = \"socks5://me:{secret}@proxy\""),
        format!("[telegram]\nmode = \"webhook\"\nwebhook_secret = \"{secret} {secret}\""),
        format!("[database]\nurl = \"mysql://me:{secret}@host/db\""),
        format!("[database]\nurl = [\"postgres://me:{secret}@host/db\"]"),
    ];
    for file in wrong {
        let error = Directory::with(&file).load(&[]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
    let right = format!(
        "[telegram]\ntoken = \"{secret}\"\nwebhook_secret = \"{secret}\"\nproxy = \"http://me:{secret}@proxy:3128\"\n\
         [discord]\ntoken = \"{secret}\"\n[database]\nurl = \"postgres://me:{secret}@host/db?password={secret}\""
    );
    let config = load(&right, &[]);
    assert!(!config.show().contains(secret), "{}", config.show());
    assert!(!format!("{config:?}").contains(secret), "{config:?}");
    assert_eq!(config.telegram.proxy.unwrap().expose().password(), Some(secret));
}

#[test]
fn an_embeddings_endpoint_needs_a_model_and_its_dimension() {
    insta::assert_snapshot!(refusals([
        ("[knowledge.embeddings]\nurl = \"localhost:8000\"", &[]),
        ("[knowledge.embeddings]\nurl = \"http://localhost:8000/v1\"", &[]),
        ("[knowledge.embeddings]\nurl = \"http://localhost:8000/v1\"\nmodel = \"m\"", &[]),
        ("[knowledge.embeddings]\nurl = \"http://localhost:8000/v1\"\nmodel = \"m\"\ndimension = 9000", &[]),
        ("[knowledge.embeddings]\ndimension = 0", &[]),
        ("[knowledge.embeddings]\nbatch = 0", &[]),
        ("[knowledge.embeddings]\nkey = [\"SECRET\"]", &[]),
        ("", &[
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__URL", "http://localhost:8000/v1"),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", "m"),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__DIMENSION", "384"),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUESTION_WITHIN", "0s"),
        ]),
    ]), @r"
    hamyar.toml:2: knowledge.embeddings.url: this is no web address, allowed is an address that begins with http:// or https://
    hamyar.toml:2: knowledge.embeddings.model: knowledge.embeddings.url needs it; allowed is a model's name, as the endpoint knows it
    hamyar.toml:2: knowledge.embeddings.dimension: knowledge.embeddings.url needs it; allowed is how many numbers the model's vectors have, 1 to 8192
    hamyar.toml:4: knowledge.embeddings.dimension: knowledge.embeddings.url needs it; allowed is how many numbers the model's vectors have, 1 to 8192
    hamyar.toml:2: knowledge.embeddings.dimension: found 0, allowed is a nonzero u16
    hamyar.toml:2: knowledge.embeddings.batch: found 0, allowed is a nonzero u8
    hamyar.toml:2: knowledge.embeddings.key: allowed is text in quotes
    HAMYAR_KNOWLEDGE__EMBEDDINGS__QUESTION_WITHIN: knowledge.embeddings.question_within: found no time at all, allowed is longer than the endpoint takes
    ");
}

#[test]
fn private_sites_are_named_by_their_hosts() {
    insta::assert_snapshot!(refusals([
        ("[knowledge.sites]\nprivate = [\"http://wiki.intern/\"]", &[]),
        ("[knowledge.sites]\nprivate = [\"wiki.intern/help\"]", &[]),
        ("[knowledge.sites]\nprivate = [\"me:secret@wiki.intern\"]", &[]),
        ("[knowledge.sites]\nprivate = [\"10.0.0.0/8\"]", &[]),
        ("", &[("HAMYAR_KNOWLEDGE__SITES__PRIVATE", "*")]),
        ("[knowledge.sites]\npages = 0", &[]),
        ("[knowledge.sites]\npage_within = \"0s\"", &[]),
        ("[knowledge.sites]\nwithin = \"1s\"", &[]),
    ]), @r#"
    hamyar.toml:2: knowledge.sites.private: found "http://wiki.intern/", allowed is a host, such as "wiki.intern" or "wiki.intern:8080"
    hamyar.toml:2: knowledge.sites.private: found "wiki.intern/help", allowed is a host, such as "wiki.intern" or "wiki.intern:8080"
    hamyar.toml:2: knowledge.sites.private: found "me:secret@wiki.intern", allowed is a host, such as "wiki.intern" or "wiki.intern:8080"
    hamyar.toml:2: knowledge.sites.private: found "10.0.0.0/8", allowed is a host, such as "wiki.intern" or "wiki.intern:8080"
    HAMYAR_KNOWLEDGE__SITES__PRIVATE: knowledge.sites.private: found "*", allowed is a host, such as "wiki.intern" or "wiki.intern:8080"
    hamyar.toml:2: knowledge.sites.pages: found 0, allowed is a nonzero u16
    hamyar.toml:2: knowledge.sites.page_within: found no time at all, allowed is longer than a page takes
    hamyar.toml:2: knowledge.sites.within: allowed is knowledge.sites.page_within or longer
    "#);
    let config = load("[knowledge.sites]\nprivate = [\"Wiki.intern:8080\", \"[::1]\", \"127.0.0.1:80\"]", &[]);
    assert!(config.show().contains(r#"private = ["wiki.intern:8080", "[::1]", "127.0.0.1:80"]"#), "{}", config.show());
}

#[test]
fn hours_that_no_day_has_are_refused() {
    insta::assert_snapshot!(refusals([
        ("[hours]\nmonday = [\"09:00-25:00\"]", &[]),
        ("[hours]\nmonday = [\"9-17\"]", &[]),
        ("[hours]\nmonday = \"nine to five\"", &[]),
        ("[hours]\ntuesday = [\"17:00-09:00\"]", &[]),
        ("[hours]\ntuesday = [\"09:00-09:00\"]", &[]),
        ("[hours]\nfriday = [\"13:00-18:00\", \"09:00-13:01\"]", &[]),
        ("[hours]\nsunday = []", &[]),
        ("[hours]\nsonday = []", &[]),
        ("[hours]\nmonday = 9", &[]),
        ("[hours]\ntime_zone = \"Europe/Teheran\"", &[]),
        ("[hours]\nholidays = [\"21 March Nowruz\"]", &[]),
        ("[hours]\nholidays = [\"2027-02-29 Nothing\"]", &[]),
        ("[hours]\nholidays = [\"1406-01-01 Nowruz\"]", &[]),
        ("[hours]\nholidays = [\"2027-03-21 Nowruz\", \"2027-03-21 New year\"]", &[]),
        ("hours = \"09:00-17:00\"", &[]),
        ("", &[("HAMYAR_HOURS__MONDAY", "09:00-12:00,11:00-13:00")]),
    ]), @r#"
    hamyar.toml:2: hours.monday: found "09:00-25:00", allowed are a first and a last time from 00:00 to 24:00, such as "09:00-17:30"
    hamyar.toml:2: hours.monday: found "9-17", allowed are a first and a last time from 00:00 to 24:00, such as "09:00-17:30"
    hamyar.toml:2: hours.monday: found "nine to five", allowed are a first and a last time from 00:00 to 24:00, such as "09:00-17:30"
    hamyar.toml:2: hours.tuesday: found "17:00-09:00", which ends before it begins; allowed are a first and a last time from 00:00 to 24:00, such as "09:00-17:30". What goes on after midnight is written with the next day, too: "22:00-24:00", then "00:00-06:00"
    hamyar.toml:2: hours.tuesday: found "09:00-09:00", which ends before it begins; allowed are a first and a last time from 00:00 to 24:00, such as "09:00-17:30". What goes on after midnight is written with the next day, too: "22:00-24:00", then "00:00-06:00"
    hamyar.toml:2: hours.friday: 09:00-13:01 and 13:00-18:00 overlap, allowed are hours one after the other
    hamyar.toml:2: hours.sunday: no day has any hours, allowed is at least one day with hours, or no day at all
    hamyar.toml:2: hours.sonday: there is no such setting, did you mean hours.sunday? known in [hours] are time_zone, monday, tuesday, wednesday, thursday, friday, saturday, sunday, holidays
    hamyar.toml:2: hours.monday: found 9, allowed is a list of texts in quotes
    hamyar.toml:2: hours.time_zone: found "Europe/Teheran", allowed is a name of the IANA list, such as "Asia/Tehran" or "UTC"
    hamyar.toml:2: hours.holidays: found "21 March Nowruz", allowed is a day of the Gregorian calendar and its name, such as "2027-03-21 Nowruz"
    hamyar.toml:2: hours.holidays: found "2027-02-29 Nothing", allowed is a day of the Gregorian calendar and its name, such as "2027-03-21 Nowruz"
    hamyar.toml:2: hours.holidays: found "1406-01-01 Nowruz", allowed is a day of the Gregorian calendar and its name, such as "2027-03-21 Nowruz"
    hamyar.toml:2: hours.holidays: 2027-03-21 is there twice, allowed is each day once
    hamyar.toml:1: hours: found a value, allowed is a section: its keys are set one by one
    HAMYAR_HOURS__MONDAY: hours.monday: 09:00-12:00 and 11:00-13:00 overlap, allowed are hours one after the other
    "#);
}

#[test]
fn times_that_nobody_can_keep_are_refused() {
    insta::assert_snapshot!(refused_files([
        "[service_levels]\nfirst_reply = \"0s\"",
        "[service_levels.urgent]\nresolution = \"2y\"",
        "[service_levels]\nwarn_at = 75",
        "[service_levels]\nfirst_reply = \"soon\"",
        "[service_levels.normal]\nfirst_reply = \"1h\"",
        "[unseen]\nafter = \"10s\"",
        "[hours]\nmonday = [\"09:00-09:10\"]\n[service_levels]\nresolution = \"26h\"",
    ]), @r#"
    hamyar.toml:2: service_levels.first_reply: found "0s", allowed is from a minute to a year; leave the line out to set none
    hamyar.toml:2: service_levels.urgent.resolution: found "2years", allowed is from a minute to a year; leave the line out to set none
    hamyar.toml:2: service_levels.warn_at: found 75, allowed is a number from 0 to 1
    hamyar.toml:2: service_levels.first_reply: found "soon", allowed is a whole number and a unit (ms, s, m, h, d, w), such as "1500ms" or "7d"
    hamyar.toml:1: service_levels.normal: there is no such setting, did you mean service_levels.warn_at? known in [service_levels] are first_reply, resolution, warn_at, urgent, high, low
    hamyar.toml:2: unseen.after: found "10s", allowed is from a minute to a year; leave the line out to set none
    hamyar.toml:4: service_levels.resolution: found "1day 2h", which is more than [hours] have in 150 weeks; allowed is up to "1day 1h"
    "#);
}
