//! What a chain does not outlive: a device's disk is copied to another one, is turned back to an older image, is cleared, or loses a
//! command's bytes. Both copies go on; what they record is lost by neither.
use shared::sync::branch::Split;
use shared::sync::event::What;

use super::Found;
use super::device::{Device, Disk};
use super::world::World;

/// More copies tell nothing more.
const COPIES_MAX: usize = 2;

impl World {
    /// The disk of a device is laid into another one, which goes on by itself.
    pub fn copy_device(&mut self, device: usize) {
        if self.devices.len() >= self.config.replicas + COPIES_MAX {
            return;
        }
        let owner = &mut self.devices[device];
        owner.may_split = true;
        let copy = Device {
            user: owner.user,
            name: owner.name,
            replica: owner.replica,
            disk: owner.disk.clone(),
            tabs: Vec::new(),
            leader: None,
            is_signed_in: true,
            is_reachable: true,
            clock_off_ms: 0,
            saved: owner.saved.clone(),
            image: None,
            rotten: owner.rotten.clone(),
            was_damaged: owner.was_damaged,
            may_split: true,
        };
        self.kinds.push(self.kinds[device].clone());
        self.devices.push(copy);
        let (place, next) = (self.devices.len() - 1, self.id());
        self.devices[place].open(next, self.now, self.config.plant);
        self.count("copied devices");
    }

    /// The browser clears the device: what was not sent is gone with it, and it begins anew.
    pub fn evict(&mut self, device: usize) {
        let (replica, next) = (self.dice.uuid().into(), self.id());
        let (now, plant) = (self.now, self.config.plant);
        let owner = &mut self.devices[device];
        owner.tabs.clear();
        owner.leader = None;
        owner.disk = Disk::default();
        owner.replica = replica;
        owner.saved.clear();
        owner.image = None;
        owner.open(next, now, plant);
        self.count("cleared devices");
    }

    /// An image of a disk is taken, or laid back: what was recorded since is gone from it.
    pub fn image(&mut self, device: usize) {
        let next = self.id();
        let (now, plant) = (self.now, self.config.plant);
        let owner = &mut self.devices[device];
        let Some((replica, disk, saved)) = owner.image.take() else {
            owner.image = Some((owner.replica, owner.disk.clone(), owner.saved.clone()));
            return;
        };
        owner.tabs.clear();
        owner.leader = None;
        (owner.replica, owner.disk, owner.saved) = (replica, disk, saved);
        owner.may_split = true;
        owner.open(next, now, plant);
        self.count("disks turned back");
    }

    /// The bytes of a command that the server may not have are damaged while the power is off.
    pub fn rot(&mut self, device: usize, spot: usize) {
        let owner = &mut self.devices[device];
        let last = owner.disk.entries.keys().next_back().copied().unwrap_or(0);
        let no = last.saturating_sub(spot as u64 % 3);
        if let Some(name) = owner.name_of(no) {
            owner.disk.entries.remove(&no);
            owner.rotten.push(name);
            owner.may_split = true;
            self.count("rotten commands");
        }
    }

    /// A tab asks its disk to leave the chain; every tab is opened anew when it has.
    pub fn branch(&mut self, device: usize, place: usize, from: u64, split: Split) -> Found<()> {
        let new = self.dice.uuid().into();
        let plant = self.config.plant;
        let owner = &mut self.devices[device];
        let of = owner.replica;
        let Some(names) = owner.disk.branch((of, new), from, split, plant) else {
            let outbox = owner.disk.outbox();
            let tab = &mut owner.tabs[place];
            tab.mail.push_back(What::OutboxChanged(outbox));
            tab.mail.push_back(What::NotBranched);
            return Ok(());
        };
        owner.replica = new;
        owner.tabs.clear();
        owner.leader = None;
        let next = self.id();
        let now = self.now;
        self.devices[device].open(next, now, plant);
        let disk: Disk = self.devices[device].disk.clone();
        for entry in disk.entries.range(from..).map(|(_, entry)| entry) {
            self.note(device, entry)?;
        }
        for (no, before) in names {
            if let Some(name) = self.devices[device].name_of(no) {
                for was in before {
                    self.renamed.entry(was).or_default().push(name);
                }
            }
        }
        Ok(())
    }
}
