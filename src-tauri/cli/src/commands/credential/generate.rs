//! Makes values and keeps none.

use crate::{Outcome, args::credential::Generate, context::Context, output};
use anyhow::Result;
use holdfast_core::{credentials::generator, secrets::ExposeSecret};
use zeroize::Zeroizing;

pub fn run(context: &Context, args: &Generate) -> Result<Outcome> {
    let recipe = args.recipe.recipe();
    let mut made = Vec::new();
    for _ in 0..args.count {
        made.push(generator::generate(&recipe)?);
    }
    if context.json {
        let values: Vec<&str> = made.iter().map(ExposeSecret::expose_secret).collect();
        output::print_json(&values)?;
    } else {
        for value in &made {
            output::print(&Zeroizing::new(format!("{}\n", value.expose_secret())))?;
        }
    }
    Ok(Outcome::Done)
}
