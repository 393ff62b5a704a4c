//! Starting uploads: each is checked alone, then the room for all of them is reserved at once.

use crate::app::App;
use crate::identity::me::Me;
use crate::identity::reach;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::uploads::{Started, UploadRecord, scope_key_text};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::content::clean_content_type;
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::size::FileSize;
use share_cloud_domain::upload::{ClientKey, DROP_IDLE_S, OnConflict, Sha256Digest, UPLOAD_LIFE_S, UploadState};
use std::collections::{BTreeMap, HashMap};

/// One upload that is to start.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StartUpload")]
pub struct StartRequest {
    /// The folder; `root` is the top.
    parent_id: String,
    /// The file's name.
    name: String,
    /// Its size, exactly.
    #[schemars(with = "u64")]
    size_bytes: FileSize,
    /// Its type.
    content_type: String,
    /// SHA-256 in base64. With it the answer signs a file of one part at once.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    sha256: Option<Sha256Digest>,
    /// What happens when the name is taken: `fail`, `rename` or `replace`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["fail", "rename", "replace"]))]
    on_conflict: OnConflict,
    /// The same key again is the same upload.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    client_key: Option<ClientKey>,
}

/// Starts of one call, in their order.
pub struct Starting<'a> {
    app: &'a App,
    me: &'a Me,
    asked: Vec<Result<UploadRecord, Problem>>,
    /// Whose room the files of a folder take, if it takes any, so that each is looked at once a call.
    folders: HashMap<EntryId, Result<AccountId, Code>>,
}

impl<'a> Starting<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(app: &'a App, me: &'a Me) -> Self {
        Self { app, me, asked: Vec::new(), folders: HashMap::new() }
    }

    /// Checks one start.
    ///
    /// # Errors
    /// `unavailable` when the store is away; the upload's own problem is kept for its place in the answer.
    pub async fn add(&mut self, request: StartRequest) -> Result<(), Failure> {
        let checked = self.check(request).await?;
        self.asked.push(checked);
        Ok(())
    }

    async fn check(&mut self, request: StartRequest) -> Result<Result<UploadRecord, Problem>, Failure> {
        let name = match EntryName::parse(&request.name) {
            Ok(name) => name,
            Err(error) => return Ok(Err(error.at("name"))),
        };
        let Ok(parent_id) = self.me.entry_id(&request.parent_id) else { return Ok(Err(Code::NotFound.into())) };
        let account_id = match self.payer(&parent_id).await? {
            Ok(account_id) => account_id,
            Err(code) => return Ok(Err(code.into())),
        };
        let now = self.app.now();
        let scope = self.me.account.account_id.to_string();
        // Room of somebody else's is not held for a week by who sends nothing, and may not be a member any more.
        let life_s = if account_id == self.me.account.account_id { UPLOAD_LIFE_S } else { DROP_IDLE_S };
        let scope_key = match &request.client_key {
            Some(key) => self.app.keys().derive_current(Purpose::UploadKey).mac16(&[scope.as_bytes(), key.as_str().as_bytes()]),
            None => self.app.random(),
        };
        Ok(Ok(UploadRecord {
            scope,
            scope_key: scope_key_text(&scope_key),
            random: VersionId::from_random(self.app.random()),
            account_id,
            state: UploadState::Open,
            parent_id,
            name: name.as_str().to_owned(),
            size_bytes: request.size_bytes.bytes(),
            content_type: clean_content_type(&request.content_type),
            sha256: request.sha256.map(Sha256Digest::to_base64),
            on_conflict: request.on_conflict,
            multipart_id: None,
            created_at: now,
            expires_at: after_s(now, life_s),
            share_id: None,
            progress: None,
            entry_id: None,
            closed_at: None,
        }))
    }

    /// The owner of a folder that the caller may add to: it is their room that is reserved, whoever sends.
    async fn payer(&mut self, folder: &EntryId) -> Result<Result<AccountId, Code>, Failure> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(known.clone());
        }
        let payer = match reach::folder(self.app, self.me, folder, &[], Access::Change).await {
            Ok(reached) => Ok(reached.entry.account_id),
            Err(failure) if matches!(failure.code(), Code::NotFound | Code::Forbidden) => Err(failure.code()),
            Err(failure) => return Err(failure),
        };
        self.folders.insert(folder.clone(), payer.clone());
        Ok(payer)
    }

    /// Reserves the room of all that can start.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn run(self) -> Result<Vec<Started>, Failure> {
        let mut payers: BTreeMap<AccountId, Vec<UploadRecord>> = BTreeMap::new();
        for upload in self.asked.iter().flatten() {
            payers.entry(upload.account_id.clone()).or_default().push(upload.clone());
        }
        let mut started = HashMap::new();
        for (payer, uploads) in payers {
            let of_payer = self.app.db().start_uploads(&payer, uploads, self.app.now()).await?;
            started.insert(payer, of_payer.into_iter());
        }
        let own = &self.me.account.account_id;
        let placed = self.asked.into_iter().map(|asked| {
            let payer = asked?.account_id;
            let result = started.get_mut(&payer).and_then(Iterator::next).unwrap_or_else(|| Err(Code::Internal.into()));
            // How much room another has is theirs to know.
            result.map_err(|problem| if payer == *own { problem } else { Problem { detail: problem.code.title().into(), ..problem } })
        });
        Ok(placed.collect())
    }
}
