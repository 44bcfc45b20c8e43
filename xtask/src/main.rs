//! `cargo xtask`: the commands of the project, each doing its own set-up.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod bindings;
mod bundle;
mod capability;
mod check;
mod process;
mod run;
mod screen;
mod setup;
mod test;
mod ui;
mod walls;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  setup     install what building, testing and checking need, and nothing that is there already;
            `setup deny` installs cargo-deny too, which takes minutes
  run       build Holdfast and open it; without a display, photograph it with sample data
  test      every test: UI, core, command line, and the real window; arguments go to `cargo test`
  check     formatting, lints, types, bindings, licenses, and the walls between the parts; installs nothing
  bindings  write ui/src/lib/ipc/bindings.ts and src-tauri/capabilities/main.json from the Rust commands;
            `bindings capability` writes the second alone, which takes no build
  bench     measure the core, and what the window takes while idle; arguments go to the core's benchmark,
            `bench idle [SECONDS]` measures the window alone
  bundle    build the packages that users install
  help      this text
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = arguments.collect();

    let outcome = match command.as_str() {
        "setup" => setup::setup(&rest),
        "run" => run::run(),
        "test" => test::test(&rest),
        "check" => check::check(&rest),
        "bindings" => bindings::write(&rest),
        "bench" => bench::bench(&rest),
        "bundle" => bundle::bundle(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(anyhow::anyhow!("there is no command {other:?}\n\n{HELP}")),
    };

    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
