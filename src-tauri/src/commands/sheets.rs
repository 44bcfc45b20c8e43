//! Papers about one act: the summary of a leaving, the report of a stock-take.

use super::paper::{PaperTo, Written, deliver_pdf};
use crate::{ipc_error::Answer, state::Shell};
use chrono::NaiveDate;
use holdfast_core::{
    clock::Now,
    hardware::{self, DeviceLink},
    lifecycle::{
        checklist::ChecklistKind,
        leaving::{self, Leaving},
    },
    people, settings,
    stocktake::{self, Finding, Settled, StockTake},
};
use holdfast_paper::{
    Leaving as LeavingPaper, LeavingItem, PersonOnPaper, Stationery, StockTake as StockTakePaper,
    StockTakeItem, leaving_summary, stock_take_report,
};
use tauri::{AppHandle, State};

/// What a person who leaves returned and still has, to be signed. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_leaving(
    app: AppHandle,
    shell: State<'_, Shell>,
    person_id: String,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let today = Now::read().today;
    let (pdf, name) = {
        let mut conn = shell.opened()?.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, today);
        let person = people::get(&mut conn, &person_id, today).await?;
        let leaving = leaving::get(&mut conn, &person_id, today).await?;
        let sheet = LeavingPaper {
            person: PersonOnPaper::of(&person),
            leaves_on: day(person.fields.leaves_on.as_deref()),
            manager: person.manager,
            devices: lines(&leaving, ChecklistKind::Device),
            seats: lines(&leaving, ChecklistKind::Seat),
            logins: lines(&leaving, ChecklistKind::Credential),
            others: lines(&leaving, ChecklistKind::Access),
        };
        (leaving_summary(&sheet, &stationery)?, format!("Leaving {}", person.fields.name))
    };
    deliver_pdf(&app, &shell, &pdf, &name, to).await
}

/// What is open, and then what is done, of one kind.
fn lines(leaving: &Leaving, kind: ChecklistKind) -> Vec<LeavingItem> {
    let open = |name: &str, detail: Option<String>| LeavingItem {
        name: name.to_owned(),
        detail,
        ..LeavingItem::default()
    };
    let mut lines: Vec<LeavingItem> = match kind {
        ChecklistKind::Device => {
            leaving.devices.iter().map(|one| open(&one.device.name, codes(&one.device))).collect()
        }
        ChecklistKind::Seat => leaving.seats.iter().map(|one| open(&one.seat.license, None)).collect(),
        ChecklistKind::Credential => {
            leaving.logins.iter().map(|one| open(&one.name, one.username.clone())).collect()
        }
        ChecklistKind::Access => leaving.tasks.iter().map(|one| open(&one.label, None)).collect(),
    };
    lines.extend(leaving.done.iter().filter(|item| item.kind == kind).map(|item| LeavingItem {
        name: item.label.clone(),
        detail: None,
        done: true,
        done_on: day(item.done_on.as_deref()),
        note: item.note.clone(),
    }));
    lines
}

fn codes(device: &DeviceLink) -> Option<String> {
    let codes: Vec<&str> = device.asset_tag.iter().chain(&device.serial).map(String::as_str).collect();
    (!codes.is_empty()).then(|| codes.join(" · "))
}

/// What a stock-take found and did not find, as it stands. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_stock_take(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let today = Now::read().today;
    let (pdf, name) = {
        let mut conn = shell.opened()?.db.read().await?;
        let stationery = Stationery::of(&settings::get(&mut conn).await?, today);
        let take = stocktake::get(&mut conn, &id).await?;
        let mut parts: [Vec<StockTakeItem>; 4] = Default::default();
        let [found, missing, wrong_place, unexpected] = &mut parts;
        for item in &take.items {
            let mut line = stock_take_line(item);
            if let Some(device) = &item.device {
                let device = hardware::get(&mut conn, &device.id, today).await?;
                line.last_seen = day(device.last_seen_on.as_deref());
            }
            match item.finding {
                Finding::Found => found.push(line),
                Finding::Missing => missing.push(line),
                Finding::WrongPlace => wrong_place.push(line),
                Finding::Unexpected => unexpected.push(line),
            }
        }
        let name = format!("Stock-take {} {}", take.location.name, take.started_on);
        (stock_take_report(&report(take, parts), &stationery)?, name)
    };
    deliver_pdf(&app, &shell, &pdf, &name, to).await
}

fn report(take: StockTake, parts: [Vec<StockTakeItem>; 4]) -> StockTakePaper {
    let [found, missing, wrong_place, unexpected] = parts;
    StockTakePaper {
        location: take.location.name,
        started_on: day(Some(&take.started_on)),
        finished_on: day(take.finished_on.as_deref()),
        by: None,
        missing,
        wrong_place,
        unexpected,
        found,
    }
}

fn stock_take_line(item: &stocktake::StockTakeItem) -> StockTakeItem {
    let settled = item.settled.map(|settled| match settled {
        Settled::Moved => "Belongs here from now on.",
        Settled::Lost => "Marked as lost.",
    });
    let notes: Vec<&str> = item.why.as_deref().into_iter().chain(settled).collect();
    StockTakeItem {
        name: match &item.device {
            Some(device) => device.name.clone(),
            None => item.code.clone().unwrap_or_default(),
        },
        tag: item.device.as_ref().and_then(|device| device.asset_tag.clone()),
        serial: item.device.as_ref().and_then(|device| device.serial.clone()),
        holder: item.holder.clone(),
        expected_at: (item.finding == Finding::WrongPlace).then(|| item.place.clone()).flatten(),
        last_seen: None,
        note: (!notes.is_empty()).then(|| notes.join(" ")),
    }
}

fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}
