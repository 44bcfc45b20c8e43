//! What the operating system's desktop has a hand in.

pub(crate) mod background;
pub(crate) mod backups;
pub(crate) mod clipboard;
pub(crate) mod dialogs;
pub(crate) mod log;
pub(crate) mod opening;
pub(crate) mod scheduler;
pub(crate) mod single_instance;
pub(crate) mod system_lock;
pub(crate) mod tray;
pub(crate) mod watch;
pub(crate) mod window;
