//! A folder of many files, in a home of its own, and what people do with it.

use crate::person::Person;
use crate::program::Program;
use crate::{Result, now, seed};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What each file holds, one byte.
const CONTENT: &str = "x";
/// Entries of the page in the middle; a folder of 100 has entries before and after it.
const MIDDLE: usize = 40;
/// Entries of a page on the way there.
const STRIDE: usize = 1_000;

/// A home that runs, with its one folder that matters.
pub(crate) struct Home {
    server: Program,
    person: Person,
    folder: String,
    /// Where the folder is moved to and back.
    other: String,
    root: String,
    /// Where the page in the middle begins.
    middle: String,
    count: usize,
    program: PathBuf,
    data: TempDir,
}

/// What somebody does with the folder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Its first 100 entries.
    FirstPage,
    /// Its 100 largest entries.
    Largest,
    /// 40 entries in the middle.
    MiddlePage,
    /// The folder itself, with its totals and the way to it.
    Look,
    /// Moves it into another folder.
    Move,
    /// Moves it back.
    MoveBack,
    /// Moves it into the trash.
    Trash,
    /// Brings it back from there.
    Restore,
}

impl Act {
    /// All of them.
    pub(crate) const ALL: [Self; 8] =
        [Self::FirstPage, Self::Largest, Self::MiddlePage, Self::Look, Self::Move, Self::MoveBack, Self::Trash, Self::Restore];

    /// What it is called in a report.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::FirstPage => "the first page of 100",
            Self::Largest => "the 100 largest",
            Self::MiddlePage => "a page of 40 in the middle",
            Self::Look => "the folder with its totals",
            Self::Move => "moving it",
            Self::MoveBack => "moving it back",
            Self::Trash => "into the trash",
            Self::Restore => "back from there",
        }
    }
}

impl Home {
    /// Makes a home below `parent` with a folder of so many files.
    ///
    /// # Errors
    /// What the program refuses, and a full disk.
    pub(crate) async fn make(program: &Path, parent: &Path, count: usize) -> Result<Self> {
        let data = tempfile::tempdir_in(parent)?;
        let server = Program::start(program, data.path())?;
        let person = Person::sign_up(&server.origin).await?;
        let folder = make_folder(&person, "many").await?;
        let other = make_folder(&person, "other").await?;
        person.upload(&folder, "IMG_0000000.jpg", CONTENT).await?;
        let root = text(&person.get(&format!("/api/entries/{folder}")).await?, "parent_id")?;
        drop(server);
        seed::fill(data.path(), &folder, count)?;
        let server = Program::start(program, data.path())?;
        let person = Person::sign_in(&server.origin).await?;
        let mut home = Self { server, person, folder, other, root, middle: String::new(), count, program: program.to_owned(), data };
        home.middle = home.cursor_of_middle().await?;
        home.check_totals().await?;
        Ok(home)
    }

    /// The data folder's size on the disk, in MiB.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn size_mib(&self) -> Result<f64> {
        let mut bytes = 0;
        for path in ["table.sqlite", "table.sqlite-wal", "objects/index.sqlite", "objects/index.sqlite-wal"] {
            bytes += std::fs::metadata(self.data.path().join(path)).map_or(0, |file| file.len());
        }
        Ok(bytes as f64 / 1_048_576.0)
    }

    /// The most memory that the program has held, in MiB.
    ///
    /// # Errors
    /// When it is gone.
    pub(crate) fn peak_mib(&self) -> Result<f64> {
        self.server.peak_mib()
    }

    /// Signs in again: a token lives 10 minutes.
    ///
    /// # Errors
    /// What the home refuses.
    pub(crate) async fn sign_in_again(&mut self) -> Result<()> {
        self.person = Person::sign_in(&self.server.origin).await?;
        Ok(())
    }

    async fn check_totals(&self) -> Result<()> {
        let folder = self.person.get(&format!("/api/entries/{}", self.folder)).await?;
        let (files, bytes) = (folder["file_count"].as_u64(), folder["total_bytes"].as_u64());
        let wanted = Some(u64::try_from(self.count)?);
        if (files, bytes) == (wanted, wanted) { Ok(()) } else { Err(format!("the folder counts {folder}").into()) }
    }

    /// Pages on until about half of the folder is passed.
    async fn cursor_of_middle(&self) -> Result<String> {
        let (mut passed, mut cursor) = (0, String::new());
        let half = (self.count - MIDDLE) / 2;
        while passed < half {
            let limit = STRIDE.min(half - passed);
            let page = self.page(&format!("?limit={limit}{cursor}")).await?;
            passed += limit;
            cursor = format!("&cursor={}", text(&page, "next_cursor")?);
        }
        Ok(cursor)
    }

    async fn page(&self, query: &str) -> Result<Value> {
        self.person.get(&format!("/api/folders/{}/entries{query}", self.folder)).await
    }

    /// Does it once, and answers how many milliseconds it took, on the wall and of the program's CPU.
    ///
    /// # Errors
    /// What the home refuses, and a page that is not full.
    pub(crate) async fn measure(&self, act: Act) -> Result<[f64; 2]> {
        self.prepare(act).await?;
        let (before_ms, begun) = (self.server.cpu_ms()?, now());
        let (answer, entries) = match act {
            Act::FirstPage => (self.page("").await?, 100),
            Act::Largest => (self.page("?sort=size&order=desc").await?, 100),
            Act::MiddlePage => (self.page(&format!("?limit={MIDDLE}{}", self.middle)).await?, MIDDLE),
            Act::Look => (self.person.get(&format!("/api/entries/{}", self.folder)).await?, 0),
            Act::Move => (self.move_to(&self.other).await?, 0),
            Act::MoveBack => (self.move_to(&self.root).await?, 0),
            Act::Trash => (self.trash().await?, 0),
            Act::Restore => (self.restore().await?, 0),
        };
        let took_ms = begun.elapsed().as_secs_f64() * 1_000.0;
        let took = [took_ms, self.server.cpu_ms()? - before_ms];
        let found = answer["items"].as_array().map_or(0, Vec::len);
        if found == entries { Ok(took) } else { Err(format!("{}: {found} entries, not {entries}", act.as_str()).into()) }
    }

    /// Leaves everything as it was before, so that the act can be done again; what an act undoes is done before it.
    pub(crate) async fn undo(&self, act: Act) -> Result<()> {
        match act {
            Act::FirstPage | Act::Largest | Act::MiddlePage | Act::Look | Act::MoveBack | Act::Restore => {}
            Act::Move => drop(self.move_to(&self.root).await?),
            Act::Trash => drop(self.restore().await?),
        }
        Ok(())
    }

    async fn prepare(&self, act: Act) -> Result<()> {
        match act {
            Act::MoveBack => drop(self.move_to(&self.other).await?),
            Act::Restore => drop(self.trash().await?),
            _ => {}
        }
        Ok(())
    }

    async fn trash(&self) -> Result<Value> {
        self.person.send(Method::DELETE, &format!("/api/entries/{}", self.folder), None).await
    }

    async fn restore(&self) -> Result<Value> {
        self.person.send(Method::POST, &format!("/api/trash/{}/restore", self.folder), Some(&json!({}))).await
    }

    async fn move_to(&self, parent: &str) -> Result<Value> {
        self.person.send(Method::PATCH, &format!("/api/entries/{}", self.folder), Some(&json!({ "parent_id": parent }))).await
    }

    /// Stops the home and audits it; answers what the audit says, and how many seconds it took.
    ///
    /// # Errors
    /// When the audit finds something.
    pub(crate) async fn audit(self) -> Result<(String, f64)> {
        self.check_totals().await?;
        let Self { server, program, data, .. } = self;
        drop(server);
        let begun = now();
        let audited = Command::new(program).arg("audit").arg("--data").arg(data.path()).env_clear().output()?;
        let said = String::from_utf8_lossy(&audited.stdout).trim().to_owned();
        let took_s = begun.elapsed().as_secs_f64();
        if audited.status.success() {
            Ok((said, took_s))
        } else {
            Err(format!("{said} {}", String::from_utf8_lossy(&audited.stderr)).into())
        }
    }
}

async fn make_folder(person: &Person, name: &str) -> Result<String> {
    let body = json!({ "parent_id": "root", "name": name });
    text(&person.send(Method::POST, "/api/folders", Some(&body)).await?, "id")
}

fn text(value: &Value, name: &str) -> Result<String> {
    Ok(value[name].as_str().ok_or_else(|| format!("no text {name} in {value}"))?.to_owned())
}
