//! Whether people can sign in through the provider of the settings.

use super::report::Report;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::openid_return;
use crate::openid::Provider;

/// Asks the provider where it has what, and for its keys.
pub(super) async fn look(config: &Config, edge: Edge, report: &mut Report<'_>) -> anyhow::Result<()> {
    let Some(provider) = Provider::configured(&config.desk.openid, edge)? else { return Ok(()) };
    let name = config.desk.openid.label();
    match provider.check().await {
        Ok(0) => {
            return report.bad(
                &format!("the sign-in provider {name} has no key that signs with RS256 or ES256"),
                "have it sign ID tokens with one of these",
            );
        }
        Ok(keys) => report.good(&format!("the sign-in provider {name} answers, with {keys} keys"))?,
        Err(error) => {
            return report.bad(
                &format!("sign-in provider: {error}"),
                "look at desk.openid.issuer: it is what stands before /.well-known/openid-configuration",
            );
        }
    }
    if config.http.public_url.is_none() {
        report.note("http.public_url is not set: the provider can send people back to this machine alone")?;
    }
    report.note(&format!("it must know the address {}", openid_return(&config.http.base_url())))
}
