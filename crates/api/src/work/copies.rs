//! Jobs that copy, step by step. What a step does to the table is one transaction; what it does to the bucket can be done again. A few files
//! are begun together, then their objects are copied, then they are committed, so that whoever goes on finds what was begun.

mod bytes;

use crate::app::App;
use crate::identity::reach;
use futures::future::join_all;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::jobs::{CopyFolder, CopyWork, JobRecord, MadeCopy, OpenCopy, Started, Step};
use share_cloud_aws::db::uploads::{Commit, UploadRecord, scope_key_text};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::copy::belongs;
use share_cloud_domain::ids::{EntryId, VersionId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::{OnConflict, PartPlan, UPLOAD_LIFE_S, UploadState};

/// How many children of a folder a step looks at.
const LOOK: u16 = 32;
/// How many files are copied together.
const TOGETHER: usize = 24;
/// How often a name is looked for again because another took it.
const MAX_NAMES: u32 = 20;

/// A source, where its copy goes, and as what.
struct Going<'a> {
    source: &'a EntryRecord,
    parent_id: &'a EntryId,
    name: Option<&'a str>,
    on_conflict: OnConflict,
    at: Option<u32>,
}

/// Does the next step of a job that copies and whose lease is ours.
///
/// # Errors
/// `unavailable` or `store_unavailable` when a store is away: the step can be done again.
pub async fn step(app: &App, job: &mut JobRecord) -> Result<Step, Failure> {
    let Some(work) = job.copy.clone() else { return Err(Failure::internal("a job that copies nothing")) };
    let owner = app.db().account(&job.account_id).await?;
    let asker = if work.asked_by == job.account_id { owner.clone() } else { app.db().account(&work.asked_by).await? };
    let ended = standing(owner.as_ref()).or_else(|| standing(asker.as_ref()));
    match if ended.is_some() { ended } else { taken_away(app, job, &work).await? } {
        Some(code) => give_up(app, job, work, owner.is_some(), code).await,
        None if !work.open.is_empty() => settle(app, job, work).await,
        None if !work.folders.is_empty() => go_on_in_folder(app, job, work).await,
        None if usize::try_from(work.begun).is_ok_and(|begun| begun < work.sources.len()) => begin_sources(app, job, work).await,
        None => app.db().end_copy(job, true, app.now()).await,
    }
}

/// Why nothing more is copied to or for an account, if so: it is closing, suspended or gone.
fn standing(account: Option<&AccountRecord>) -> Option<Code> {
    match account.map(|account| account.status) {
        Some(AccountStatus::Active) => None,
        Some(AccountStatus::Suspended) => Some(Code::AccountSuspended),
        _ => Some(Code::NotFound),
    }
}

/// Why nothing more is put into the folder of another's, if so: who asked may not add to it any more.
async fn taken_away(app: &App, job: &JobRecord, work: &CopyWork) -> Result<Option<Code>, Failure> {
    if work.asked_by == job.account_id {
        return Ok(None);
    }
    let reached = reach::entries_of(app, &work.asked_by, std::slice::from_ref(&work.parent_id)).await?;
    let may_add = reached.into_iter().flatten().any(|folder| folder.needs(Access::Change).is_ok());
    Ok((!may_add).then_some(Code::NotFound))
}

/// Ends a copy before its end, one step after the other: what was begun is dropped, the rest is not begun.
async fn give_up(app: &App, job: &mut JobRecord, mut work: CopyWork, has_room: bool, code: Code) -> Result<Step, Failure> {
    let (db, now) = (app.db(), app.now());
    if let Some(open) = work.open.pop() {
        return drop_begun(app, job, work, open, (has_room, code)).await;
    }
    let count = u32::try_from(work.sources.len()).map_err(Failure::internal)?;
    if !work.folders.is_empty() || work.begun < count {
        work.note(work.parent_id.as_str().to_owned(), "", code, None);
        work.folders.clear();
        work.begun = count;
        return db.advance_copy(job, work, 0, now).await;
    }
    db.end_copy(job, has_room, now).await
}

/// Drops a file that was begun, which the job does not list any more.
async fn drop_begun(
    app: &App,
    job: &mut JobRecord,
    mut work: CopyWork,
    open: OpenCopy,
    (has_room, code): (bool, Code),
) -> Result<Step, Failure> {
    let (db, now) = (app.db(), app.now());
    let upload = db.upload_by_key(job.job_id.as_str(), &open.scope_key).await?;
    match upload.filter(|upload| upload.state == UploadState::Open) {
        Some(upload) => {
            work.note(open.source_id.as_str(), open.name, code, open.at);
            db.drop_copy(job, work, &upload, has_room, now).await
        }
        // It was committed, or closed, a moment ago.
        None => db.advance_copy(job, work, 1, now).await,
    }
}

/// A file of another's that was begun and was taken from who asked since: a large one takes many steps.
async fn taken_source(app: &App, work: &CopyWork) -> Result<Option<usize>, Failure> {
    let foreign: Vec<usize> =
        work.open.iter().enumerate().filter(|(_, open)| open.account_id != work.asked_by).map(|(index, _)| index).collect();
    let ids: Vec<EntryId> = foreign.iter().map(|index| work.open[*index].source_id.clone()).collect();
    let reached = reach::entries_of(app, &work.asked_by, &ids).await?;
    Ok(foreign.into_iter().zip(reached).find(|(_, reached)| reached.is_none()).map(|(index, _)| index))
}

/// Goes on with what was asked for: a folder, or some files.
async fn begin_sources(app: &App, job: &mut JobRecord, mut work: CopyWork) -> Result<Step, Failure> {
    let begun = usize::try_from(work.begun).map_err(Failure::internal)?;
    let wanted: Vec<EntryId> = work.sources.iter().skip(begun).take(TOGETHER).cloned().collect();
    let found = reach::entries_of(app, &work.asked_by, &wanted).await?;
    let (parent_id, name, on_conflict) = (work.parent_id.clone(), work.name.clone(), work.on_conflict);
    let Some(Some(first)) = found.first() else {
        work.note(wanted.first().map(EntryId::to_string).unwrap_or_default(), "", Code::NotFound, Some(work.begun));
        work.begun += 1;
        return app.db().advance_copy(job, work, 0, app.now()).await;
    };
    let going = |source, at| Going { source, parent_id: &parent_id, name: name.as_deref(), on_conflict, at: Some(at) };
    if first.entry.kind == EntryKind::Folder {
        let at = work.begun;
        work.begun += 1;
        return begin_folder(app, job, work, &going(&first.entry, at)).await;
    }
    let files = found.iter().map_while(|found| found.as_ref()).map(|found| &found.entry).take_while(|entry| entry.kind == EntryKind::File);
    let files: Vec<Going<'_>> = (work.begun..).zip(files).map(|(at, file)| going(file, at)).collect();
    begin_files(app, job, work, files).await
}

/// Goes on in the innermost folder: with the next folder in it, or some files.
async fn go_on_in_folder(app: &App, job: &mut JobRecord, mut work: CopyWork) -> Result<Step, Failure> {
    let Some(folder) = work.folders.last().cloned() else { return Ok(Step::Again) };
    // What is taken away from who asked is not copied any more, and nothing into what is.
    let ends = [folder.source_id.clone(), folder.copy_id.clone()];
    let reached = reach::entries_of(app, &work.asked_by, &ends).await?;
    let (source, copy) = (reached[0].as_ref(), reached[1].as_ref());
    if source.is_none() || copy.is_none_or(|copy| copy.needs(Access::Change).is_err()) {
        work.note(folder.source_id.as_str(), folder.name, Code::NotFound, None);
        work.folders.pop();
        return app.db().advance_copy(job, work, 0, app.now()).await;
    }
    let (children, is_more) = app.db().walk_folder(&folder.source_id, folder.after.as_deref(), LOOK).await?;
    let is_copied = |child: &&EntryRecord| belongs(child.created_at, job.created_at) && !work.has_made(&child.entry_id);
    let next: Vec<&EntryRecord> = children.iter().skip_while(|child| !is_copied(child)).take_while(is_copied).collect();
    let going = |source| Going { source, parent_id: &folder.copy_id, name: None, on_conflict: OnConflict::Rename, at: None };
    match (next.first(), children.last()) {
        (Some(first), _) if first.kind == EntryKind::Folder => {
            work.passed(first);
            begin_folder(app, job, work, &going(first)).await
        }
        (Some(_), _) => {
            let files = next.into_iter().take_while(|child| child.kind == EntryKind::File).map(going).collect();
            begin_files(app, job, work, files).await
        }
        (None, Some(last)) if is_more => {
            work.passed(last);
            app.db().advance_copy(job, work, 0, app.now()).await
        }
        _ => {
            work.folders.pop();
            app.db().advance_copy(job, work, 0, app.now()).await
        }
    }
}

/// Makes the copy of a folder, and goes on in it.
async fn begin_folder(app: &App, job: &mut JobRecord, mut work: CopyWork, going: &Going<'_>) -> Result<Step, Failure> {
    let (db, now, source) = (app.db(), app.now(), going.source);
    let wanted = EntryName::parse(going.name.unwrap_or(&source.name)).map_err(Failure::internal)?;
    let (mut number, mut name, mut code) = (1, wanted.clone(), Code::NameTaken);
    for _ in 0..MAX_NAMES {
        let place = match db.live_place(&job.account_id, going.parent_id, &[]).await {
            Ok(place) => place,
            Err(failure) if failure.code() == Code::NotFound => {
                code = Code::NotFound;
                break;
            }
            Err(failure) => return Err(failure),
        };
        let copy_id = EntryId::from_random(app.random());
        let copy = EntryRecord::folder(copy_id.clone(), job.account_id.clone(), going.parent_id.clone(), &name, now);
        let mut next = work.clone();
        next.made.extend(going.at.map(|at| MadeCopy { at, entry_id: copy_id.clone() }));
        let (source_id, name_of) = (source.entry_id.clone(), source.name.clone());
        next.folders.push(CopyFolder { source_id, name: name_of, copy_id, after: None });
        match db.copy_folder(job, next, &place, &copy, now).await? {
            Ok(step) => return Ok(step),
            Err(problem) if problem.code == Code::NameTaken && going.on_conflict == OnConflict::Rename => {
                (number, name) = db.free_name(going.parent_id, &wanted, EntryKind::Folder, number).await?;
            }
            Err(problem) => {
                code = problem.code;
                break;
            }
        }
    }
    work.note(source.entry_id.as_str(), source.name.clone(), code, going.at);
    db.advance_copy(job, work, 0, now).await
}

/// Begins the copies of the first of some files: one that was stored in parts alone, others together.
async fn begin_files(app: &App, job: &mut JobRecord, work: CopyWork, mut files: Vec<Going<'_>>) -> Result<Step, Failure> {
    let is_small = |file: &Going<'_>| PartPlan::new(file.source.size_bytes()).is_single();
    let small = files.iter().take_while(|file| is_small(file)).count();
    files.truncate(small.clamp(1, TOGETHER));
    loop {
        let mut next = work.clone();
        match files.last() {
            Some(Going { at: Some(at), .. }) => next.begun = at + 1,
            Some(last) => next.passed(last.source),
            None => return Ok(Step::Again),
        }
        let begun = files.iter().map(|going| begun_file(app, job, going)).collect::<Result<Vec<_>, _>>()?;
        let uploads: Vec<UploadRecord> = begun.iter().map(|(upload, _)| upload.clone()).collect();
        next.open = begun.into_iter().map(|(_, open)| open).collect();
        match app.db().start_copies(job, next.clone(), &uploads, app.now()).await? {
            Started::Stepped(step) => return Ok(step),
            Started::NoRoom if files.len() > 1 => files.truncate(1),
            Started::NoRoom => {
                for open in std::mem::take(&mut next.open) {
                    next.note(open.source_id.as_str(), open.name, Code::QuotaExceeded, open.at);
                }
                return app.db().advance_copy(job, next, 1, app.now()).await;
            }
        }
    }
}

/// The upload that the copy of a file is, and what the job keeps of it.
fn begun_file(app: &App, job: &JobRecord, going: &Going<'_>) -> Result<(UploadRecord, OpenCopy), Failure> {
    let (file, now) = (going.source, app.now());
    let content = file.content.as_ref().ok_or_else(|| Failure::internal("a file without content"))?;
    let scope_key = scope_key_text(&app.random());
    let upload = UploadRecord {
        scope: job.job_id.to_string(),
        scope_key: scope_key.clone(),
        random: VersionId::from_random(app.random()),
        account_id: job.account_id.clone(),
        state: UploadState::Open,
        parent_id: going.parent_id.clone(),
        name: going.name.unwrap_or(&file.name).to_owned(),
        size_bytes: content.size_bytes,
        content_type: content.content_type.clone(),
        sha256: content.sha256.clone(),
        on_conflict: going.on_conflict,
        multipart_id: None,
        created_at: now,
        expires_at: after_s(now, UPLOAD_LIFE_S),
        share_id: None,
        progress: None,
        entry_id: None,
        closed_at: None,
    };
    let open = OpenCopy {
        scope_key,
        account_id: file.account_id.clone(),
        source_id: file.entry_id.clone(),
        name: file.name.clone(),
        version_id: content.version_id.clone(),
        checksum: content.checksum.clone(),
        at: going.at,
    };
    Ok((upload, open))
}

/// Where the copy of a file stands.
enum Standing {
    /// Its bytes are whole.
    Ready(Box<Commit>),
    /// Some of its parts are still to be copied.
    Partly,
    /// It was committed by a step whose end was not written; the file that it became.
    Committed(Option<EntryId>),
    /// It cannot be copied.
    Failed(Box<UploadRecord>, Code),
    /// It is closed: too much time has passed.
    Closed,
}

/// Copies the bytes of the files that were begun and commits them.
async fn settle(app: &App, job: &mut JobRecord, mut work: CopyWork) -> Result<Step, Failure> {
    if let Some(index) = taken_source(app, &work).await? {
        let open = work.open.remove(index);
        return drop_begun(app, job, work, open, (true, Code::NotFound)).await;
    }
    let looks = work.open.iter().map(|open| look_at(app, job.job_id.as_str(), open));
    let standings = join_all(looks).await.into_iter().collect::<Result<Vec<_>, _>>()?;
    if standings.iter().any(|standing| matches!(standing, Standing::Partly)) {
        return app.db().keep_job(job, app.now()).await;
    }
    let (mut commits, mut committing, mut made, mut failed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut closed = Vec::new();
    for (open, standing) in work.open.into_iter().zip(standings) {
        match standing {
            Standing::Ready(commit) => {
                commits.push(*commit);
                committing.push(open);
            }
            Standing::Committed(entry_id) => made.push((open.at, entry_id)),
            Standing::Failed(upload, code) => failed.push((open, *upload, code)),
            Standing::Closed | Standing::Partly => closed.push(open),
        }
    }
    let uploads: Vec<UploadRecord> = commits.iter().map(|commit| commit.upload.clone()).collect();
    let committed = app.db().commit_uploads(commits, &[], app.now()).await?;
    for ((open, upload), committed) in committing.into_iter().zip(uploads).zip(committed) {
        match committed {
            Ok(entry) => made.push((open.at, Some(entry.entry_id))),
            Err(problem) => failed.push((open, upload, problem.code)),
        }
    }
    for (open, upload, code) in failed {
        let Some(mut next) = job.copy.clone() else { return Ok(Step::Lost) };
        next.open.retain(|other| other.scope_key != open.scope_key);
        next.note(open.source_id.as_str(), open.name, code, open.at);
        match app.db().drop_copy(job, next, &upload, true, app.now()).await? {
            Step::Done => {}
            other => return Ok(other),
        }
    }
    let Some(mut next) = job.copy.clone().filter(|work| !work.open.is_empty()) else { return Ok(Step::Done) };
    next.open.clear();
    let settled = u64::try_from(made.len() + closed.len()).map_err(Failure::internal)?;
    next.made.extend(made.into_iter().filter_map(|(at, entry_id)| Some(MadeCopy { at: at?, entry_id: entry_id? })));
    for open in closed {
        next.note(open.source_id.as_str(), open.name, Code::UploadClosed, open.at);
    }
    app.db().advance_copy(job, next, settled, app.now()).await
}

async fn look_at(app: &App, scope: &str, open: &OpenCopy) -> Result<Standing, Failure> {
    let Some(upload) = app.db().upload_by_key(scope, &open.scope_key).await? else { return Ok(Standing::Closed) };
    match upload.state {
        UploadState::Committed => return Ok(Standing::Committed(upload.entry_id)),
        UploadState::Cancelled | UploadState::Expired => return Ok(Standing::Closed),
        UploadState::Open => {}
    }
    let name = EntryName::parse(&upload.name).map_err(Failure::internal)?;
    match bytes::copy(app, open, &upload).await {
        Ok(None) => Ok(Standing::Partly),
        Ok(Some(content)) => {
            let (parent_id, on_conflict) = (upload.parent_id.clone(), upload.on_conflict);
            let entry_id = EntryId::from_random(app.random());
            Ok(Standing::Ready(Box::new(Commit { upload, parent_id, name, on_conflict, content, entry_id, through: None })))
        }
        Err(failure) if bytes::is_own(&failure) => Ok(Standing::Failed(Box::new(upload), failure.code())),
        Err(failure) => Err(failure),
    }
}
