//! What stands in a full backup for a person who opens it without Holdfast.

use super::archive::About;

/// The file README.txt.
pub(super) fn readme(about: &About) -> String {
    format!(
        "This is a full backup of Holdfast, made at {made_at}.
It holds everything: the database with the attached files, and every password, key and
note that was in the keyring of that computer.

BACK INTO HOLDFAST
  In the window: Settings, Restore.
  On the command line: holdfast restore FILE --password-stdin

WITHOUT HOLDFAST
  The file is encrypted with age (https://age-encryption.org), and is a tar inside.
  Install age, go to an empty folder that only you can read, and run
      age -d FILE | tar x
  It asks for the passphrase. Nobody can recover that.

WHAT IS IN IT
  holdfast.json   What this backup is. The database names {values} values.
  holdfast.db     The database, in the format SQLite. Any program for SQLite opens it:
                  licenses, contracts, devices, people, credentials, attached files.
                  It holds no passwords.
  values/         The passwords, keys and notes: text, a JSON object a line. “name” is
                  the thing, “field” which of its values, “value” the value itself.
                  “previous” is true for one that was replaced and kept. “id” is the row
                  in the table secret_value.

AFTERWARDS
  What you unpack lies open for everybody who can read the folder. Delete it as soon as
  you are done.
",
        made_at = about.made_at,
        values = about.values_named,
    )
}
