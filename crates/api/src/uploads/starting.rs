//! Starting uploads: each is checked alone, then the room for all of them is reserved at once.

use crate::app::App;
use crate::identity::me::Me;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::uploads::{Started, UploadRecord, scope_key_text};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::content::clean_content_type;
use share_cloud_domain::ids::{EntryId, VersionId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::size::FileSize;
use share_cloud_domain::upload::{ClientKey, OnConflict, Sha256Digest, UPLOAD_LIFE_S, UploadState};
use std::collections::HashMap;

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
    /// Whether a folder can take files, so that each is looked at once a call.
    folders: HashMap<EntryId, bool>,
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
        let parent_id = match self.me.entry_id(&request.parent_id) {
            Ok(parent_id) if self.takes_files(&parent_id).await? => parent_id,
            _ => return Ok(Err(Code::NotFound.into())),
        };
        let now = self.app.now();
        let scope = self.me.account.account_id.to_string();
        let scope_key = match &request.client_key {
            Some(key) => self.app.keys().derive_current(Purpose::UploadKey).mac16(&[scope.as_bytes(), key.as_str().as_bytes()]),
            None => self.app.random(),
        };
        Ok(Ok(UploadRecord {
            scope,
            scope_key: scope_key_text(&scope_key),
            random: VersionId::from_random(self.app.random()),
            account_id: self.me.account.account_id.clone(),
            state: UploadState::Open,
            parent_id,
            name: name.as_str().to_owned(),
            size_bytes: request.size_bytes.bytes(),
            content_type: clean_content_type(&request.content_type),
            sha256: request.sha256.map(Sha256Digest::to_base64),
            on_conflict: request.on_conflict,
            multipart_id: None,
            created_at: now,
            expires_at: after_s(now, UPLOAD_LIFE_S),
            share_id: None,
            progress: None,
            entry_id: None,
            closed_at: None,
        }))
    }

    async fn takes_files(&mut self, folder: &EntryId) -> Result<bool, Failure> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(*known);
        }
        let takes_files = match self.app.db().live_place(&self.me.account.account_id, folder, &[]).await {
            Ok(_) => true,
            Err(failure) if failure.code() == Code::NotFound => false,
            Err(failure) => return Err(failure),
        };
        self.folders.insert(folder.clone(), takes_files);
        Ok(takes_files)
    }

    /// Reserves the room of all that can start.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn run(self) -> Result<Vec<Started>, Failure> {
        let wanted = self.asked.iter().filter_map(|asked| asked.as_ref().ok().cloned()).collect();
        let mut started = self.app.db().start_uploads(&self.me.account.account_id, wanted, self.app.now()).await?.into_iter();
        let placed = self.asked.into_iter().map(|asked| match asked {
            Ok(_) => started.next().unwrap_or_else(|| Err(Code::Internal.into())),
            Err(problem) => Err(problem),
        });
        Ok(placed.collect())
    }
}
