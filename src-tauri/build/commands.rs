//! Reads the one list of commands, `collect_commands!` in src/bindings.rs, where the code itself cannot be asked: in the build
//! script, which runs before it is compiled, and in `cargo xtask bindings`.

/// The names of the commands in the text of bindings.rs, in its order.
///
/// # Errors
/// When there is no such list, it is empty, or something in it is not the path of a function.
pub fn listed(bindings: &str) -> Result<Vec<String>, String> {
    let code: String = bindings
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let list = code
        .split_once("collect_commands![")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(list, _)| list)
        .ok_or("bindings.rs holds no collect_commands![…]")?;
    let paths = list.split(',').map(str::trim).filter(|path| !path.is_empty());
    let names = paths.map(name).collect::<Result<Vec<_>, _>>()?;
    if names.is_empty() { Err("the list of commands is empty".to_owned()) } else { Ok(names) }
}

/// `list_licenses` of `licenses::list_licenses`.
fn name(path: &str) -> Result<String, String> {
    let is_name = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !path.split("::").all(is_name) {
        return Err(format!("{path:?} in the list of commands is not the path of a function"));
    }
    Ok(path.rsplit("::").next().unwrap_or(path).to_owned())
}
