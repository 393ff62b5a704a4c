//! Who calls, and what there is to call for.

use crate::harness::files::{content, text, wanted};
use crate::harness::visitor::dropped;
use crate::harness::{Call, Person, Stranger, Visitor, World};
use serde_json::{Value, json};

/// A kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Nobody,
    Garbage,
    /// Who opened a link by its password.
    LinkHolder,
    /// Who has signed out.
    SignedOut,
    Suspended,
    Unverified,
    Other,
    Admin,
    Owner,
}

/// All callers, the owner last, so that nothing is gone before the others have asked for it.
pub(super) const CALLERS: [Caller; 9] = [
    Caller::Nobody,
    Caller::Garbage,
    Caller::LinkHolder,
    Caller::SignedOut,
    Caller::Suspended,
    Caller::Unverified,
    Caller::Other,
    Caller::Admin,
    Caller::Owner,
];

/// A home with everything in it that routes are called for.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) stranger: Stranger,
    signed_out: Person,
    pub(super) suspended: Person,
    unverified: Person,
    other: Person,
    pub(super) admin: Person,
    pub(super) owner: Person,
    pub(super) folder: String,
    pub(super) file: String,
    /// Its earlier versions, the newest first.
    pub(super) versions: [String; 2],
    /// A folder that is about to be trashed.
    pub(super) leaving: String,
    /// Somebody who was given the folder by an address that nobody has.
    pub(super) member: String,
    /// Two files in the trash.
    pub(super) trashed: [String; 2],
    /// A job that is done.
    pub(super) job: String,
    /// An upload whose bytes are stored.
    pub(super) sent: String,
    /// An upload whose bytes are not.
    pub(super) open: String,
    pub(super) open_link: Value,
    pub(super) locked_link: Value,
    pub(super) revoked_link: Value,
    pub(super) paused_link: Value,
    /// A link that takes files.
    pub(super) drop_link: Value,
    /// An upload through it whose bytes are stored.
    pub(super) dropped: String,
    /// A link that an admin is to end.
    pub(super) reported_link: Value,
    /// An invitation that is open.
    pub(super) invitation: String,
    /// A second session of the owner's.
    pub(super) other_session: String,
    /// What the locked link's password opened.
    link_access: String,
}

pub(super) const LINK_PASSWORD: &str = "the link's password";
/// What the file of the stage holds and is called: nobody else may read either.
const SECRET: &str = "the-owners-secret";

/// A file with two earlier versions, the newest first.
async fn secret_file(world: &World, owner: &Person, folder: &str) -> (String, [String; 2]) {
    let mut upload = wanted(folder, &format!("{SECRET}.txt"), SECRET.as_bytes());
    upload["on_conflict"] = json!("replace");
    let mut stored = Vec::new();
    for _ in 0..3 {
        stored.push(owner.upload_as(&upload, SECRET.as_bytes()).await);
        world.advance_ms(1);
    }
    let version = |at: usize| text(&stored[at], "version_id").to_owned();
    (text(&stored[2], "id").to_owned(), [version(1), version(0)])
}

/// Two files in the trash, and the job that took a third apart.
async fn trash_of(owner: &Person) -> ([String; 2], String) {
    let mut trashed = Vec::new();
    for name in ["one", "another", "gone"] {
        let file = owner.upload("root", &format!("{SECRET} {name}"), b"trashed").await;
        owner.trash(text(&file, "id")).await;
        trashed.push(text(&file, "id").to_owned());
    }
    let job = owner.purge(&trashed.remove(2)).await;
    owner.done(&job).await;
    (trashed.try_into().unwrap(), job)
}

impl Stage {
    pub(super) async fn set() -> Self {
        let world = World::fresh().await;
        let admin = world.person("first").await;
        let owner = world.person("owner").await;
        let other = world.person("other").await;
        let unverified = world.newcomer("unverified").await;
        let signed_out = world.person("leaver").await;
        signed_out.sign_out().await.expect(204);
        let suspended = world.person("suspended").await;
        world.set_status(&suspended.id, "suspended").await;
        let folder = owner.folder("root", SECRET).await;
        let (file, versions) = secret_file(&world, &owner, &folder).await;
        let sent = owner.send_only(&wanted(&folder, "sent", b"sent"), b"sent").await;
        let open = text(&owner.start_one(&wanted(&folder, "open", &content(10, 1))).await, "upload_id").to_owned();
        let leaving = owner.folder("root", "leaving").await;
        let member = text(&owner.give(&folder, "waits@example.com", "viewer").await, "account_id").to_owned();
        let (trashed, job) = trash_of(&owner).await;
        let share = async |more: Value| {
            let mut body = json!({ "entry_ids": [folder], "allow": "download" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            owner.post("/api/shares", &body).await.expect(201)
        };
        let (open_link, locked_link, revoked_link) =
            (share(json!({})).await, share(json!({ "password": LINK_PASSWORD })).await, share(json!({})).await);
        owner.delete(&format!("/api/shares/{}", text(&revoked_link, "id"))).await.expect(204);
        let paused_link = share(json!({})).await;
        owner.patch(&format!("/api/shares/{}", text(&paused_link, "id")), &json!({ "paused": true })).await.expect(200);
        let drop_link = share(json!({ "allow": "drop" })).await;
        let sender = Visitor::new(&world.stranger(), text(&drop_link, "token"));
        let dropped = sender.send_drop_only(&dropped("dropped", b"dropped"), b"dropped").await;
        let reported_link = share(json!({})).await;
        let invitation = text(&admin.post("/api/admin/invitations", &json!({})).await.expect(200), "id").to_owned();
        let mut holder = Visitor::new(&world.stranger(), text(&locked_link, "token"));
        holder.unlock(LINK_PASSWORD).await;
        owner.clone().sign_in().await;
        let sessions = owner.get("/api/sessions").await.expect(200);
        let is_other = |session: &&Value| session["current"] == false;
        let other_session = sessions["items"].as_array().unwrap().iter().find(is_other).map(|session| text(session, "id").to_owned());
        // A minute later everybody may ask for a letter again.
        world.advance_s(60).await;
        Self {
            stranger: world.stranger(),
            file,
            link_access: holder.access_token,
            world,
            signed_out,
            suspended,
            unverified,
            other,
            admin,
            owner,
            folder,
            versions,
            leaving,
            member,
            trashed,
            job,
            sent,
            open,
            open_link,
            locked_link,
            revoked_link,
            paused_link,
            drop_link,
            dropped,
            reported_link,
            invitation,
            other_session: other_session.unwrap(),
        }
    }

    /// What no refusal may tell.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        [SECRET, &self.owner.id, &self.owner.email, &self.owner.root_id].into_iter()
    }
}

impl Caller {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Garbage => "garbage",
            Self::LinkHolder => "link holder",
            Self::SignedOut => "signed out",
            Self::Suspended => "suspended",
            Self::Unverified => "unverified",
            Self::Other => "other",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// Gives a call what the caller has: an access token, and the refresh cookie that goes with it.
    pub(super) fn bring(self, stage: &Stage, call: Call) -> Call {
        let person = match self {
            Self::Nobody => return call,
            Self::Garbage => return call.bearer("nonsense").header("cookie", "share_cloud_refresh=nonsense"),
            Self::LinkHolder => return call.bearer(&stage.link_access),
            Self::SignedOut => &stage.signed_out,
            Self::Suspended => &stage.suspended,
            Self::Unverified => &stage.unverified,
            Self::Other => &stage.other,
            Self::Admin => &stage.admin,
            Self::Owner => &stage.owner,
        };
        call.bearer(&person.access_token).header("cookie", &person.cookie)
    }
}
