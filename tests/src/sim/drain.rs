//! The calm after the faults: everybody is reachable and signed in, nothing is lost any more, and nobody is woken: the waits that
//! the cores asked for must lead to the end by themselves, in so many turns (I6).
use shared::time::Millis;

use super::Found;
use super::world::World;

const TURNS_MAX: usize = 600;
/// Packets of one turn; a first sync of five devices needs a tenth of it.
const PACKETS_MAX: usize = 2_000;

impl World {
    /// Runs until every outbox is empty and every device shows the last checkpoint.
    pub fn drain(&mut self) -> Found<()> {
        self.is_stormy = false;
        self.server.restart()?;
        self.history.follow(&self.server, &self.registry)?;
        for device in 0..self.devices.len() {
            let owner = &mut self.devices[device];
            owner.is_reachable = true;
            owner.clock_off_ms = 0;
            if !owner.is_signed_in {
                self.sign_in(device);
            }
        }
        let mut quiet = 0;
        for turn in 0..TURNS_MAX {
            if self.is_done()? {
                quiet += 1;
                // Once more from the timers: what is done must stay done.
                if quiet > 1 {
                    let longest = self.report.longest_drain.max(turn);
                    self.report.longest_drain = longest;
                    return Ok(());
                }
                self.pass_to_timer(true)?;
            } else if self.wire.is_empty() && !self.has_work() {
                self.pass_to_timer(false)?;
            }
            for device in 0..self.devices.len() {
                self.devices_work(device, 100)?;
            }
            for packets in 0.. {
                if self.wire.is_empty() {
                    break;
                }
                if packets > PACKETS_MAX {
                    return Err(format!(
                        "I6: somebody asks without end: {}",
                        self.state_of_devices()
                    ));
                }
                self.deliver_one()?;
            }
        }
        Err(format!(
            "I6: not drained after {TURNS_MAX} turns: {}",
            self.state_of_devices()
        ))
    }

    fn has_work(&self) -> bool {
        let mut tabs = self.devices.iter().flat_map(|device| &device.tabs);
        tabs.any(|tab| !tab.ops.is_empty() || !tab.mail.is_empty())
    }

    fn is_done(&self) -> Found<bool> {
        if !self.wire.is_empty() || self.has_work() {
            return Ok(false);
        }
        let head = self.head()?;
        let epoch = Some(self.server.epoch);
        Ok(self.devices.iter().all(|device| {
            device.leading().is_some_and(|tab| {
                let status = tab.core.status();
                let base = tab.core.base();
                status.waiting == 0
                    && !status.is_syncing
                    && base.epoch() == epoch
                    && base.to() == head
                    && device
                        .disk
                        .base
                        .as_ref()
                        .is_some_and(|base| base.to == head)
            })
        }))
    }

    fn pass_to_timer(&mut self, is_done: bool) -> Found<()> {
        let tabs = self.devices.iter().flat_map(|device| &device.tabs);
        let timers: Vec<i64> = tabs.filter_map(|tab| Some(tab.timer?.1)).collect();
        let next = if is_done {
            timers.iter().max()
        } else {
            timers.iter().min()
        };
        match next {
            Some(next) => {
                self.now = self.now.max(*next);
                self.server.now = Millis(self.now);
                Ok(())
            }
            None => Err(format!(
                "I6: nobody waits for anything: {}",
                self.state_of_devices()
            )),
        }
    }

    fn state_of_devices(&self) -> String {
        let lines: Vec<String> = self
            .devices
            .iter()
            .map(|device| match device.leading() {
                Some(tab) => format!(
                    "{}: {:?} to {} timer {:?} now {}",
                    device.name,
                    tab.core.status(),
                    tab.core.base().to(),
                    tab.timer,
                    self.now
                ),
                None => format!("{}: nobody leads", device.name),
            })
            .collect();
        lines.join("; ")
    }
}
