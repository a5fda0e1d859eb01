//! What is said about settings of a sign-in provider that cannot stand, word for word.

use super::refused::refused_files;

#[test]
fn a_sign_in_provider_that_could_not_work_is_named() {
    insta::assert_snapshot!(refused_files([
        "[desk.openid]\nissuer = \"https://id.example.org\"",
        "[desk.openid]\nissuer = \"http://id.example.org\"\nclient_id = \"hamyar\"",
        "[desk.openid]\nissuer = \"https://id.example.org/?realm=shop\"\nclient_id = \"hamyar\"",
        "[desk.openid]\nissuer = \"id.example.org\"\nclient_id = \"hamyar\"",
        "[desk.openid]\nissuer = \"https://id.example.org\"\nclient_id = \"hamyar\"\ndomains = [\"@example.org\"]",
        "[desk.openid]\nnew_role = \"boss\"",
        "[desk.openid]\nissuer = \"https://id.example.org\"\nclient_id = \"hamyar\"\nclient_secrt = \"SECRET\"",
    ]), @r#"
    hamyar.toml:2: desk.openid.client_id: desk.openid.issuer needs it; allowed is the id that the provider gave this desk
    hamyar.toml:2: desk.openid.issuer: found http://, over which anybody on the way could sign in as anybody; allowed is https://, or an address of this machine
    hamyar.toml:2: desk.openid.issuer: allowed is the issuer's address alone, as its discovery document names it
    hamyar.toml:2: desk.openid.issuer: this is no web address, allowed is an address that begins with http:// or https://
    hamyar.toml:4: desk.openid.domains: found "@example.org", allowed is what stands behind the @, such as "example.org"
    hamyar.toml:2: desk.openid.new_role: found "boss", allowed are admin, curator, agent and viewer
    hamyar.toml:4: desk.openid.client_secrt: there is no such setting, did you mean desk.openid.client_secret? known in [desk.openid] are issuer, client_id, client_secret, name, domains, new_role
    "#);
}
