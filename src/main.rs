//! The program: hands its arguments to the command line or to the window.

fn main() {}
