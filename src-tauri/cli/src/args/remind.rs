//! Words of `holdfast remind`.

use clap::{Args, ValueEnum};
use holdfast_core::reminders::engine::ReminderChannel;

#[derive(Debug, Args)]
pub struct Remind {
    /// Say what would be told; send and record nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Only this channel; may be given several times [default: those that are turned on]
    #[arg(long, value_name = "CHANNEL", value_enum)]
    pub channel: Vec<Channel>,
    /// Say how the system runs this by itself, and print what it needs; with a name, only that
    #[arg(long, value_name = "SYSTEM", value_enum, num_args = 0..=1, require_equals = true,
          conflicts_with_all = ["dry_run", "channel", "json"])]
    pub install_help: Option<Option<Timer>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Channel {
    /// Of the desktop
    Notification,
    Email,
}

impl Channel {
    pub fn of_core(self) -> ReminderChannel {
        match self {
            Channel::Notification => ReminderChannel::Notification,
            Channel::Email => ReminderChannel::Email,
        }
    }
}

/// What starts a program at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Timer {
    /// A timer of your own session, on most Linux systems
    Systemd,
    Cron,
    /// The Task Scheduler of Windows
    Windows,
}
