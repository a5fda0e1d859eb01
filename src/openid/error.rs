//! Why a provider did not say who somebody is. No variant holds a token, a secret, a name or an address of e-mail.

/// Why nobody was named.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// No connection could ever be made.
    #[error("the client for the sign-in provider could not be made")]
    Client,
    /// The connection failed.
    #[error("the provider's {what} cannot be reached")]
    Unreachable {
        /// What was asked for.
        what: &'static str,
    },
    /// It took too long.
    #[error("the provider's {what} took too long")]
    TooSlow {
        /// What was asked for.
        what: &'static str,
    },
    /// It answered with an error.
    #[error("the provider's {what} answered with status {status}")]
    Status {
        /// What was asked for.
        what: &'static str,
        /// The HTTP status.
        status: u16,
    },
    /// What it answered is too large, or is not what the standard says.
    #[error("the provider's {what} cannot be read")]
    Garbage {
        /// What was asked for.
        what: &'static str,
    },
    /// The discovery document, or the answer, is of another issuer.
    #[error("the provider names another issuer than desk.openid.issuer")]
    OtherIssuer,
    /// An address of the discovery document is not as safe as the issuer's own.
    #[error("the provider's {what} is not at an https address")]
    Insecure {
        /// Whose address.
        what: &'static str,
    },
    /// It signs with none of the algorithms that we check.
    #[error("the provider signs with none of RS256 and ES256")]
    Unsupported,
    /// What it says of the person is of another person than it signed for.
    #[error("the provider's userinfo is about somebody else")]
    OtherPerson,
    /// The ID token cannot be believed.
    #[error("the ID token {0}")]
    Token(#[from] TokenProblem),
    /// The logout token cannot be believed.
    #[error("the logout token {0}")]
    LogoutToken(#[source] TokenProblem),
}

/// Why an ID token, or a logout token, cannot be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// It is not three parts of the right kind.
    #[error("cannot be read")]
    Malformed,
    /// It is signed otherwise than by RS256 or ES256, or not at all.
    #[error("is not signed with RS256 or ES256")]
    Algorithm,
    /// The provider has no such key.
    #[error("is signed with a key that the provider does not have")]
    Key,
    /// The signature is wrong.
    #[error("has a wrong signature")]
    Signature,
    /// Somebody else made it.
    #[error("is of another issuer")]
    Issuer,
    /// It is not for us.
    #[error("is for somebody else")]
    Audience,
    /// Its time is over.
    #[error("has expired")]
    Expired,
    /// Its time has not come.
    #[error("is not valid yet")]
    Early,
    /// It is not of this sign-in.
    #[error("is of another sign-in")]
    Nonce,
    /// It does not say that a session has ended.
    #[error("is not about the end of a session")]
    Purpose,
    /// It names nobody.
    #[error("names nobody")]
    Subject,
}
