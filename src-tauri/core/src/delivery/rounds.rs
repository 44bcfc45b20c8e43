//! When the window looks for reminders by itself, and what of a look is news: without a clock, a thread or a database, so
//! that every order of writes, rounds and failures can be tried.

use super::model::StandingFailure;
use crate::clock::Now;
use chrono::{DateTime, NaiveDate, Utc};

/// After so many seconds everything is looked at anew, whatever seems not to have changed.
const WHOLE_LOOK: i64 = 600;

/// What a round depends on: as long as it is the same, another round finds nothing new. It is read before the round, so
/// that what is written during one makes another scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// The number of the last change in the history. Settings are in no history: who writes them asks for a round.
    pub change: i64,
    pub today: NaiveDate,
    /// Whether the policy lets messages out at this time of the day.
    pub open: bool,
}

/// What keeps reminders from being told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Troubles {
    /// Why email that is due is not tried.
    pub mail_waits: Option<String>,
    /// What channels refused, each of which is tried again. All of them: a second refusal is news beside a first one.
    pub refused: Vec<StandingFailure>,
    /// Why the calendar file is out of date.
    pub calendar: Option<String>,
}

impl Troubles {
    /// Whether another round may succeed where the last one did not, though nothing was written.
    pub fn any(&self) -> bool {
        self.mail_waits.is_some() || !self.refused.is_empty() || self.calendar.is_some()
    }
}

/// Which rounds are still to be run. One that failed counts for nothing: what asked for it still asks.
#[derive(Debug)]
pub struct Rounds {
    wanted: bool,
    last: Option<(Scene, DateTime<Utc>)>,
}

impl Default for Rounds {
    /// The first look is a whole one.
    fn default() -> Rounds {
        Rounds { wanted: true, last: None }
    }
}

impl Rounds {
    /// Something was written, or a channel may take now what it refused before.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// Whether a round is to be run now.
    pub fn due(&self, scene: &Scene, now: &Now, troubles: &Troubles) -> bool {
        let recent = self.last.is_some_and(|(before, at)| {
            before == *scene && (0..WHOLE_LOOK).contains(&(now.at - at).num_seconds())
        });
        self.wanted || !recent || troubles.any()
    }

    /// A round that began with this scene has looked at everything.
    pub fn done(&mut self, scene: Scene, now: &Now) {
        self.wanted = false;
        self.last = Some((scene, now.at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::moment, reminders::engine::ReminderChannel};
    use chrono::TimeDelta;

    fn at(seconds: i64) -> Now {
        Now::at(moment("2027-06-14T10:00:00Z").unwrap() + TimeDelta::seconds(seconds))
    }

    fn scene(change: i64) -> Scene {
        Scene { change, today: at(0).today, open: true }
    }

    fn refused(channel: ReminderChannel, error: &str) -> StandingFailure {
        let at = at(0).timestamp();
        let (to, error) = (String::new(), error.to_owned());
        StandingFailure { channel, to, reminders: 1, error, at: at.clone(), retry_at: at, attempts: 1 }
    }

    #[test]
    fn a_round_is_due_when_something_asks_for_it() {
        let well = Troubles::default();
        let mut rounds = Rounds::default();
        assert!(rounds.due(&scene(7), &at(0), &well), "the first look");
        rounds.done(scene(7), &at(0));
        assert!(!rounds.due(&scene(7), &at(40), &well), "nothing is new");
        assert!(rounds.due(&scene(8), &at(40), &well), "something was written");
        assert!(rounds.due(&Scene { open: false, ..scene(7) }, &at(40), &well));
        assert!(rounds.due(&Scene { today: at(86_400).today, ..scene(7) }, &at(40), &well));
        assert!(rounds.due(&scene(7), &at(WHOLE_LOOK), &well), "after a while everything is looked at");
        assert!(rounds.due(&scene(7), &at(-5), &well), "the clock went back");
        let waits = Troubles { mail_waits: Some("The keyring is locked.".into()), ..Troubles::default() };
        assert!(rounds.due(&scene(7), &at(40), &waits));
    }

    #[test]
    fn what_is_written_during_a_round_is_looked_at_after_it() {
        let mut rounds = Rounds::default();
        // The round begins with change 7; change 8 comes while it runs.
        rounds.done(scene(7), &at(0));
        assert!(rounds.due(&scene(8), &at(3), &Troubles::default()));
        rounds.done(scene(8), &at(3));
        // A setting changes no scene; who writes one asks, and the asking outlives the round that runs.
        rounds.want();
        assert!(rounds.due(&scene(8), &at(6), &Troubles::default()));
    }

    #[test]
    fn a_round_that_failed_is_still_to_be_run() {
        let mut rounds = Rounds::default();
        rounds.done(scene(7), &at(0));
        rounds.want();
        assert!(rounds.due(&scene(7), &at(2), &Troubles::default()));
        // It ended in an error, as while another program held the database: nothing is done.
        assert!(rounds.due(&scene(7), &at(7), &Troubles::default()), "the setting is not forgotten");
        rounds.done(scene(7), &at(7));
        assert!(rounds.due(&scene(8), &at(9), &Troubles::default()));
        assert!(rounds.due(&scene(8), &at(14), &Troubles::default()), "nor is the write");
    }

    #[test]
    fn a_second_refusal_is_news_beside_the_first() {
        let note = refused(ReminderChannel::Notification, "no program shows notifications");
        let first = Troubles { refused: vec![note.clone()], ..Troubles::default() };
        let mail = refused(ReminderChannel::Email, "No such user here");
        let second = Troubles { refused: vec![mail, note], ..Troubles::default() };
        assert!(first.any() && second.any());
        assert_ne!(first, second, "the window is to be told");
    }
}
