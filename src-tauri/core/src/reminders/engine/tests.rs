//! The engine against a world of its own: histories of sleeps, jumping clocks, changed zones, crashes, edits,
//! answers and two processes, judged by rules that know nothing of the engine.

use super::*;
use chrono::TimeDelta;
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

const HISTORIES: u32 = 10_000;
const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// How much later than now a record may be dated and still be believed.
const SLACK: TimeDelta = TimeDelta::hours(12);

/// What a process does wrong, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Tells a step on its very day and at no other time.
    ExactDay,
    /// Records a reminder as delivered, then sends it.
    MarksFirst,
    /// Starts with an empty ledger.
    Forgets,
}

#[derive(Debug, Clone)]
enum Event {
    /// Time goes by, in minutes; the computer may have slept meanwhile.
    Wait(i64),
    /// The clock is set, in minutes; back is negative.
    SetClock(i64),
    /// Local time moves against UTC, in minutes: another zone, or summer time.
    Zone(i64),
    /// A process takes on what is due.
    Begin(usize),
    /// It tells what it took on; the channel may refuse some.
    Finish {
        process: usize,
        refuses: bool,
    },
    /// It tells some, and dies before or after telling the next one, before that is recorded.
    Crash {
        process: usize,
        told: usize,
        in_flight: bool,
    },
    Move {
        deadline: usize,
        days: i64,
    },
    Add {
        days: i64,
        steps: usize,
    },
    Renew {
        deadline: usize,
    },
    Steps {
        deadline: usize,
        steps: usize,
    },
    Silence {
        deadline: usize,
    },
    Snooze {
        deadline: usize,
        days: u64,
    },
    Reopen {
        deadline: usize,
    },
}

const STEPS: [&[u32]; 6] = [&[90, 30, 7, 1], &[1, 7, 14, 30, 60], &[0], &[60, 30], &[14, 3, 0], &[]];

fn event() -> impl Strategy<Value = Event> {
    let deadline = 0..6_usize;
    let process = 0..2_usize;
    prop_oneof![
        4 => (1..3_000_i64).prop_map(Event::Wait),
        3 => (1..60_i64).prop_map(|days| Event::Wait(days * 1440)),
        1 => (-5_000..5_000_i64).prop_map(Event::SetClock),
        1 => prop_oneof![Just(60_i64), Just(-60), -720..720_i64].prop_map(Event::Zone),
        4 => process.clone().prop_map(Event::Begin),
        6 => (process.clone(), prop::bool::weighted(0.15)).prop_map(|(process, refuses)| Event::Finish { process, refuses }),
        2 => (process, 0..4_usize, any::<bool>())
            .prop_map(|(process, told, in_flight)| Event::Crash { process, told, in_flight }),
        1 => (deadline.clone(), -100..100_i64).prop_map(|(deadline, days)| Event::Move { deadline, days }),
        1 => (-60..150_i64, 0..STEPS.len()).prop_map(|(days, steps)| Event::Add { days, steps }),
        1 => deadline.clone().prop_map(|deadline| Event::Renew { deadline }),
        1 => (deadline.clone(), 0..STEPS.len()).prop_map(|(deadline, steps)| Event::Steps { deadline, steps }),
        1 => deadline.clone().prop_map(|deadline| Event::Silence { deadline }),
        1 => (deadline.clone(), 1..40_u64).prop_map(|(deadline, days)| Event::Snooze { deadline, days }),
        1 => deadline.prop_map(|deadline| Event::Reopen { deadline }),
    ]
}

fn history() -> impl Strategy<Value = (bool, Vec<Event>)> {
    (any::<bool>(), prop::collection::vec(event(), 1..45))
}

/// What somebody heard, as they would remember it.
#[derive(Debug, Clone, Copy)]
struct Heard {
    step: u32,
    at: DateTime<Utc>,
    /// The process lived to record it.
    recorded: bool,
    /// A clock that was wrong wrote it, so that it was taken on again.
    void: bool,
    /// Told once more after the crash that kept it from being recorded.
    repeated: bool,
}

/// A reminder that a process took on, and the world it saw then.
#[derive(Debug, Clone)]
struct Taken {
    told: Reminder,
    today: NaiveDate,
    snoozed_at: Option<DateTime<Utc>>,
    /// Something was recorded of it before.
    seen: bool,
}

struct World {
    fault: Fault,
    free: FreeDays,
    at: DateTime<Utc>,
    zone: i64,
    deadlines: Vec<Watched>,
    /// Rows with the run of a process that holds a claim.
    rows: BTreeMap<(DeadlineKey, Outlet, u32), (Entry, usize)>,
    /// What each process took on and has not told yet; None: it does not run.
    at_work: [Option<Vec<Taken>>; 2],
    /// How often each process was started: a claim of an earlier run is not one of the present run.
    runs: [usize; 2],
    heard: HashMap<(DeadlineKey, Outlet), Vec<Heard>>,
    /// When anything was recorded of a deadline on an outlet.
    seen: HashMap<(DeadlineKey, Outlet), Vec<DateTime<Utc>>>,
}

type Judged = Result<(), TestCaseError>;

impl World {
    fn new(fault: Fault, weekends: bool) -> World {
        let mut world = World {
            fault,
            free: FreeDays { weekends, holidays: BTreeSet::new() },
            at: "2026-03-28T10:00:00Z".parse().unwrap(),
            zone: 60,
            deadlines: Vec::new(),
            rows: BTreeMap::new(),
            at_work: [None, None],
            runs: [0, 1],
            heard: HashMap::new(),
            seen: HashMap::new(),
        };
        for (days, steps) in [(100, 0), (20, 1), (-5, 2), (-80, 3)] {
            world.add(days, steps);
        }
        world
    }

    fn now(&self) -> Now {
        let local = self.at.naive_utc() + TimeDelta::minutes(self.zone);
        Now { at: self.at, today: local.date(), time: local.time() }
    }

    fn add(&mut self, days: i64, steps: usize) {
        let number = self.deadlines.len();
        let outlets = match number % 3 {
            0 => vec![Outlet::notification()],
            1 => vec![Outlet::notification(), Outlet::email("anna@example.com")],
            _ => vec![Outlet::email("anna@example.com"), Outlet::email("ben@example.com")],
        };
        let key = DeadlineKey {
            kind: DeadlineKind::LicenseEnds,
            subject_id: format!("license {number}"),
            due_on: self.now().today + TimeDelta::days(days),
        };
        let steps = STEPS[steps].to_vec();
        self.deadlines.push(Watched { key, steps, outlets, voice: Voice::Open });
    }

    fn live(&mut self, event: &Event) -> Judged {
        let set_at = self.at;
        let today = self.now().today;
        // Nothing is done at the very instant of something else.
        self.at += TimeDelta::minutes(1);
        match event {
            Event::Wait(minutes) => self.at += TimeDelta::minutes(*minutes),
            Event::SetClock(minutes) => self.at += TimeDelta::minutes(*minutes),
            Event::Zone(minutes) => self.zone = (self.zone + minutes).clamp(-720, 840),
            Event::Begin(process) => self.begin(*process),
            Event::Finish { process, refuses } => return self.finish(*process, *refuses),
            Event::Crash { process, told, in_flight } => return self.crash(*process, *told, *in_flight),
            Event::Add { days, steps } if self.deadlines.len() < 8 => self.add(*days, *steps),
            Event::Add { .. } => {}
            Event::Move { deadline, days } => {
                self.change(*deadline, |watched| watched.key.due_on += TimeDelta::days(*days));
            }
            Event::Renew { deadline } => self.change(*deadline, |watched| {
                watched.key.due_on += TimeDelta::days(365);
                watched.voice = Voice::Open;
            }),
            Event::Steps { deadline, steps } => {
                self.change(*deadline, |watched| watched.steps = STEPS[*steps].to_vec());
            }
            Event::Silence { deadline } => self.change(*deadline, |watched| watched.voice = Voice::Silent),
            Event::Snooze { deadline, days } => self.change(*deadline, |watched| {
                watched.voice = Voice::Snoozed { until: today + Days::new(*days), set_at };
            }),
            Event::Reopen { deadline } => self.change(*deadline, |watched| watched.voice = Voice::Open),
        }
        Ok(())
    }

    fn change(&mut self, deadline: usize, change: impl FnOnce(&mut Watched)) {
        let count = self.deadlines.len();
        change(&mut self.deadlines[deadline % count]);
    }

    fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for ((key, outlet, step), (entry, holder)) in &self.rows {
            let progress = match entry.progress {
                Progress::Claimed { .. } => Progress::Claimed {
                    alive: self.at_work[*holder % 2].is_some() && self.runs[*holder % 2] == *holder,
                },
                other => other,
            };
            ledger.enter(key, outlet, *step, Entry { progress, at: entry.at });
        }
        ledger
    }

    fn enter(&mut self, key: &DeadlineKey, outlet: &Outlet, step: u32, progress: Progress, holder: usize) {
        let entry = Entry { progress, at: self.at };
        self.rows.insert((key.clone(), outlet.clone(), step), (entry, holder));
        self.seen.entry((key.clone(), outlet.clone())).or_default().push(self.at);
    }

    /// The looser steps have passed once a tighter one is settled, not before.
    fn pass_over(&mut self, told: &Reminder) {
        for skipped in &told.skipped {
            self.enter(&told.key, &told.outlet, *skipped, Progress::Passed, 0);
        }
    }

    fn record(&mut self, told: &Reminder) {
        self.enter(&told.key, &told.outlet, told.step, Progress::Delivered, 0);
        self.pass_over(told);
    }

    fn begin(&mut self, process: usize) {
        if self.at_work[process].is_some() {
            return;
        }
        self.runs[process] += 2;
        let run = self.runs[process];
        let now = self.now();
        let mut reminders = due(&self.deadlines, &self.free, &self.ledger(), &now);
        if self.fault == Fault::ExactDay {
            reminders.retain(|told| self.free.told_on(told.key.due_on, told.step) == Some(now.today));
        }
        let mut work = Vec::new();
        for told in reminders {
            let place = (told.key.clone(), told.outlet.clone());
            let watched = self.deadlines.iter().find(|watched| watched.key == told.key);
            let taken = Taken {
                today: now.today,
                snoozed_at: watched.and_then(|watched| snoozed_at(watched, now.at)),
                seen: self
                    .seen
                    .get(&place)
                    .is_some_and(|times| times.iter().any(|seen| *seen <= now.at + SLACK)),
                told,
            };
            let told = &taken.told;
            let heard = self.heard.entry(place).or_default();
            if heard.iter().any(|heard| now.at + SLACK < heard.at) {
                // What was cut off before it was told again by the wrong clock is forgotten with that.
                heard.iter_mut().for_each(|heard| heard.void |= now.at + SLACK < heard.at || !heard.recorded);
            }
            // After a snooze it is taken on anew: what was told before that is over.
            if let Some(since) = taken.snoozed_at {
                heard.iter_mut().for_each(|heard| heard.void |= heard.at <= since);
            }
            let progress = match (told.silent, self.fault) {
                (true, _) => Progress::Passed,
                (false, Fault::MarksFirst) => Progress::Delivered,
                (false, _) => Progress::Claimed { alive: true },
            };
            self.enter(&told.key, &told.outlet, told.step, progress, run);
            if !matches!(progress, Progress::Claimed { .. }) {
                self.pass_over(told);
            }
            if !taken.told.silent {
                work.push(taken);
            }
        }
        self.at_work[process] = Some(work);
    }

    /// Works off what was taken on; a process that did not run starts, and looks, first.
    fn finish(&mut self, process: usize, refuses: bool) -> Judged {
        self.begin(process);
        let others_work = self.at_work[1 - process].as_ref().is_some_and(|work| !work.is_empty());
        let looked_at = self.at;
        let work = self.at_work[process].take().unwrap_or_default();
        let mut refused = false;
        for (number, taken) in work.iter().enumerate() {
            let told = &taken.told;
            if refuses && number % 2 == 0 {
                refused = true;
                let progress = Progress::Failed { retry_at: self.at + PAUSE };
                self.enter(&told.key, &told.outlet, told.step, progress, process);
                continue;
            }
            self.tell(taken, true)?;
            self.record(told);
        }
        // Looks once more: by now nothing may be missing.
        self.begin(process);
        let more = self.at_work[process].take().unwrap_or_default();
        for taken in &more {
            let told = &taken.told;
            self.tell(taken, true)?;
            self.record(told);
        }
        prop_assert_eq!(looked_at, self.at);
        if !refused && !others_work { self.nothing_is_missing() } else { Ok(()) }
    }

    fn crash(&mut self, process: usize, count: usize, in_flight: bool) -> Judged {
        self.begin(process);
        let work = self.at_work[process].take().unwrap_or_default();
        for taken in work.iter().take(count) {
            let told = &taken.told;
            self.tell(taken, true)?;
            self.record(told);
        }
        if let (true, Some(taken)) = (in_flight, work.get(count)) {
            self.tell(taken, false)?;
        }
        if self.fault == Fault::Forgets {
            self.rows.clear();
        }
        Ok(())
    }

    /// Somebody hears a reminder: it must be one they may hear now.
    fn tell(&mut self, taken: &Taken, recorded: bool) -> Judged {
        let told = &taken.told;
        let heard = self.heard.entry((told.key.clone(), told.outlet.clone())).or_default();
        let earlier: Vec<&mut Heard> = heard
            .iter_mut()
            .filter(|earlier| earlier.step <= told.step && !earlier.void)
            .filter(|earlier| taken.snoozed_at.is_none_or(|since| since < earlier.at))
            .collect();
        prop_assert!(earlier.iter().all(|earlier| !earlier.recorded), "told twice: {taken:?}, {earlier:?}");
        if !earlier.is_empty() {
            let cut_off = earlier.into_iter().find(|earlier| !earlier.repeated);
            prop_assert!(cut_off.is_some(), "one crash repeated it twice: {taken:?}");
            cut_off.unwrap().repeated = true;
        }
        heard.push(Heard { step: told.step, at: self.at, recorded, void: false, repeated: false });
        let long_past = told.key.due_on + TimeDelta::days(30) < taken.today;
        let known = taken.seen || taken.snoozed_at.is_some();
        prop_assert!(known || !long_past, "an old one was told: {taken:?}");
        Ok(())
    }

    /// Of everything that may be told, the tightest reached step was.
    fn nothing_is_missing(&self) -> Judged {
        let now = self.now();
        for watched in &self.deadlines {
            let open = match watched.voice {
                Voice::Silent => false,
                Voice::Snoozed { until, .. } => until <= now.today,
                Voice::Open => true,
            };
            let reached = watched.steps.iter().copied().filter(|step| self.is_reached(watched, *step)).min();
            let (true, Some(tightest)) = (open, reached) else { continue };
            for outlet in &watched.outlets {
                let since = snoozed_at(watched, now.at);
                let heard = self.heard.get(&(watched.key.clone(), outlet.clone()));
                let told = heard.into_iter().flatten().any(|heard| {
                    heard.step <= tightest
                        && heard.at <= now.at + SLACK
                        && since.is_none_or(|since| since < heard.at)
                });
                let rows = |wanted: fn(&Progress) -> bool| {
                    self.rows.iter().any(|((key, of, step), (entry, _))| {
                        key == &watched.key && of == outlet && *step <= tightest && wanted(&entry.progress)
                    })
                };
                // Too old when it was first seen: recorded as passed, and never told.
                let long_past = watched.key.due_on + TimeDelta::days(30) < now.today;
                let passed = long_past && rows(|progress| *progress == Progress::Passed);
                let refused = self.rows.iter().any(|((key, of, _), (entry, _))| {
                    key == &watched.key
                        && of == outlet
                        && entry.at <= now.at + SLACK
                        && matches!(entry.progress, Progress::Failed { retry_at } if now.at < retry_at)
                });
                // A tighter one was passed over when an even tighter one was told, before the date moved the clock back.
                let overtaken = heard.into_iter().flatten().any(|heard| heard.at <= now.at + SLACK)
                    && rows(|progress| *progress == Progress::Passed);
                prop_assert!(
                    told || passed || refused || overtaken,
                    "never told: {:?} {tightest} on {outlet:?}, as of {now:?}; heard {heard:?}",
                    watched.key
                );
            }
        }
        Ok(())
    }

    fn is_reached(&self, watched: &Watched, step: u32) -> bool {
        let mut day = watched.key.due_on - TimeDelta::days(i64::from(step));
        if self.free.weekends {
            day -= TimeDelta::days(match day.format("%a").to_string().as_str() {
                "Sat" => 1,
                "Sun" => 2,
                _ => 0,
            });
        }
        day <= self.now().today
    }
}

/// When it was snoozed, if a clock that was wrong did not write that.
fn snoozed_at(watched: &Watched, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match watched.voice {
        Voice::Snoozed { set_at, .. } if set_at <= at => Some(set_at),
        _ => None,
    }
}

fn lives_through(fault: Fault, weekends: bool, events: &[Event]) -> Judged {
    let mut world = World::new(fault, weekends);
    for event in events {
        world.live(event)?;
    }
    world.finish(0, false)?;
    world.finish(1, false)
}

fn judge(fault: Fault) -> Result<(), proptest::test_runner::TestError<(bool, Vec<Event>)>> {
    let config = ProptestConfig { cases: HISTORIES, failure_persistence: None, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&history(), |(weekends, events)| lives_through(fault, weekends, &events))
}

#[test]
fn ten_thousand_histories_miss_nothing_and_tell_nothing_twice() {
    if let Err(error) = judge(Fault::None) {
        panic!("{error}");
    }
}

#[test]
fn an_engine_that_matches_the_exact_day_is_caught() {
    assert!(judge(Fault::ExactDay).unwrap_err().to_string().contains("never told"));
}

#[test]
fn a_process_that_marks_before_it_sends_is_caught() {
    assert!(judge(Fault::MarksFirst).unwrap_err().to_string().contains("never told"));
}

#[test]
fn a_process_that_forgets_at_a_restart_is_caught() {
    assert!(judge(Fault::Forgets).unwrap_err().to_string().contains("told twice"));
}
