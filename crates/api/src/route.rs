//! One route, one row: what it is called, where it answers, who may call it and what it may touch. The gateway, the functions,
//! their policies, API Gateway, openapi.json and routes.json are all derived from these rows.

use crate::app::App;
use crate::http::observe::observe;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::{MethodFilter, on};
use axum::{Extension, Router};
use share_cloud_aws::db::Kind;

tokio::task_local! {
    static RUNNING: &'static Route;
}

/// The route whose handler this task runs, if it runs one: whoever sees a call of the stores can hold it against the row.
#[must_use]
pub fn running() -> Option<&'static Route> {
    RUNNING.try_with(|route| *route).ok()
}

/// The methods that routes answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or does.
    Post,
    /// Sets.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// The method's name in HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Whoever.
    Anyone,
    /// Who holds the refresh cookie.
    Cookie,
    /// An account, also while its address is not confirmed.
    Unverified,
    /// An account with a confirmed address.
    Account,
    /// An account with a confirmed address that is an admin.
    Admin,
    /// Who holds a link, unlocked if it has a password.
    Link,
}

impl Caller {
    /// The caller as routes.json names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Cookie => "cookie",
            Self::Unverified => "unverified",
            Self::Account => "account",
            Self::Admin => "admin",
            Self::Link => "link",
        }
    }
}

/// What a route may do to items of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant(pub Kind, pub &'static [TableAction]);

/// DynamoDB's permissions, by IAM's names. A transaction needs those of its actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableAction {
    /// Reads one item.
    GetItem,
    /// Reads several items.
    BatchGetItem,
    /// Reads a partition.
    Query,
    /// Stores an item.
    PutItem,
    /// Changes an item.
    UpdateItem,
    /// Removes an item.
    DeleteItem,
    /// Checks an item within a transaction.
    ConditionCheckItem,
}

impl TableAction {
    /// IAM's name without `dynamodb:`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GetItem => "GetItem",
            Self::BatchGetItem => "BatchGetItem",
            Self::Query => "Query",
            Self::PutItem => "PutItem",
            Self::UpdateItem => "UpdateItem",
            Self::DeleteItem => "DeleteItem",
            Self::ConditionCheckItem => "ConditionCheckItem",
        }
    }
}

/// S3's permissions, by IAM's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BucketAction {
    /// Reads an object, also through a ticket.
    GetObject,
    /// Writes an object or a part, also through a ticket; joins parts.
    PutObject,
    /// Removes an object.
    DeleteObject,
    /// Lists objects; S3 also answers 404 instead of 403 to who has it.
    ListBucket,
    /// Lists the parts of a multipart upload.
    ListMultipartUploadParts,
    /// Lists the open multipart uploads.
    ListBucketMultipartUploads,
    /// Drops a multipart upload.
    AbortMultipartUpload,
}

impl BucketAction {
    /// IAM's name without `s3:`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GetObject => "GetObject",
            Self::PutObject => "PutObject",
            Self::DeleteObject => "DeleteObject",
            Self::ListBucket => "ListBucket",
            Self::ListMultipartUploadParts => "ListMultipartUploadParts",
            Self::ListBucketMultipartUploads => "ListBucketMultipartUploads",
            Self::AbortMultipartUpload => "AbortMultipartUpload",
        }
    }
}

/// A row of the table of routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The route's and its function's name.
    pub name: &'static str,
    /// The method it answers.
    pub method: Method,
    /// Its path, with `{parameters}`.
    pub path: &'static str,
    /// Who may call it.
    pub caller: Caller,
    /// What it may do on the table.
    pub table: &'static [Grant],
    /// The global indexes it may query. None where it queries none; a Query of a kind may use the local indexes.
    pub indexes: &'static [&'static str],
    /// What it may do on the bucket.
    pub bucket: &'static [BucketAction],
    /// The function's memory, in MB.
    pub memory_mb: u32,
    /// After how many seconds the function is stopped.
    pub timeout_s: u32,
    /// The largest body it takes, in bytes.
    pub body_limit_bytes: usize,
}

/// The largest body of a route that takes a few fields, in bytes.
pub const SMALL_BODY: usize = 16 * 1024;

/// What a row is unless it says otherwise.
pub const DEFAULTS: Route = Route {
    name: "",
    method: Method::Get,
    path: "",
    caller: Caller::Account,
    table: &[],
    indexes: &[],
    bucket: &[],
    memory_mb: 256,
    timeout_s: 15,
    body_limit_bytes: SMALL_BODY,
};

/// What reading the caller of an authenticated route takes.
pub const SESSION_READ: Grant = Grant(Kind::Session, &[TableAction::BatchGetItem]);
/// The other half of [`SESSION_READ`].
pub const ACCOUNT_READ: Grant = Grant(Kind::Account, &[TableAction::BatchGetItem]);

/// What finding out takes that somebody was given an entry of another's: what they were given, and its owner, in one consistent read.
pub const MEMBER_READ: Grant = Grant(Kind::Member, &[TableAction::BatchGetItem]);

impl Route {
    /// Does what the route does; meanwhile [`running`] names it.
    pub(crate) async fn run<F: Future>(&'static self, work: F) -> F::Output {
        RUNNING.scope(self, work).await
    }

    /// An axum router with this one route, ready for a function or for the gateway.
    pub fn serve<H, T>(&'static self, handler: H) -> Router<App>
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Router::new()
            .route(self.path, on(self.method.filter(), handler))
            .layer(DefaultBodyLimit::max(self.body_limit_bytes))
            .layer(Extension(self))
            .layer(from_fn(move |request, next| observe(self, request, next)))
    }
}
