//! A volume driver that keeps its volumes in the instance's memory: they are gone with the instance.
use holdfast::volume::{
    CreateVolume, Description, ExtendVolume, Health, Probe, Stats, Volume, VolumeDriver, VolumeList, VolumeName,
};
use holdfast::{config, config_number, Answer, Failure, Status};

const TEBIBYTE: i64 = 1 << 40;

/// Names and sizes, in the order in which they were made.
#[derive(Default)]
pub struct MemoryVolumes {
    sizes: Vec<(String, i64)>,
}

impl VolumeDriver for MemoryVolumes {
    fn describe(&mut self) -> Answer<Description> {
        Ok(Description {
            name: "volume-fake-rust".into(),
            version: "1.0.0".into(),
            kind: "volume".into(),
            abi: "1.0".into(),
        })
    }

    fn probe(&mut self) -> Answer<Probe> {
        let health = match config("health").as_deref() {
            Some("degraded") => Health::Degraded,
            Some("unavailable") => Health::Unavailable,
            _ => Health::Ready,
        };
        Ok(Probe { health, reason: config("reason"), ..Probe::default() })
    }

    fn create_volume(&mut self, input: CreateVolume) -> Answer<Volume> {
        if self.place_of(&input.name).is_ok() {
            return Err(Failure::new(Status::AlreadyExists, "There is a volume of that name."));
        }
        if input.size_bytes > self.free_bytes() {
            return Err(full());
        }
        self.sizes.push((input.name.clone(), input.size_bytes));
        Ok(volume(&input.name, input.size_bytes))
    }

    fn delete_volume(&mut self, input: VolumeName) -> Answer<()> {
        self.sizes.retain(|(name, _)| *name != input.name);
        Ok(())
    }

    fn extend_volume(&mut self, input: ExtendVolume) -> Answer<Volume> {
        let place = self.place_of(&input.name)?;
        let growth = input.size_bytes - self.sizes[place].1;
        if growth < 0 {
            let message = "A volume cannot shrink: ask for at least its present size.";
            return Err(Failure::new(Status::InvalidArgument, message));
        }
        if growth > self.free_bytes() {
            return Err(full());
        }
        self.sizes[place].1 = input.size_bytes;
        Ok(volume(&input.name, input.size_bytes))
    }

    fn inspect_volume(&mut self, input: VolumeName) -> Answer<Volume> {
        let place = self.place_of(&input.name)?;
        Ok(volume(&input.name, self.sizes[place].1))
    }

    fn list_volumes(&mut self) -> Answer<VolumeList> {
        let volumes = self.sizes.iter().map(|(name, size_bytes)| volume(name, *size_bytes)).collect();
        Ok(VolumeList { volumes, ..VolumeList::default() })
    }

    fn get_stats(&mut self) -> Answer<Stats> {
        Ok(Stats { total_bytes: capacity_bytes(), free_bytes: self.free_bytes(), ..Stats::default() })
    }
}

impl MemoryVolumes {
    fn place_of(&self, wanted: &str) -> Answer<usize> {
        self.sizes.iter().position(|(name, _)| name == wanted).ok_or_else(|| {
            Failure::new(Status::NotFound, "There is no volume of that name in this instance's memory.")
        })
    }

    /// Never below zero, also when the capacity was configured smaller than what is there.
    fn free_bytes(&self) -> i64 {
        let used_bytes: i64 = self.sizes.iter().map(|(_, size_bytes)| size_bytes).sum();
        (capacity_bytes() - used_bytes).max(0)
    }
}

fn volume(name: &str, size_bytes: i64) -> Volume {
    Volume { name: name.into(), size_bytes, allocated_bytes: Some(0), ..Volume::default() }
}

fn capacity_bytes() -> i64 {
    config_number("capacity_bytes", TEBIBYTE)
}

fn full() -> Failure {
    Failure::new(Status::ResourceExhausted, "There is not that much room: delete volumes, or raise capacity_bytes.")
}
