//! Hashing of passwords: argon2id, off the async threads and behind them, at most one per core, with a short queue.

use crate::app::Chance;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::{Code, Problem};
use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use std::thread;
use tokio::sync::{Semaphore, oneshot};

/// OWASP's parameters for argon2id: memory in KiB, passes, lanes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many may wait for a core; the next one is told to come back.
const QUEUE: usize = 64;

/// How far a thread that hashes stands behind the others, in steps of nice(2): where both want a core, the others get three quarters of it.
/// As their equal it stops, a few milliseconds each, whoever holds the embedded table, and all who wait for that one.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// Hashes and verifies passwords.
pub struct Passwords {
    cores: Arc<Semaphore>,
    places: Arc<Semaphore>,
    chance: Chance,
    /// The hash of nothing, verified where there is no account, so that the work is the same.
    decoy: OnceLock<String>,
}

fn argon2() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &[u8], salt: &[u8; 16]) -> Result<String, Failure> {
    let internal = |error: argon2::password_hash::Error| Failure::internal(error.to_string());
    let salt = SaltString::encode_b64(salt).map_err(internal)?;
    argon2()?.hash_password(password, &salt).map(|hash| hash.to_string()).map_err(internal)
}

fn verify_now(password: &[u8], hash: &str) -> Result<bool, Failure> {
    let hash = PasswordHash::new(hash).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(argon2()?.verify_password(password, &hash).is_ok())
}

impl Passwords {
    pub(crate) fn new(chance: Chance) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let places = Arc::new(Semaphore::new(cores + QUEUE));
        Self { cores: Arc::new(Semaphore::new(cores)), places, chance, decoy: OnceLock::new() }
    }

    /// Hashes a password to a PHC string.
    ///
    /// # Errors
    /// `too_many_requests` when too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, Failure> {
        let (password, salt) = (password.as_bytes().to_vec(), self.salt());
        self.run(move || hash_now(&password, &salt)).await?
    }

    /// Whether the password is the hash's. Without a hash the same work is done, and the answer is no.
    ///
    /// # Errors
    /// `too_many_requests` when too many wait.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Failure> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash.to_owned(),
            None => self.decoy().await?,
        };
        let password = password.as_bytes().to_vec();
        Ok(self.run(move || verify_now(&password, &hash)).await?? && known)
    }

    async fn decoy(&self) -> Result<String, Failure> {
        if let Some(decoy) = self.decoy.get() {
            return Ok(decoy.clone());
        }
        let decoy = self.hash("").await?;
        Ok(self.decoy.get_or_init(|| decoy).clone())
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        (self.chance)(&mut salt);
        salt
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let Ok(_place) = self.places.try_acquire() else {
            return Err(Problem::from(Code::TooManyRequests).retry_after(1).into());
        };
        let core = self.cores.clone().acquire_owned().await.map_err(Failure::internal)?;
        let (done, answer) = oneshot::channel();
        // A thread of its own: one that stands behind cannot come forward again, so none of the runtime's may be used.
        let hash = move || {
            stand_behind();
            let result = work();
            drop(core);
            // Whoever asked may be gone.
            drop(done.send(result));
        };
        thread::Builder::new().name("password".into()).spawn(hash).map_err(Failure::internal)?;
        answer.await.map_err(Failure::internal)
    }
}

/// Lets every other thread go first. On Linux nice(2) is of the thread that calls it; elsewhere it is of the whole program, which would
/// then stand behind others.
fn stand_behind() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(BEHIND) {
        tracing::debug!(%error, "a password is hashed beside requests and not behind them");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::getpriority_process;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[tokio::test]
    async fn passwords_are_hashed_behind_requests() {
        let passwords = Passwords::new(Arc::new(|bytes| bytes.fill(7)));
        let own = || getpriority_process(None).unwrap();
        let before = own();
        let hashing = passwords.run(own).await.unwrap();
        assert_eq!(hashing, (before + BEHIND).min(19));
        assert_eq!(own(), before, "requests stay where they were");
        assert!(passwords.verify("a password", Some(&passwords.hash("a password").await.unwrap())).await.unwrap());
    }

    #[tokio::test]
    async fn as_many_are_hashed_at_once_as_there_are_cores_and_the_queue_is_short() {
        let passwords = Arc::new(Passwords::new(Arc::new(|bytes| bytes.fill(7))));
        let cores = thread::available_parallelism().unwrap().get();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let ask = || {
            let (passwords, running, most, gate) = (passwords.clone(), running.clone(), most.clone(), gate.clone());
            tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(running.fetch_add(1, Relaxed) + 1, Relaxed);
                    // Until the gate is gone.
                    while gate.lock().unwrap().recv().is_ok() {}
                    running.fetch_sub(1, Relaxed);
                };
                passwords.run(work).await
            })
        };
        let asked: Vec<_> = (0..cores + QUEUE).map(|_| ask()).collect();
        while passwords.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(ask().await.unwrap().unwrap_err().code(), Code::TooManyRequests);
        drop(open);
        for asked in asked {
            asked.await.unwrap().unwrap();
        }
        assert!((1..=cores).contains(&most.load(Relaxed)), "{most:?} of {cores}");
    }
}
