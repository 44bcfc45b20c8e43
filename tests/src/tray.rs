//! The part of a desktop that shows tray icons: programs announce theirs on the session bus, and their menus are read
//! and chosen from as a panel does.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use zbus::{
    interface,
    message::Header,
    names::OwnedUniqueName,
    object_server::SignalEmitter,
    proxy,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::session::Session;

/// A tray. Ends when dropped.
#[derive(Debug)]
pub struct Tray {
    connection: zbus::Connection,
    icons: Icons,
}

/// Where a program serves its icon.
type Icon = (OwnedUniqueName, String);
type Icons = Arc<Mutex<Vec<Icon>>>;

/// A line of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    number: i32,
    pub text: String,
    pub enabled: bool,
    pub lines: Vec<Line>,
}

/// A menu as it comes: number, properties, and the menus below it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Tray {
    /// # Errors
    /// When the session has no bus, or its bus has a tray already.
    pub async fn start(session: &Session<'_>) -> Result<Self> {
        let icons = Icons::default();
        let connection =
            zbus::connection::Builder::address(session.bus().context("the session has no bus")?)?
                .name("org.kde.StatusNotifierWatcher")?
                .serve_at("/StatusNotifierWatcher", Watcher { icons: Arc::clone(&icons) })?
                .build()
                .await?;
        Ok(Self { connection, icons })
    }

    /// How many icons were announced and not taken away.
    pub async fn icons(&self) -> usize {
        let icons = self.icons.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut there = 0;
        for icon in &icons {
            there += usize::from(self.menu_of(icon).await.is_ok());
        }
        there
    }

    /// The menu of the icon that was announced last.
    ///
    /// # Errors
    /// When there is no icon, or it does not answer.
    pub async fn menu(&self) -> Result<Vec<Line>> {
        let (_, _, below) = self.proxy().await?.get_layout(0, -1, Vec::new()).await?.1;
        below.into_iter().map(line).collect()
    }

    /// Chooses the line with these texts, from the menu down.
    ///
    /// # Errors
    /// When there is no such line, or it cannot be chosen.
    pub async fn choose(&self, path: &[&str]) -> Result<()> {
        let mut lines = self.menu().await?;
        let mut number = 0;
        for text in path {
            let found = lines.iter().position(|line| line.text == *text);
            let line = lines.swap_remove(found.with_context(|| format!("no line {text:?} in {lines:?}"))?);
            ensure!(line.enabled, "{text:?} cannot be chosen");
            (number, lines) = (line.number, line.lines);
        }
        Ok(self.proxy().await?.event(number, "clicked", &Value::from(0_i32), 0).await?)
    }

    async fn proxy(&self) -> Result<MenuProxy<'static>> {
        let last = self.icons.lock().unwrap_or_else(PoisonError::into_inner).last().cloned();
        self.menu_of(&last.context("no icon was announced")?).await
    }

    async fn menu_of(&self, (program, path): &Icon) -> Result<MenuProxy<'static>> {
        let item = ItemProxy::builder(&self.connection)
            .destination(program.clone())?
            .path(path.clone())?
            .build()
            .await?;
        let menu = item.menu().await?;
        Ok(MenuProxy::builder(&self.connection).destination(program.clone())?.path(menu)?.build().await?)
    }
}

fn line(value: OwnedValue) -> Result<Line> {
    let (number, mut about, below): Layout = value.try_into()?;
    let text = about.remove("label").map(String::try_from).transpose()?.unwrap_or_default();
    let enabled = about.remove("enabled").map(bool::try_from).transpose()?.unwrap_or(true);
    // A letter after an underscore is a shortcut.
    let text = text.replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_");
    Ok(Line { number, text, enabled, lines: below.into_iter().map(line).collect::<Result<_>>()? })
}

struct Watcher {
    icons: Icons,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        if let Some(sender) = header.sender() {
            let icon = (sender.to_owned().into(), service.clone());
            let mut icons = self.icons.lock().unwrap_or_else(PoisonError::into_inner);
            // Some announce theirs again when they see that the watcher answers.
            icons.retain(|known| *known != icon);
            icons.push(icon);
        }
        Ok(Self::status_notifier_item_registered(&emitter, &service).await?)
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let icons = self.icons.lock().unwrap_or_else(PoisonError::into_inner);
        icons.iter().map(|(program, path)| format!("{program}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_item_registered(emitter: &SignalEmitter<'_>, service: &str) -> zbus::Result<()>;
}

#[proxy(interface = "org.kde.StatusNotifierItem", gen_blocking = false, assume_defaults = false)]
trait Item {
    #[zbus(property)]
    fn menu(&self) -> zbus::Result<OwnedObjectPath>;
}

#[proxy(interface = "com.canonical.dbusmenu", gen_blocking = false, assume_defaults = false)]
trait Menu {
    fn get_layout(&self, parent: i32, depth: i32, properties: Vec<&str>) -> zbus::Result<(u32, Layout)>;

    fn event(&self, number: i32, what: &str, data: &Value<'_>, time: u32) -> zbus::Result<()>;
}
