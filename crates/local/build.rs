//! The web app is part of the program: build again when it changed.

fn main() {
    println!("cargo:rerun-if-changed=../../frontend/dist");
}
