//! What breaks: power, network, sign-in and clock of a device; the server's process, its clock and its backups.
use backend::store::StoreError;
use shared::sync::event::What;
use shared::sync::fault::Fault;

use super::server::tenant;
use super::world::World;
use super::{Found, Plant};

const HOUR: i64 = 3_600_000;

impl World {
    /// Something breaks on a device.
    pub fn device_fault(&mut self, device: usize) -> Found<()> {
        let roll = self.dice.below(90);
        let (now, plant) = (self.now, self.config.plant);
        let spot = self.dice.index(40);
        let next = self.id();
        let jump = i64::try_from(self.dice.below(6 * 24)).unwrap_or(0) - 72;
        let place = self.dice.index(self.devices[device].tabs.len());
        let is_about_copies = self.is_about_copies();
        let owner = &mut self.devices[device];
        match roll {
            0..14 => {
                owner.close(place);
                if owner.tabs.is_empty() {
                    owner.open(next, now, plant);
                }
            }
            14..22 => self.power_cut(device, next, spot),
            // A copy of what waits here goes first.
            22..34 if is_about_copies && owner.waits() > 1 => {
                self.copy_device(device);
                self.devices[device].is_reachable = false;
            }
            22..30 if owner.tabs.len() < 2 => owner.open(next, now, plant),
            30..32 if self.dice.chance(40) => self.copy_device(device),
            32 if self.dice.chance(20) => self.evict(device),
            32..34 => self.image(device),
            34..52 => {
                owner.is_reachable = !owner.is_reachable;
                if owner.is_reachable {
                    let wake = |tab: &mut super::device::Tab| tab.mail.push_back(What::Wake);
                    owner.tabs.iter_mut().for_each(wake);
                }
            }
            52..58 => owner.is_signed_in = false,
            58..70 if !owner.is_signed_in => self.sign_in(device),
            70..76 => owner.clock_off_ms = jump * HOUR / 6,
            76.. => {
                let wake = |tab: &mut super::device::Tab| tab.mail.push_back(What::Wake);
                owner.tabs.iter_mut().for_each(wake);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the planted mistake shows with copied devices only: then there are more of them.
    pub fn is_about_copies(&self) -> bool {
        self.config.plant == Some(Plant::Core(Fault::CustodyUnseen))
    }

    /// The user of a device signs in again.
    pub fn sign_in(&mut self, device: usize) {
        let owner = &mut self.devices[device];
        owner.is_signed_in = true;
        for tab in &mut owner.tabs {
            tab.mail.push_back(What::SignedIn);
        }
    }

    /// All tabs die at once; what was only in the disk's cache is gone, the outbox never is.
    fn power_cut(&mut self, device: usize, next: u64, spot: usize) {
        let (now, plant) = (self.now, self.config.plant);
        let is_lost = self.dice.chance(20);
        let is_damaged = self.dice.chance(15);
        let is_rotten = self.dice.chance(8);
        let owner = &mut self.devices[device];
        owner.tabs.clear();
        owner.leader = None;
        let kept = owner.disk.flushed.clone();
        owner.disk.base = kept.filter(|_| !is_lost);
        if is_damaged && owner.disk.damage(spot) {
            owner.was_damaged = true;
        }
        if plant == Some(Plant::OutboxRelaxed) {
            owner.disk.entries.pop_last();
        }
        if is_rotten {
            self.rot(device, spot);
        }
        self.devices[device].open(next, now, plant);
        self.count("power cuts");
    }

    /// Something breaks at the server.
    pub fn server_fault(&mut self) -> Found<()> {
        match self.dice.below(100) {
            0..30 => {
                self.server.crash_soon(&mut self.dice);
                self.count("crashes");
            }
            30..52 => {
                self.server.restart()?;
                self.history.follow(&self.server, &self.registry)?;
            }
            52..60 => self.compact()?,
            60..70 => {
                let hours = i64::try_from(self.dice.below(40)).unwrap_or(0);
                self.now += hours * HOUR;
            }
            70..80 if self.server.take_backup() => self.backup = Some(self.history.clone()),
            80..86 => {
                let epoch = self.dice.uuid();
                if self.server.restore(epoch)?
                    && let Some(history) = &self.backup
                {
                    self.history = history.clone();
                    self.count("restores");
                    self.history.follow(&self.server, &self.registry)?;
                }
            }
            86..90 if self.config.plant == Some(Plant::RowWrittenOutside) => {
                self.write_outside()?
            }
            88.. => self.office_settles()?,
            _ => {}
        }
        Ok(())
    }

    /// The server forgets what has left its scopes, but for the last few.
    fn compact(&mut self) -> Found<()> {
        let keep = i64::try_from(self.dice.below(30)).unwrap_or(0);
        let is_floor_set = self.config.plant != Some(Plant::FloorUnset);
        if self.server.compact(keep, is_floor_set)? > 0 {
            self.count("deletions forgotten");
        }
        Ok(())
    }

    fn write_outside(&self) -> Found<()> {
        let person: uuid::Uuid = shared::testing::cast::id("org Norrbygg");
        let wrote =
            self.server
                .exec
                .wait(backend::store::write(&*self.server.deps.store, move |tx| {
                    Box::pin(async move {
                        let Some(mut row) = tx.entity(tenant(), "organisation", person).await?
                        else {
                            return Ok(());
                        };
                        row.ver += 1;
                        tx.put_entity(&row).await
                    })
                }));
        wrote.or_else(|error: StoreError| match error {
            StoreError::Closed => Ok(()),
            other => Err(other.to_string()),
        })
    }
}
