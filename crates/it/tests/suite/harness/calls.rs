//! What the routes ask of the stores, held against their rows: on AWS a function has no other rights.

use super::Answer;
use serde_json::Value;
use share_cloud_api::route::{BucketAction, Route, TableAction, running};
use share_cloud_api::routes;
use share_cloud_aws::db::search::{RECENT_INDEX, STARRED_INDEX};
use share_cloud_aws::db::{ACCOUNTS_INDEX, DUE_INDEX, Kind};
use share_cloud_local::store::{Asked, Operation};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

const GLOBAL_INDEXES: [&str; 4] = [ACCOUNTS_INDEX, DUE_INDEX, RECENT_INDEX, STARRED_INDEX];

/// A route and what it may do, as `create-share: Share PutItem`.
type Use = (&'static str, String);

/// Everything that the routes of one world asked.
#[derive(Clone, Default)]
pub(crate) struct Calls(Arc<Mutex<Noted>>);

#[derive(Default)]
struct Noted {
    used: BTreeSet<Use>,
    beyond: BTreeSet<Use>,
    counts: BTreeMap<Use, usize>,
}

impl Calls {
    /// Takes in what is asked of a store. What no route asks is work's, the audit's or a ticket's; and a route of the embedded home
    /// alone, the admin link's, is no function and needs no rights.
    pub(crate) fn note(&self, asked: Asked<'_>) {
        let Some(route) = running().filter(|route| is_deployed(route)) else { return };
        let needs = match asked {
            Asked::Table { operation, body } => of_table(operation, &serde_json::from_slice(body).unwrap()),
            Asked::Bucket(operation) => of_bucket(operation).iter().map(bucket_word).collect(),
        };
        needs.into_iter().for_each(|need| self.use_one(route, need));
    }

    /// Takes in the tickets of an answer: who signs one needs the right itself.
    pub(crate) fn note_tickets(&self, method: &str, path: &str, answer: &Answer) {
        let Some(route) = route_of(method, path) else { return };
        let texts = [answer.text(), answer.header("location").unwrap_or_default().to_owned()];
        for (mark, action) in [
            ("x-id=GetObject", BucketAction::GetObject),
            ("x-id=PutObject", BucketAction::PutObject),
            ("x-id=UploadPart", BucketAction::PutObject),
        ] {
            if texts.iter().any(|text| text.contains(mark)) {
                self.use_one(route, bucket_word(&action));
            }
        }
    }

    fn use_one(&self, route: &'static Route, need: String) {
        let mut noted = self.0.lock().unwrap();
        if !granted(route).any(|granted| granted == need) {
            noted.beyond.insert((route.name, need.clone()));
        }
        *noted.counts.entry((route.name, need.clone())).or_default() += 1;
        noted.used.insert((route.name, need));
    }

    /// How often a route has asked for something.
    pub(crate) fn count(&self, route: &'static str, need: &str) -> usize {
        self.0.lock().unwrap().counts.get(&(route, need.to_owned())).copied().unwrap_or_default()
    }

    /// Panics if a route asked for what its row does not grant.
    #[track_caller]
    pub(crate) fn check(&self) {
        let noted = self.0.lock().unwrap();
        assert!(noted.beyond.is_empty(), "beyond what their rows grant: {:?}", noted.beyond);
    }

    /// What rows grant and no route has asked for in this world.
    pub(crate) fn unused(&self) -> Vec<Use> {
        let noted = self.0.lock().unwrap();
        let all = routes::all().into_iter().flat_map(|listed| granted(listed.route).map(move |grant| (listed.route.name, grant)));
        all.filter(|grant| !noted.used.contains(grant)).collect()
    }
}

/// The route that answers a path: the one with the fewest parameters, as `/api/sessions/current` before `/api/sessions/{id}`.
pub(crate) fn route_of(method: &str, path: &str) -> Option<&'static Route> {
    let path: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
    let fits = |template: &str| {
        let template: Vec<&str> = template.split('/').collect();
        let same = |(wanted, found): (&&str, &&str)| wanted.starts_with('{') && !found.is_empty() || wanted == found;
        template.len() == path.len() && template.iter().zip(&path).all(same)
    };
    let routes = routes::all().into_iter().map(|listed| listed.route);
    let fitting = routes.filter(|route| route.method.as_str() == method && fits(route.path));
    fitting.min_by_key(|route| route.path.matches('{').count())
}

fn is_deployed(route: &Route) -> bool {
    routes::all().iter().any(|listed| listed.route == route)
}

fn granted(route: &'static Route) -> impl Iterator<Item = String> {
    let table = route.table.iter().flat_map(|grant| grant.1.iter().map(move |action| table_word(grant.0, *action)));
    table.chain(route.indexes.iter().map(|index| index_word(index))).chain(route.bucket.iter().map(bucket_word))
}

fn table_word(kind: Kind, action: TableAction) -> String {
    format!("{kind:?} {}", action.as_str())
}

fn index_word(index: &str) -> String {
    format!("index {index} Query")
}

fn bucket_word(action: &BucketAction) -> String {
    format!("bucket {}", action.as_str())
}

/// The rights that an operation of the table needs, by IAM's rules: a transaction needs those of its actions.
fn of_table(operation: &str, body: &Value) -> Vec<String> {
    let kind = |pk: &Value| {
        let prefix = pk["S"].as_str().and_then(|pk| pk.split_once('#')).map(|(prefix, _)| prefix);
        *Kind::ALL.iter().find(|kind| Some(kind.prefix()) == prefix).unwrap_or_else(|| panic!("{operation} of no kind: {body}"))
    };
    match operation {
        "GetItem" => vec![table_word(kind(&body["Key"]["pk"]), TableAction::GetItem)],
        // A global index leads with a shard or an account, not with a kind.
        "Query" if GLOBAL_INDEXES.contains(&body["IndexName"].as_str().unwrap_or_default()) => {
            vec![index_word(body["IndexName"].as_str().unwrap_or_default())]
        }
        "Query" => vec![table_word(kind(&body["ExpressionAttributeValues"][":pk"]), TableAction::Query)],
        "BatchGetItem" => {
            let keys = body["RequestItems"].as_object().unwrap().values().flat_map(|wanted| wanted["Keys"].as_array().unwrap());
            keys.map(|key| table_word(kind(&key["pk"]), TableAction::BatchGetItem)).collect()
        }
        "TransactWriteItems" => body["TransactItems"].as_array().unwrap().iter().map(|action| of_action(action, kind)).collect(),
        other => vec![format!("{other} of the whole table")],
    }
}

fn of_action(action: &Value, kind: impl Fn(&Value) -> Kind) -> String {
    let actions = [
        ("Put", "Item", TableAction::PutItem),
        ("Update", "Key", TableAction::UpdateItem),
        ("Delete", "Key", TableAction::DeleteItem),
        ("ConditionCheck", "Key", TableAction::ConditionCheckItem),
    ];
    let (name, key, right) = actions.into_iter().find(|(name, ..)| action[name].is_object()).unwrap();
    table_word(kind(&action[name][key]["pk"]), right)
}

/// The rights that an operation of the bucket needs. Without `ListBucket`, S3 answers 403 to a HEAD of what is not there.
const fn of_bucket(operation: Operation) -> &'static [BucketAction] {
    match operation {
        Operation::HeadObject => &[BucketAction::GetObject, BucketAction::ListBucket],
        Operation::GetObject => &[BucketAction::GetObject],
        Operation::PutObject
        | Operation::CreateMultipartUpload
        | Operation::UploadPart
        | Operation::CompleteMultipartUpload
        | Operation::CreateBucket => &[BucketAction::PutObject],
        Operation::CopyObject | Operation::UploadPartCopy => &[BucketAction::GetObject, BucketAction::PutObject],
        Operation::DeleteObject | Operation::DeleteObjects => &[BucketAction::DeleteObject],
        Operation::ListObjectsV2 | Operation::HeadBucket => &[BucketAction::ListBucket],
        Operation::ListParts => &[BucketAction::ListMultipartUploadParts],
        Operation::ListMultipartUploads => &[BucketAction::ListBucketMultipartUploads],
        Operation::AbortMultipartUpload => &[BucketAction::AbortMultipartUpload],
    }
}
