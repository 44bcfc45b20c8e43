//! The tables that password managers and browsers write, told apart by their header rows.

use super::common::COMMON;
use holdfast_sheets::header_key;
use std::collections::HashSet;

/// What a column of a password table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Title,
    Username,
    /// Taken for the user name where that is blank, else kept as a field.
    Email,
    Password,
    Url,
    /// Several addresses, as JSON list or with commas.
    Urls,
    Notes,
    Totp,
    /// Folders with slashes between them.
    Folder,
    /// Like [`Column::Folder`], below the name of the database itself.
    FolderBelowRoot,
    /// LastPass and Keeper put backslashes between folders.
    FolderBackslash,
    Tags,
    Type,
    /// "yes" or "true" for what the program put aside.
    Archived,
    /// `name: value`, one a line.
    FieldLines,
    /// `name, kind: value`, one a line.
    TypedFieldLines,
    /// The entry's id in its own program.
    Id,
    /// A JSON list of `label`, `type`, `value`.
    FieldJson,
    /// RoboForm's fields, one a cell, up to the end of the row.
    RoboformFields,
    /// Name and value in turn, up to the end of the row.
    FieldPairs,
    /// An instant in RFC 3339.
    Changed,
    /// Seconds or milliseconds since 1970.
    ChangedEpoch,
    /// A value nobody misses, such as an icon's number.
    Ignore,
}

/// The programs whose rows need more than a table of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    None,
    /// Secure notes are logins at `http://sn`, typed ones with `NoteType:` in front.
    LastPass,
    /// Every row is a secure note.
    Notes,
}

/// A known table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub name: &'static str,
    /// Header keys that must all be there.
    needs: &'static [&'static str],
    pub columns: &'static [(&'static str, Column)],
    pub habit: Habit,
}

use Column::{
    Archived, Changed, ChangedEpoch, Email, FieldJson, FieldLines, FieldPairs, Folder, FolderBackslash,
    FolderBelowRoot, Id, Ignore, Notes, Password, RoboformFields, Tags, Title, Totp, Type, TypedFieldLines,
    Url, Urls, Username,
};

/// The more special ones first: the first that fits is taken.
const SHAPES: [Shape; 18] = [
    Shape {
        name: "KeePassXC CSV",
        needs: &["group", "title", "username", "password", "url", "notes"],
        columns: &[
            ("group", FolderBelowRoot),
            ("title", Title),
            ("username", Username),
            ("password", Password),
            ("url", Url),
            ("notes", Notes),
            ("totp", Totp),
            ("icon", Ignore),
            ("lastmodified", Changed),
            ("created", Ignore),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "KeePass CSV",
        needs: &["account", "loginname", "password", "website", "comments"],
        columns: &[
            ("account", Title),
            ("loginname", Username),
            ("password", Password),
            ("website", Url),
            ("comments", Notes),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Bitwarden CSV",
        needs: &["type", "name", "loginuri", "loginusername", "loginpassword"],
        columns: &[
            ("folder", Folder),
            ("collections", Folder),
            ("favorite", Ignore),
            ("type", Type),
            ("name", Title),
            ("notes", Notes),
            ("fields", FieldLines),
            ("reprompt", Ignore),
            ("archiveddate", Archived),
            ("loginuri", Urls),
            ("loginusername", Username),
            ("loginpassword", Password),
            ("logintotp", Totp),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "LastPass CSV",
        needs: &["url", "username", "password", "extra", "name", "grouping"],
        columns: &[
            ("url", Url),
            ("username", Username),
            ("password", Password),
            ("totp", Totp),
            ("extra", Notes),
            ("name", Title),
            ("grouping", FolderBackslash),
            ("fav", Ignore),
        ],
        habit: Habit::LastPass,
    },
    Shape {
        name: "1Password CSV",
        needs: &["title", "username", "password", "otpauth", "archived"],
        columns: &ONE_PASSWORD,
        habit: Habit::None,
    },
    Shape {
        name: "1Password CSV",
        needs: &["title", "username", "password", "onetimepassword"],
        columns: &ONE_PASSWORD,
        habit: Habit::None,
    },
    Shape {
        name: "Safari CSV",
        needs: &["title", "url", "username", "password", "otpauth"],
        columns: &[
            ("title", Title),
            ("url", Url),
            ("username", Username),
            ("password", Password),
            ("notes", Notes),
            ("otpauth", Totp),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Firefox CSV",
        needs: &["url", "username", "password", "formactionorigin", "guid"],
        columns: &[
            ("url", Url),
            ("username", Username),
            ("password", Password),
            ("httprealm", Ignore),
            ("formactionorigin", Ignore),
            ("guid", Id),
            ("timecreated", Ignore),
            ("timelastused", Ignore),
            ("timepasswordchanged", ChangedEpoch),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Dashlane CSV",
        needs: &["username", "username2", "username3", "title", "password", "url"],
        columns: &[
            ("username", Username),
            ("title", Title),
            ("password", Password),
            ("note", Notes),
            ("url", Url),
            ("category", Folder),
            ("otpsecret", Totp),
            ("otpurl", Totp),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "NordPass CSV",
        needs: &["name", "url", "username", "password", "note", "cardholdername", "folder", "type"],
        columns: &[
            ("name", Title),
            ("url", Url),
            ("additionalurls", Urls),
            ("username", Username),
            ("password", Password),
            ("note", Notes),
            ("folder", Folder),
            ("type", Type),
            ("customfields", FieldJson),
            ("email", Email),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Proton Pass CSV",
        needs: &["type", "name", "url", "email", "username", "password", "note", "totp", "vault"],
        columns: &[
            ("type", Type),
            ("name", Title),
            ("url", Urls),
            ("email", Email),
            ("username", Username),
            ("password", Password),
            ("note", Notes),
            ("totp", Totp),
            ("createtime", Ignore),
            ("modifytime", ChangedEpoch),
            ("vault", Folder),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "RoboForm CSV",
        needs: &["name", "url", "login", "pwd", "note", "folder"],
        columns: &[
            ("name", Title),
            ("url", Url),
            ("matchurl", Ignore),
            ("login", Username),
            ("pwd", Password),
            ("note", Notes),
            ("folder", Folder),
            ("rffieldsv2", RoboformFields),
            ("rffields", Ignore),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Keeper CSV",
        needs: &["folder", "title", "login", "password", "websiteaddress", "notes"],
        columns: &[
            ("folder", FolderBackslash),
            ("title", Title),
            ("login", Username),
            ("password", Password),
            ("websiteaddress", Url),
            ("notes", Notes),
            ("sharedfolder", FolderBackslash),
            ("customfields", FieldPairs),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "ITFlow credentials",
        needs: &["name", "description", "username", "password", "totp", "uri"],
        columns: &[
            ("name", Title),
            ("description", Notes),
            ("username", Username),
            ("password", Password),
            ("totp", Totp),
            ("uri", Url),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Nextcloud Passwords CSV",
        needs: &["label", "username", "password", "url", "folderlabel"],
        columns: &[
            ("label", Title),
            ("username", Username),
            ("password", Password),
            ("notes", Notes),
            ("url", Url),
            ("customfields", TypedFieldLines),
            ("folderlabel", Folder),
            ("edited", Changed),
            ("favorite", Ignore),
            ("tags", Tags),
            ("id", Id),
            ("revision", Ignore),
            ("folderid", Ignore),
        ],
        habit: Habit::None,
    },
    // Chrome, Edge, Brave, Vivaldi, Opera.
    Shape {
        name: "Browser CSV",
        needs: &["name", "url", "username", "password"],
        columns: &[
            ("name", Title),
            ("url", Url),
            ("username", Username),
            ("password", Password),
            ("note", Notes),
        ],
        habit: Habit::None,
    },
    Shape {
        name: "Dashlane notes CSV",
        needs: &["title", "note"],
        columns: &[("title", Title), ("note", Notes), ("category", Folder)],
        habit: Habit::Notes,
    },
    Shape { name: "Password table", needs: &[], columns: &COMMON, habit: Habit::None },
];

const ONE_PASSWORD: [(&str, Column); 13] = [
    ("title", Title),
    ("url", Url),
    ("website", Url),
    ("username", Username),
    ("password", Password),
    ("otpauth", Totp),
    ("onetimepassword", Totp),
    ("favorite", Ignore),
    ("favoritestatus", Ignore),
    ("archived", Archived),
    ("archivedstatus", Archived),
    ("tags", Tags),
    ("notes", Notes),
];

impl Shape {
    fn column_of(&self, key: &str) -> Option<Column> {
        self.columns.iter().find(|(header, _)| *header == key).map(|(_, column)| *column)
    }

    /// What each column holds; None is a field under the header's own name. Columns that people and newer versions
    /// add to a known table are what they are called: a seed beside a browser's columns is a seed.
    pub fn columns_of(&self, headers: &[String]) -> Vec<Option<Column>> {
        let added = |key: &str| {
            let common = COMMON.iter().find(|(header, _)| *header == key).map(|(_, column)| *column);
            common.filter(|column| matches!(column, Totp | Notes | Folder | Tags | Email))
        };
        let column = |key: String| self.column_of(&key).or_else(|| added(&key));
        headers.iter().map(|header| column(header_key(header))).collect()
    }

    /// Whether these headers say in which folder an entry stands.
    pub fn has_folders(&self, headers: &[String]) -> bool {
        let folder =
            |column: &Option<Column>| matches!(column, Some(Folder | FolderBackslash | FolderBelowRoot));
        self.columns_of(headers).iter().any(folder)
    }
}

/// The shape of a header row; None when it is no password table.
pub(super) fn of(headers: &[String]) -> Option<&'static Shape> {
    let keys: HashSet<String> = headers.iter().map(|header| header_key(header)).collect();
    let fits = |shape: &&Shape| {
        if shape.habit == Habit::Notes {
            // Two columns say little: nothing else may stand beside them.
            return shape.needs.iter().all(|key| keys.contains(*key))
                && keys.iter().all(|key| shape.column_of(key).is_some());
        }
        if !shape.needs.is_empty() {
            return shape.needs.iter().all(|key| keys.contains(*key));
        }
        let has = |wanted: Column| keys.iter().any(|key| shape.column_of(key) == Some(wanted));
        has(Password) && (has(Title) || has(Url)) && (has(Username) || has(Email) || has(Url))
    };
    SHAPES.iter().find(fits)
}

/// Keeper's table without the header row that it mostly lacks.
pub(super) fn keeper() -> &'static Shape {
    SHAPES.iter().find(|shape| shape.name == "Keeper CSV").unwrap_or(&SHAPES[0])
}

/// The header row that Keeper's export would have.
pub(super) const KEEPER_HEADERS: [&str; 8] =
    ["Folder", "Title", "Login", "Password", "Website Address", "Notes", "Shared Folder", "Custom Fields"];

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(headers: &str) -> Option<&'static str> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        of(&headers).map(|shape| shape.name)
    }

    #[test]
    fn each_program_is_known_by_its_header_row() {
        for (headers, name) in [
            ("Group,Title,Username,Password,URL,Notes,TOTP,Icon,Last Modified,Created", "KeePassXC CSV"),
            ("Account,Login Name,Password,Web Site,Comments", "KeePass CSV"),
            (
                "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
                "Bitwarden CSV",
            ),
            (
                "collections,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
                "Bitwarden CSV",
            ),
            ("Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes", "1Password CSV"),
            (
                "Title,Website,Username,Password,One-time password,Favorite status,Archived status,Tags,Notes",
                "1Password CSV",
            ),
            ("url,username,password,totp,extra,name,grouping,fav", "LastPass CSV"),
            ("name,url,username,password,note", "Browser CSV"),
            (
                "url,username,password,httpRealm,formActionOrigin,guid,timeCreated,timeLastUsed,timePasswordChanged",
                "Firefox CSV",
            ),
            ("Title,URL,Username,Password,Notes,OTPAuth", "Safari CSV"),
            ("username,username2,username3,title,password,note,url,category,otpUrl", "Dashlane CSV"),
            ("title,note", "Dashlane notes CSV"),
            (
                "name,url,additional_urls,username,password,note,cardholdername,cardnumber,cvc,pin,expirydate,zipcode,folder,full_name,phone_number,email,address1,address2,city,country,state,type,custom_fields",
                "NordPass CSV",
            ),
            (
                "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault",
                "Proton Pass CSV",
            ),
            ("Name,Url,MatchUrl,Login,Pwd,Note,Folder,RfFieldsV2", "RoboForm CSV"),
            ("Folder,Title,Login,Password,Website Address,Notes,Shared Folder,Custom Fields", "Keeper CSV"),
            ("Name,Description,Username,Password,TOTP,URI", "ITFlow credentials"),
            (
                "Label,Username,Password,Notes,URL,Custom Fields,Folder Label,Edited,Favorite,Tags,Id,Revision,Folder Id",
                "Nextcloud Passwords CSV",
            ),
            ("name,url,username,password,totp,notes", "Browser CSV"),
            ("System,Benutzer,Kennwort,Notizen", "Password table"),
        ] {
            assert_eq!(name_of(headers), Some(name), "{headers}");
        }
    }

    #[test]
    fn other_tables_are_no_password_tables() {
        for headers in [
            "Name,Version,Description,Type,License Type,Seats,Key,Assets,Contacts,Purchased,Expires,Notes",
            "First Name,Last Name,Email,Username,Activated,Location,Notes",
            "Company,Asset Name,Asset Tag,Model,URL,Username",
            "title,note,price",
            "password",
        ] {
            assert_eq!(name_of(headers), None, "{headers}");
        }
    }
}
