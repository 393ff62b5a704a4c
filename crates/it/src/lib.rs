//! Nothing: a package needs a library or a program, and what is here is the tests.
