//! The one list of commands. The handler is made from it, and so are the types of the UI
//! (ui/src/lib/ipc/bindings.ts); the tests below keep the file, the manifest and the capability true.

use crate::commands::{
    attachments, choices, credentials, hardware, history, keyring, licenses, overview, people, search,
    secrets, settings, startup, transfer, vault, vendors,
};
use crate::events::{ClipboardChanged, DataChanged, HealthProgress, ImportProgress, VaultChanged};
use tauri_specta::{Builder, collect_commands};

/// All commands, and the types of the events.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .typ::<ClipboardChanged>()
        .typ::<DataChanged>()
        .typ::<ImportProgress>()
        .typ::<HealthProgress>()
        .typ::<VaultChanged>()
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
            credentials::update_credential,
            keyring::keyring_status,
            keyring::unlock_keyring,
            keyring::copy_username,
            keyring::clear_clipboard,
            secrets::create_credential,
            secrets::set_credential_secret,
            secrets::delete_credential_secret,
            secrets::rename_credential_secret,
            secrets::restore_credential_secret,
            secrets::forget_credential_secret,
            secrets::copy_credential_secret,
            secrets::copy_license_key,
            secrets::copy_one_time_code,
            secrets::generate_secret,
            secrets::secret_strength,
            secrets::copy_held_value,
            secrets::forget_held_value,
            secrets::read_code_from_file,
            secrets::read_code_from_clipboard,
            secrets::read_secret_from_file,
            secrets::add_license_key,
            secrets::set_license_key,
            secrets::update_license_key,
            secrets::remove_license_key,
            secrets::one_time_code,
            secrets::reveal_credential_secret,
            secrets::reveal_license_key,
            secrets::reveal_previous_secret,
            secrets::reveal_held_value,
            secrets::reveal_wifi_code,
            vault::vault_status,
            vault::vault_activity,
            vault::lock_vault,
            vault::unlock_vault,
            vault::set_passphrase,
            vault::remove_passphrase,
            vault::get_vault_settings,
            vault::set_vault_settings,
            vault::check_keyring,
            vault::delete_orphans,
            vault::pick_leak_list,
            vault::credential_health,
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
        ])
}

#[cfg(test)]
mod tests;
