//! What may be done with a device in which state, and what state follows. Pure.

use super::model::{CustodyAct, CustodyInput};
use crate::{Error, Result, dates, hardware::DeviceStatus};
use chrono::NaiveDate;

/// How a device stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub holder_id: Option<String>,
    pub location_id: Option<String>,
    pub status: DeviceStatus,
    pub return_by: Option<NaiveDate>,
}

/// What the messages need besides the state.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// "ThinkPad T14 (HV-0003)".
    pub device: String,
    pub holder: Option<String>,
    pub location: Option<String>,
    /// The day of the last entry.
    pub since: Option<NaiveDate>,
}

/// What is asked for, read and resolved.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub act: CustodyAct,
    pub on: NaiveDate,
    pub person_id: Option<String>,
    /// None leaves it where it is.
    pub location_id: Option<String>,
    pub return_by: Option<NaiveDate>,
}

/// The state after the act.
///
/// # Errors
/// [`Error::Field`] when the state does not allow it, in words that name the device and say what to do first.
pub(super) fn next(state: &State, wish: &Wish, words: &Words) -> Result<State> {
    let device = &words.device;
    let since = words.since.map(|day| format!(" since {}", dates::in_words(day))).unwrap_or_default();
    let holder = words.holder.as_deref().unwrap_or("somebody");
    let refuse = |message: String| Err(Error::field("act", message));
    let gone = |todo: &str| refuse(format!("{device} is {}{since}. {todo}", state.status.in_words()));
    let mut after = State { return_by: None, ..state.clone() };
    if wish.location_id.is_some() {
        after.location_id.clone_from(&wish.location_id);
    }
    match wish.act {
        CustodyAct::HandOut | CustodyAct::Lend => {
            if state.status.gone() {
                return gone("Bring it back into service first.");
            }
            if state.status == DeviceStatus::InRepair {
                return gone("Take it in from repair first.");
            }
            if state.holder_id.is_some() {
                return refuse(format!("{holder} has {device}{since}. Take it back first."));
            }
            if wish.person_id.is_none() {
                return Err(Error::field("person_id", "Choose who gets it."));
            }
            match (wish.act, wish.return_by) {
                (CustodyAct::Lend, None) => {
                    return Err(Error::field("return_by", "Enter the day by which it is to be back."));
                }
                (_, Some(by)) if by < wish.on => {
                    return Err(Error::field(
                        "return_by",
                        "It would have to be back before it is handed out.",
                    ));
                }
                _ => {}
            }
            after.holder_id.clone_from(&wish.person_id);
            after.status = DeviceStatus::InUse;
            after.return_by = wish.return_by.filter(|_| wish.act == CustodyAct::Lend);
        }
        CustodyAct::TakeBack => {
            if state.holder_id.is_none() {
                return refuse(format!("Nobody has {device}: it is {}{since}.", state.status.in_words()));
            }
            after.holder_id = None;
            if state.status == DeviceStatus::InUse {
                after.status = DeviceStatus::InStock;
            }
        }
        CustodyAct::Move => {
            if state.status.gone() {
                return gone("Bring it back into service first.");
            }
            if wish.location_id.is_none() {
                return Err(Error::field("location", "Enter where it goes."));
            }
            if wish.location_id == state.location_id {
                let place = words.location.as_deref().unwrap_or_default();
                return Err(Error::field("location", format!("{device} is in {place} already.")));
            }
            after.return_by = state.return_by;
        }
        CustodyAct::RepairOut => {
            if state.status.gone() {
                return gone("Bring it back into service first.");
            }
            if state.status == DeviceStatus::InRepair {
                return gone("Take it in from there first.");
            }
            after.status = DeviceStatus::InRepair;
            after.return_by = state.return_by;
        }
        CustodyAct::RepairIn => {
            if state.status != DeviceStatus::InRepair {
                return refuse(format!(
                    "{device} is not in repair: it is {}{since}.",
                    state.status.in_words()
                ));
            }
            after.status = in_service(&after);
            after.return_by = state.return_by;
        }
        CustodyAct::Retire | CustodyAct::Dispose => {
            let again = state.status == DeviceStatus::Disposed
                || wish.act == CustodyAct::Retire && state.status == DeviceStatus::Retired;
            if again {
                return refuse(format!("{device} is {} already{since}.", state.status.in_words()));
            }
            if state.holder_id.is_some() && state.status != DeviceStatus::Lost {
                return refuse(format!("{holder} has {device}{since}. Take it back first."));
            }
            after.holder_id = None;
            after.status =
                if wish.act == CustodyAct::Retire { DeviceStatus::Retired } else { DeviceStatus::Disposed };
        }
        CustodyAct::Lose => {
            if state.status.gone() {
                return refuse(format!("{device} is {} already{since}.", state.status.in_words()));
            }
            after.status = DeviceStatus::Lost;
        }
        CustodyAct::BringBack => {
            if !matches!(state.status, DeviceStatus::Lost | DeviceStatus::Retired) {
                return refuse(format!(
                    "{device} is {}: there is nothing to bring back.",
                    state.status.in_words()
                ));
            }
            after.status = in_service(&after);
        }
        CustodyAct::Recorded | CustodyAct::Edited => {
            return refuse("Choose what is done with it.".to_owned());
        }
    }
    Ok(after)
}

fn in_service(state: &State) -> DeviceStatus {
    if state.holder_id.is_some() { DeviceStatus::InUse } else { DeviceStatus::InStock }
}

/// What an edit of the form, or an import, did.
pub(super) fn act_between(before: &State, after: &State) -> CustodyAct {
    match after.status {
        status if status == before.status => {}
        DeviceStatus::Retired => return CustodyAct::Retire,
        DeviceStatus::Disposed => return CustodyAct::Dispose,
        DeviceStatus::Lost => return CustodyAct::Lose,
        DeviceStatus::InRepair => return CustodyAct::RepairOut,
        _ if before.status == DeviceStatus::InRepair => return CustodyAct::RepairIn,
        _ if before.status.gone() => return CustodyAct::BringBack,
        _ => {}
    }
    match (&before.holder_id, &after.holder_id) {
        (Some(_), None) => CustodyAct::TakeBack,
        (old, new @ Some(_)) if old != new => CustodyAct::HandOut,
        _ if before.location_id != after.location_id => CustodyAct::Move,
        _ => CustodyAct::Edited,
    }
}

/// The day of an act.
///
/// # Errors
/// [`Error::Field`] for a day to come, and for one before the device's last entry.
pub(super) fn day(input: &CustodyInput, words: &Words, today: NaiveDate) -> Result<NaiveDate> {
    let on = crate::input::date("on", &input.on)?.unwrap_or(today);
    if on > today {
        return Err(Error::field("on", "That day is still to come. Write it down when it happens."));
    }
    match words.since {
        Some(last) if on < last => Err(Error::field(
            "on",
            format!(
                "The last entry of {} is of {}. Choose that day or a later one.",
                words.device,
                dates::in_words(last)
            ),
        )),
        _ => Ok(on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn state(status: DeviceStatus, holder: Option<&str>) -> State {
        State { holder_id: holder.map(str::to_owned), location_id: Some("L".into()), status, return_by: None }
    }

    fn wish(act: CustodyAct) -> Wish {
        Wish {
            act,
            on: d("2026-05-03"),
            person_id: Some("P".into()),
            location_id: None,
            return_by: Some(d("2026-05-10")),
        }
    }

    fn words() -> Words {
        Words {
            device: "ThinkPad (HV-1)".into(),
            holder: Some("Anna".into()),
            location: Some("Office".into()),
            since: Some(d("2026-03-01")),
        }
    }

    #[test]
    fn every_act_has_its_states() {
        use CustodyAct as A;
        use DeviceStatus as S;
        for (status, holder, act, expected) in [
            (S::InStock, None, A::HandOut, Ok((S::InUse, Some("P"), None))),
            (S::InStock, None, A::Lend, Ok((S::InUse, Some("P"), Some("2026-05-10")))),
            (
                S::InUse,
                Some("Q"),
                A::HandOut,
                Err("Anna has ThinkPad (HV-1) since 1 Mar 2026. Take it back first."),
            ),
            (S::InRepair, None, A::HandOut, Err("in repair")),
            (S::Retired, None, A::Lend, Err("retired")),
            (S::InUse, Some("Q"), A::TakeBack, Ok((S::InStock, None, None))),
            (S::InRepair, Some("Q"), A::TakeBack, Ok((S::InRepair, None, None))),
            (
                S::InStock,
                None,
                A::TakeBack,
                Err("Nobody has ThinkPad (HV-1): it is in stock since 1 Mar 2026."),
            ),
            (S::InUse, Some("Q"), A::RepairOut, Ok((S::InRepair, Some("Q"), None))),
            (S::InRepair, Some("Q"), A::RepairOut, Err("in repair")),
            (S::InRepair, Some("Q"), A::RepairIn, Ok((S::InUse, Some("Q"), None))),
            (S::InRepair, None, A::RepairIn, Ok((S::InStock, None, None))),
            (S::InStock, None, A::RepairIn, Err("not in repair")),
            (S::InStock, None, A::Retire, Ok((S::Retired, None, None))),
            (S::InUse, Some("Q"), A::Retire, Err("Take it back first")),
            (S::Retired, None, A::Retire, Err("already")),
            (S::Retired, None, A::Dispose, Ok((S::Disposed, None, None))),
            (S::Disposed, None, A::Dispose, Err("already")),
            (S::Lost, Some("Q"), A::Dispose, Ok((S::Disposed, None, None))),
            (S::InUse, Some("Q"), A::Lose, Ok((S::Lost, Some("Q"), None))),
            (S::Lost, Some("Q"), A::BringBack, Ok((S::InUse, Some("Q"), None))),
            (S::Retired, None, A::BringBack, Ok((S::InStock, None, None))),
            (S::InUse, None, A::BringBack, Err("nothing to bring back")),
            (S::InUse, None, A::Move, Err("Enter where it goes")),
        ] {
            let after = next(&state(status, holder), &wish(act), &words());
            match (after, expected) {
                (Ok(after), Ok((status, holder, return_by))) => {
                    assert_eq!(after.status, status, "{act:?}");
                    assert_eq!(after.holder_id.as_deref(), holder, "{act:?}");
                    assert_eq!(after.return_by.map(|day| day.to_string()).as_deref(), return_by, "{act:?}");
                }
                (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{act:?}: {error}"),
                (got, expected) => panic!("{act:?} on {status:?}: {got:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn loans_have_a_day_and_it_lies_ahead() {
        let mut loan = wish(CustodyAct::Lend);
        loan.return_by = None;
        assert!(next(&state(DeviceStatus::InStock, None), &loan, &words()).is_err());
        loan.return_by = Some(d("2026-05-02"));
        let error = next(&state(DeviceStatus::InStock, None), &loan, &words()).unwrap_err();
        assert_eq!(error.field_name(), Some("return_by"));
    }

    #[test]
    fn days_lie_between_the_last_entry_and_today() {
        let on = |text: &str| {
            let input = CustodyInput { on: Some(text.into()), ..CustodyInput::default() };
            day(&input, &words(), d("2026-06-01"))
        };
        assert_eq!(on("2026-03-01").unwrap(), d("2026-03-01"));
        assert!(on("2026-02-28").unwrap_err().to_string().contains("1 Mar 2026"));
        assert!(on("2026-06-02").is_err());
    }
}
