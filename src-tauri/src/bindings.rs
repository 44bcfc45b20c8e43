//! The one list of commands. The handler is made from it, and so are the types of the UI
//! (ui/src/lib/ipc/bindings.ts); the tests below keep the file, the manifest and the capability true.

use crate::commands::{
    attachments, background, calendar, choices, credentials, hardware, history, keyring, licenses, mail,
    overview, people, reminders, search, settings, startup, transfer, vendors,
};
use crate::events::{ClipboardChanged, DataChanged, ImportProgress, OpenThing, RemindersChanged};
use tauri_specta::{Builder, collect_commands};

/// All commands, and the types of the events.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .typ::<ClipboardChanged>()
        .typ::<DataChanged>()
        .typ::<ImportProgress>()
        .typ::<RemindersChanged>()
        .typ::<OpenThing>()
        .commands(collect_commands![
            startup::startup,
            licenses::list_licenses,
            licenses::license_sums,
            licenses::get_license,
            licenses::create_license,
            licenses::update_license,
            licenses::assign_seats,
            licenses::release_seats,
            hardware::list_devices,
            hardware::get_device,
            hardware::create_device,
            hardware::update_device,
            vendors::list_vendors,
            vendors::get_vendor,
            vendors::create_vendor,
            vendors::update_vendor,
            people::list_people,
            people::get_person,
            people::create_person,
            people::update_person,
            credentials::list_credentials,
            credentials::get_credential,
            credentials::create_credential,
            credentials::update_credential,
            keyring::keyring_status,
            keyring::unlock_keyring,
            keyring::set_credential_secret,
            keyring::delete_credential_secret,
            keyring::copy_credential_secret,
            keyring::copy_username,
            keyring::copy_license_key,
            keyring::clear_clipboard,
            history::delete_thing,
            history::delete_things,
            history::restore_thing,
            history::undo_batch,
            history::history_of,
            choices::choices,
            choices::find_people,
            choices::find_devices,
            choices::find_licenses,
            attachments::attach_files,
            attachments::list_attachments,
            attachments::open_attachment,
            attachments::remove_attachment,
            search::search,
            overview::overview,
            overview::deadlines,
            settings::get_settings,
            settings::set_settings,
            settings::app_info,
            settings::open_data_folder,
            settings::back_up_now,
            settings::add_sample_data,
            settings::remove_sample_data,
            transfer::import_pick,
            transfer::import_preview,
            transfer::import_rows,
            transfer::import_commit,
            transfer::import_save_rejects,
            startup::open_url,
            reminders::inbox,
            reminders::answer_deadlines,
            reminders::mute_thing,
            reminders::reminder_preview,
            reminders::reminders_sent,
            reminders::reminder_policy,
            reminders::set_reminder_policy,
            reminders::reminder_rules,
            reminders::set_reminder_rule,
            reminders::reminder_state,
            reminders::deliver_reminders,
            mail::mail_settings,
            mail::set_mail_settings,
            mail::test_mail,
            calendar::calendar_days,
            calendar::export_calendar,
            calendar::calendar_file,
            calendar::set_calendar_file,
            calendar::choose_calendar_file,
            background::background,
            background::set_background,
        ])
}

#[cfg(test)]
mod tests;
