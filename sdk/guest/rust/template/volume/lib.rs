//! A volume driver to start from: its volumes are entries of a map in memory.
use std::collections::BTreeMap;

use holdfast::volume::{
    CreateVolume, Description, ExtendVolume, Probe, Stats, Volume, VolumeDriver, VolumeList, VolumeName,
};
use holdfast::{log, Answer, Failure, Level, Status};

const CAPACITY_BYTES: i64 = 1 << 40;

#[derive(Default)]
struct Volumes {
    sizes: BTreeMap<String, i64>,
}

impl VolumeDriver for Volumes {
    fn describe(&mut self) -> Answer<Description> {
        Ok(Description { name: "__NAME__".into(), version: "0.1.0".into(), kind: "volume".into(), abi: "1.0".into() })
    }

    fn probe(&mut self) -> Answer<Probe> {
        Ok(Probe::default())
    }

    fn create_volume(&mut self, input: CreateVolume) -> Answer<Volume> {
        if self.sizes.contains_key(&input.name) {
            return Err(Failure::new(Status::AlreadyExists, "There is a volume of that name."));
        }
        if input.size_bytes > self.free_bytes() {
            return Err(full());
        }
        log(Level::Info, &format!("making {}", input.name));
        self.sizes.insert(input.name.clone(), input.size_bytes);
        Ok(volume(&input.name, input.size_bytes))
    }

    fn delete_volume(&mut self, input: VolumeName) -> Answer<()> {
        self.sizes.remove(&input.name);
        Ok(())
    }

    fn extend_volume(&mut self, input: ExtendVolume) -> Answer<Volume> {
        let growth = input.size_bytes - self.size_of(&input.name)?;
        if growth < 0 {
            return Err(Failure::new(Status::InvalidArgument, "A volume cannot shrink."));
        }
        if growth > self.free_bytes() {
            return Err(full());
        }
        self.sizes.insert(input.name.clone(), input.size_bytes);
        Ok(volume(&input.name, input.size_bytes))
    }

    fn inspect_volume(&mut self, input: VolumeName) -> Answer<Volume> {
        Ok(volume(&input.name, self.size_of(&input.name)?))
    }

    fn list_volumes(&mut self) -> Answer<VolumeList> {
        Ok(VolumeList { volumes: self.sizes.iter().map(|(name, size)| volume(name, *size)).collect() })
    }

    fn get_stats(&mut self) -> Answer<Stats> {
        Ok(Stats { total_bytes: CAPACITY_BYTES, free_bytes: self.free_bytes() })
    }
}

impl Volumes {
    fn size_of(&self, name: &str) -> Answer<i64> {
        let size = self.sizes.get(name).copied();
        size.ok_or_else(|| Failure::new(Status::NotFound, "There is no volume of that name."))
    }

    fn free_bytes(&self) -> i64 {
        CAPACITY_BYTES - self.sizes.values().sum::<i64>()
    }
}

fn volume(name: &str, size_bytes: i64) -> Volume {
    Volume { name: name.into(), size_bytes, allocated_bytes: Some(0), ..Volume::default() }
}

fn full() -> Failure {
    Failure::new(Status::ResourceExhausted, "There is not that much room: delete volumes first.")
}

holdfast::export_volume!(Volumes, offers get_stats);
