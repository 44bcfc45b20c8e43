//! Commands about contracts and their certificates.

use crate::{
    desktop::dialogs,
    ipc_error::Answer,
    state::{Shell, perform},
};
use holdfast_core::{
    Error, Warning,
    clock::Now,
    contracts::{self, Certificate, Contract, ContractInput, ContractRow, ContractSums, certificate},
    ids,
    list::{ListQuery, Page},
};
use secrecy::SecretString;
use serde::Serialize;
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, State};

/// A passphrase may be stretched on purpose; a file that asks for more than this is refused.
const READING: Duration = Duration::from_secs(30);

/// The certificate file that was chosen last.
#[derive(Debug)]
pub(crate) struct CertificateFile {
    token: String,
    bytes: Arc<Vec<u8>>,
}

/// A certificate file that was chosen: the window knows it by a token.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PickedCertificate {
    pub token: String,
    pub file_name: String,
}

/// What a certificate file says, before it is kept.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ReadCertificate {
    pub certificate: Certificate,
    /// It is over, ends soon, or is weak.
    pub warnings: Vec<Warning>,
}

/// A contract after its certificate was kept.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct CertifiedContract {
    pub contract: Contract,
    /// False when this very certificate was kept already.
    pub changed: bool,
}

/// What files with certificates are called.
const CERTIFICATE_FILES: &[&str] = &["pem", "crt", "cer", "der", "p7b", "p7c", "p12", "pfx"];

#[tauri::command]
#[specta::specta]
pub async fn list_contracts(shell: State<'_, Shell>, query: ListQuery) -> Answer<Page<ContractRow>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(contracts::list(&mut conn, &query, Now::read().today).await?)
}

/// Yearly cost of all rows of a list.
#[tauri::command]
#[specta::specta]
pub async fn contract_sums(shell: State<'_, Shell>, query: ListQuery) -> Answer<ContractSums> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(contracts::sums(&mut conn, &query, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn get_contract(shell: State<'_, Shell>, id: String) -> Answer<Contract> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(contracts::get(&mut conn, &id, Now::read().today).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn create_contract(
    app: AppHandle,
    shell: State<'_, Shell>,
    input: ContractInput,
) -> Answer<Contract> {
    perform!(shell, &app, format!("Add contract {}", input.name.trim()), |tx, act| {
        let id = contracts::create(tx, act, input).await?;
        contracts::get(tx, &id, act.now.today).await
    })
}

/// `version` is that of the contract as it was opened; another one by now is a conflict.
#[tauri::command]
#[specta::specta]
pub async fn update_contract(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    version: u32,
    input: ContractInput,
) -> Answer<Contract> {
    perform!(shell, &app, format!("Edit contract {}", input.name.trim()), |tx, act| {
        contracts::update(tx, act, &id, version, input).await?;
        contracts::get(tx, &id, act.now.today).await
    })
}

/// Lets the person choose a certificate file. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn pick_certificate(app: AppHandle, shell: State<'_, Shell>) -> Answer<Option<PickedCertificate>> {
    shell.opened()?;
    let Some(path) = dialogs::pick_file(&app, "Read a certificate", "Certificates", CERTIFICATE_FILES).await
    else {
        return Ok(None);
    };
    let bytes = dialogs::read(&path, certificate::MAX_BYTES).await?;
    let token = ids::new_id();
    *shell.certificate() = Some(CertificateFile { token: token.clone(), bytes: Arc::new(bytes) });
    Ok(Some(PickedCertificate { token, file_name: dialogs::file_name(&path) }))
}

/// What the chosen file says. A PKCS #12 file may need its passphrase: the error then is of the field `passphrase`.
#[tauri::command]
#[specta::specta]
pub async fn read_certificate(
    shell: State<'_, Shell>,
    token: String,
    passphrase: Option<String>,
) -> Answer<ReadCertificate> {
    let certificate = read(&shell, &token, passphrase).await?;
    let warnings = certificate::warnings(&certificate, Now::read().today);
    Ok(ReadCertificate { certificate, warnings })
}

/// Keeps the chosen certificate with a contract: the first one fills its term, a later one renews it.
#[tauri::command]
#[specta::specta]
pub async fn keep_certificate(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    token: String,
    passphrase: Option<String>,
) -> Answer<CertifiedContract> {
    let certificate = read(&shell, &token, passphrase).await?;
    let kept = perform!(shell, &app, "Read certificate", |tx, act| {
        let changed = contracts::keep_certificate(tx, act, &id, &certificate).await?;
        Ok(CertifiedContract { contract: contracts::get(tx, &id, act.now.today).await?, changed })
    })?;
    *shell.certificate() = None;
    Ok(kept)
}

/// Adds a contract that is filled from the chosen certificate; without a name it is called as the certificate is.
#[tauri::command]
#[specta::specta]
pub async fn create_certificate_contract(
    app: AppHandle,
    shell: State<'_, Shell>,
    token: String,
    passphrase: Option<String>,
    input: ContractInput,
) -> Answer<Contract> {
    let certificate = read(&shell, &token, passphrase).await?;
    let contract = perform!(shell, &app, "Add certificate", |tx, act| {
        let id = contracts::create_from_certificate(tx, act, &certificate, input).await?;
        contracts::get(tx, &id, act.now.today).await
    })?;
    *shell.certificate() = None;
    Ok(contract)
}

async fn read(shell: &Shell, token: &str, passphrase: Option<String>) -> Answer<Certificate> {
    let bytes = shell
        .certificate()
        .as_ref()
        .filter(|file| file.token == token)
        .map(|file| Arc::clone(&file.bytes))
        .ok_or_else(|| Error::Refused("Choose the file again.".into()))?;
    let passphrase = passphrase.filter(|text| !text.is_empty()).map(SecretString::from);
    let reading = tokio::task::spawn_blocking(move || certificate::read(&bytes, passphrase.as_ref()));
    match tokio::time::timeout(READING, reading).await {
        Ok(Ok(read)) => Ok(read?),
        Ok(Err(error)) => Err(Error::Internal(error.to_string()).into()),
        Err(_) => Err(Error::field("file", "This file takes too long to open. Nothing was kept.").into()),
    }
}
