//! What can go wrong, as a closed list: each code has one status and one title (RFC 9457), and the web app has words for each.

use serde::Serialize;
use std::borrow::Cow;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// The closed list of problems that an answer can name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as it stands in answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// The HTTP status that always goes with the code.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Code::$name => $status,)* }
            }

            /// A short English title, the same for every occurrence.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedJson = "malformed_json", 400, "The body is not valid JSON";
    /// A field has a wrong value; `fields` says which.
    InvalidInput = "invalid_input", 422, "Some fields are not valid";
    /// The drop takes no files of that kind.
    DropKindRefused = "drop_kind_refused", 422, "This link takes no files of that kind";
    /// There is no access token, or it is no longer good.
    Unauthorized = "unauthorized", 401, "Sign in first";
    /// The name, address or password of a sign-in is wrong.
    InvalidCredentials = "invalid_credentials", 401, "The sign-in or the password is not right";
    /// The account's address is not confirmed yet.
    EmailUnverified = "email_unverified", 403, "Confirm your e-mail address first";
    /// The caller sees it but may not do this.
    Forbidden = "forbidden", 403, "You may not do this";
    /// The account is suspended.
    AccountSuspended = "account_suspended", 403, "This account is suspended";
    /// Nobody signs up here by themselves, or nobody at all.
    SignUpClosed = "sign_up_closed", 403, "Sign-up is not open here: ask whoever runs this cloud for an invitation";
    /// It does not exist or the caller does not see it.
    NotFound = "not_found", 404, "There is nothing here";
    /// The route does not answer this method.
    MethodNotAllowed = "method_not_allowed", 405, "This address does not answer this method";
    /// Somebody has this username.
    UsernameTaken = "username_taken", 409, "This username is taken";
    /// Another entry of the folder has this name.
    NameTaken = "name_taken", 409, "This name is taken in the folder";
    /// The same client key came with other fields.
    ClientKeyReused = "client_key_reused", 409, "The client key stands for another upload";
    /// The upload was cancelled, expired or is otherwise not open.
    UploadClosed = "upload_closed", 409, "The upload is not open any more";
    /// The store does not hold all bytes of the upload.
    UploadIncomplete = "upload_incomplete", 409, "The upload is not complete";
    /// A folder cannot be moved into itself.
    FolderCycle = "folder_cycle", 409, "A folder cannot be put into itself";
    /// The tree would become deeper than 32 folders.
    TooDeep = "too_deep", 409, "The folders would be nested too deep";
    /// The folder holds 1,000,000 entries already.
    FolderFull = "folder_full", 409, "The folder holds as many entries as it can";
    /// Moving between owners is a copy.
    OtherOwner = "other_owner", 409, "Copy it instead: it would get another owner";
    /// The account's address is confirmed already.
    AlreadyVerified = "already_verified", 409, "The address is confirmed already";
    /// What was read has changed meanwhile and does not allow this any more.
    Conflict = "conflict", 409, "It changed meanwhile";
    /// A token of a mail is wrong, used or too old.
    TokenInvalid = "token_invalid", 410, "The link of the mail does not work any more";
    /// The share is revoked, expired, paused, used up or its content is gone.
    ShareEnded = "share_ended", 410, "This link does not work any more";
    /// The share's owner closed it for now.
    SharePaused = "share_paused", 410, "This link is paused by whoever shared it";
    /// The body is larger than the route takes.
    TooLarge = "too_large", 413, "This is too large";
    /// The drop takes no file that large.
    DropFileTooLarge = "drop_file_too_large", 413, "This link takes no file that large";
    /// The body is not of the type the route takes.
    UnsupportedMediaType = "unsupported_media_type", 415, "The body must be application/json";
    /// A limit in time was reached; Retry-After says when to go on.
    TooManyRequests = "too_many_requests", 429, "Too many tries: wait a little";
    /// The account has too many open uploads.
    TooManyUploads = "too_many_uploads", 429, "Too many open uploads";
    /// Something unexpected; the log has it under the request's id.
    Internal = "internal", 500, "Something went wrong on our side";
    /// A store does not answer or has too much to do.
    Unavailable = "unavailable", 503, "The service is busy: try again in a moment";
    /// The file store cannot be written.
    StoreUnavailable = "store_unavailable", 503, "The file store does not answer: try again in a moment";
    /// This home has no way to send mail.
    MailNotConfigured = "mail_not_configured", 503, "This home cannot send mail yet";
    /// The account has less room than asked for.
    QuotaExceeded = "quota_exceeded", 507, "There is not enough room";
    /// The account has as many entries as it may have.
    TooManyEntries = "too_many_entries", 507, "There are as many files and folders as an account can hold";
    /// The account has as many public links as it may have.
    TooManyShares = "too_many_shares", 507, "There are as many links as an account can have: end some first";
    /// The file or folder has as many members as it may have.
    TooManyMembers = "too_many_members", 507, "There are as many people as one file or folder can have: remove some first";
    /// The drop has taken as much as its owner lets it.
    DropFull = "drop_full", 507, "This link takes no more than it has got";
    /// A folder's own limit would be passed.
    FolderLimitExceeded = "folder_limit_exceeded", 507, "The folder's limit would be passed";
    /// The disk of the home is full.
    InsufficientStorage = "insufficient_storage", 507, "The disk of this home is full";
}

impl Code {
    /// The code that stands in an item or an answer as this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What is wrong with one field of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field's path in the body, as `uploads.0.size_bytes`.
    pub field: String,
    /// A word that the web app translates, as `too_long`.
    pub code: Cow<'static, str>,
    /// What to do, in English.
    pub detail: String,
}

/// A problem as the rules find it: nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct Problem {
    /// What kind of problem.
    pub code: Code,
    /// What happened and what to do, in English.
    pub detail: Cow<'static, str>,
    /// For `invalid_input`: each wrong field.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which a try makes sense.
    pub retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem with its own explanation.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new(), retry_after_s: None }
    }

    /// `invalid_input` for one field.
    pub fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        let field = FieldProblem { field: field.into(), code: Cow::Borrowed(code), detail: detail.into() };
        Self { fields: vec![field], ..Self::from(Code::InvalidInput) }
    }

    /// The same problem with a time to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code, code.title())
    }
}
