//! Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

#![allow(dead_code, unused_imports, clippy::all)]
use std::collections::BTreeMap;

use holdfast::codec::{call_host, read_bytes, write_bytes, FromJson, Problem, Reader, ToJson, Writer};
use holdfast::{Answer, Failure, Served, Status};

/// A driver's own account of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// The driver's name, as in its manifest.
    pub name: String,
    /// The driver's own semantic version.
    pub version: String,
    /// The kind it implements, such as volume.
    pub kind: String,
    /// The version of the kind it was built against, major.minor.
    pub abi: String,
}

impl ToJson for Description {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("version");
        writer.string(&self.version);
        writer.key("kind");
        writer.string(&self.kind);
        writer.key("abi");
        writer.string(&self.abi);
        writer.end_object();
    }
}

/// How the driver feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    #[default]
    Ready,
    Degraded,
    Unavailable,
}

const HEALTH_NAMES: &[(Health, &str)] = &[
    (Health::Ready, "ready"),
    (Health::Degraded, "degraded"),
    (Health::Unavailable, "unavailable"),
];

impl Health {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        HEALTH_NAMES[self as usize].1
    }
}

/// The answer of a probe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    pub health: Health,
    /// Why it is not ready, for the operator; one sentence.
    pub reason: Option<String>,
}

impl ToJson for Probe {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("health");
        writer.string(self.health.name());
        if let Some(given) = &self.reason {
            writer.key("reason");
            writer.string(&(*given));
        }
        writer.end_object();
    }
}

/// Names one volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeName {
    /// Any UTF-8; the driver must not read a path into it.
    pub name: String,
}

impl FromJson for VolumeName {
    fn read(reader: &mut Reader) -> Result<VolumeName, Problem> {
        let mut given_name = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(VolumeName {
            name: reader.need(given_name, "name")?,
        })
    }
}

/// What to make.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateVolume {
    /// Any UTF-8; the driver must not read a path into it.
    pub name: String,
    /// Exact size in bytes.
    pub size_bytes: i64,
}

impl FromJson for CreateVolume {
    fn read(reader: &mut Reader) -> Result<CreateVolume, Problem> {
        let mut given_name = None;
        let mut given_size_bytes = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "size_bytes" => {
                    let value = reader.integer(1, 9007199254740991)? as i64;
                    reader.keep(&mut given_size_bytes, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(CreateVolume {
            name: reader.need(given_name, "name")?,
            size_bytes: reader.need(given_size_bytes, "size_bytes")?,
        })
    }
}

/// What to grow, and to what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExtendVolume {
    /// Which one.
    pub name: String,
    /// The new size in bytes, at least the present one.
    pub size_bytes: i64,
}

impl FromJson for ExtendVolume {
    fn read(reader: &mut Reader) -> Result<ExtendVolume, Problem> {
        let mut given_name = None;
        let mut given_size_bytes = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "size_bytes" => {
                    let value = reader.integer(1, 9007199254740991)? as i64;
                    reader.keep(&mut given_size_bytes, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(ExtendVolume {
            name: reader.need(given_name, "name")?,
            size_bytes: reader.need(given_size_bytes, "size_bytes")?,
        })
    }
}

/// How programs reach a volume.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportWay {
    #[default]
    Path,
    Nbd,
}

const EXPORT_WAY_NAMES: &[(ExportWay, &str)] = &[
    (ExportWay::Path, "path"),
    (ExportWay::Nbd, "nbd"),
];

impl ExportWay {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        EXPORT_WAY_NAMES[self as usize].1
    }
}

/// Where a volume is reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    /// A file or device, or the NBD protocol.
    pub way: ExportWay,
    /// A path as the driver sees it, or an NBD URI.
    pub address: String,
    /// Nobody may write through it.
    pub read_only: Option<bool>,
}

impl ToJson for Export {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("way");
        writer.string(self.way.name());
        writer.key("address");
        writer.string(&self.address);
        if let Some(given) = &self.read_only {
            writer.key("read_only");
            writer.boolean((*given));
        }
        writer.end_object();
    }
}

/// A snapshot as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The name it was made with.
    pub name: String,
    /// The volume's size at that time.
    pub size_bytes: i64,
}

impl ToJson for Snapshot {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("size_bytes");
        writer.integer(self.size_bytes as i64, 0, 9007199254740991);
        writer.end_object();
    }
}

/// A volume as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Volume {
    /// The name it was made with.
    pub name: String,
    /// What a reader sees, in bytes.
    pub size_bytes: i64,
    /// What it occupies, in bytes, if the driver knows.
    pub allocated_bytes: Option<i64>,
    /// Where it is, as the driver sees it: a guest path, a device.
    pub location: Option<String>,
    /// The volume that this one is a clone of and cannot live without.
    pub origin: Option<String>,
    /// How it is exported now; inspect_volume says it, a list need not.
    pub exports: Option<Vec<Export>>,
    /// Its snapshots, each once, in any order; inspect_volume says them, a list need not.
    pub snapshots: Option<Vec<Snapshot>>,
}

impl ToJson for Volume {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("name");
        writer.string(&self.name);
        writer.key("size_bytes");
        writer.integer(self.size_bytes as i64, 0, 9007199254740991);
        if let Some(given) = &self.allocated_bytes {
            writer.key("allocated_bytes");
            writer.integer((*given) as i64, 0, 9007199254740991);
        }
        if let Some(given) = &self.location {
            writer.key("location");
            writer.string(&(*given));
        }
        if let Some(given) = &self.origin {
            writer.key("origin");
            writer.string(&(*given));
        }
        if let Some(given) = &self.exports {
            writer.key("exports");
            writer.begin_array();
            for item0 in &(*given) {
                (*item0).write(writer);
            }
            writer.end_array();
        }
        if let Some(given) = &self.snapshots {
            writer.key("snapshots");
            writer.begin_array();
            for item0 in &(*given) {
                (*item0).write(writer);
            }
            writer.end_array();
        }
        writer.end_object();
    }
}

/// All volumes of a driver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumeList {
    /// Each volume once, in any order.
    pub volumes: Vec<Volume>,
}

impl ToJson for VolumeList {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("volumes");
        writer.begin_array();
        for item0 in &self.volumes {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.end_object();
    }
}

/// Room, in bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// All there is, used or not.
    pub total_bytes: i64,
    /// What a new volume could still take.
    pub free_bytes: i64,
}

impl ToJson for Stats {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("total_bytes");
        writer.integer(self.total_bytes as i64, 0, 9007199254740991);
        writer.key("free_bytes");
        writer.integer(self.free_bytes as i64, 0, 9007199254740991);
        writer.end_object();
    }
}

/// What to make, and from what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CloneVolume {
    /// The new volume.
    pub name: String,
    /// The volume whose contents it gets.
    pub source: String,
    /// A snapshot of the source, instead of what it holds now.
    pub snapshot: Option<String>,
    /// The new volume's size, at least the source's; the source's when absent.
    pub size_bytes: Option<i64>,
}

impl FromJson for CloneVolume {
    fn read(reader: &mut Reader) -> Result<CloneVolume, Problem> {
        let mut given_name = None;
        let mut given_source = None;
        let mut given_snapshot = None;
        let mut given_size_bytes = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "source" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_source, value)?;
                }
                "snapshot" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 64)?) };
                    reader.keep(&mut given_snapshot, value)?;
                }
                "size_bytes" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 9007199254740991)? as i64) };
                    reader.keep(&mut given_size_bytes, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(CloneVolume {
            name: reader.need(given_name, "name")?,
            source: reader.need(given_source, "source")?,
            snapshot: given_snapshot.unwrap_or(None),
            size_bytes: given_size_bytes.unwrap_or(None),
        })
    }
}

/// Names one snapshot of one volume.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotName {
    /// The volume.
    pub volume: String,
    /// The snapshot: a-z, A-Z, 0-9, _ and -.
    pub name: String,
}

impl FromJson for SnapshotName {
    fn read(reader: &mut Reader) -> Result<SnapshotName, Problem> {
        let mut given_volume = None;
        let mut given_name = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "volume" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_volume, value)?;
                }
                "name" => {
                    let value = reader.text(1, 64)?;
                    reader.keep(&mut given_name, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(SnapshotName {
            volume: reader.need(given_volume, "volume")?,
            name: reader.need(given_name, "name")?,
        })
    }
}

/// Which volume, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportVolume {
    /// Which one.
    pub name: String,
    /// A file or device, or the NBD protocol.
    pub way: ExportWay,
    /// Nobody may write through it; false when absent.
    pub read_only: Option<bool>,
}

impl FromJson for ExportVolume {
    fn read(reader: &mut Reader) -> Result<ExportVolume, Problem> {
        let mut given_name = None;
        let mut given_way = None;
        let mut given_read_only = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "way" => {
                    let value = reader.name(EXPORT_WAY_NAMES)?;
                    reader.keep(&mut given_way, value)?;
                }
                "read_only" => {
                    let value = if reader.take_null()? { None } else { Some(reader.boolean()?) };
                    reader.keep(&mut given_read_only, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(ExportVolume {
            name: reader.need(given_name, "name")?,
            way: reader.need(given_way, "way")?,
            read_only: given_read_only.unwrap_or(None),
        })
    }
}

/// Which part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadVolume {
    /// Which one.
    pub name: String,
    /// The first byte.
    pub offset: i64,
    /// How many bytes.
    pub length: i32,
}

impl FromJson for ReadVolume {
    fn read(reader: &mut Reader) -> Result<ReadVolume, Problem> {
        let mut given_name = None;
        let mut given_offset = None;
        let mut given_length = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "offset" => {
                    let value = reader.integer(0, 9007199254740991)? as i64;
                    reader.keep(&mut given_offset, value)?;
                }
                "length" => {
                    let value = reader.integer(1, 2097152)? as i32;
                    reader.keep(&mut given_length, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(ReadVolume {
            name: reader.need(given_name, "name")?,
            offset: reader.need(given_offset, "offset")?,
            length: reader.need(given_length, "length")?,
        })
    }
}

/// A part of a volume's contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolumePart {
    /// The bytes.
    pub data: Option<Vec<u8>>,
    /// So many bytes, all zero.
    pub zero_bytes: Option<i32>,
}

impl ToJson for VolumePart {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        if let Some(given) = &self.data {
            writer.key("data");
            write_bytes(writer, &(*given));
        }
        if let Some(given) = &self.zero_bytes {
            writer.key("zero_bytes");
            writer.integer((*given) as i64, 0, 2147483647);
        }
        writer.end_object();
    }
}

/// What to write, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WriteVolume {
    /// Which one.
    pub name: String,
    /// The first byte.
    pub offset: i64,
    /// At most 2 MiB.
    pub data: Vec<u8>,
}

impl FromJson for WriteVolume {
    fn read(reader: &mut Reader) -> Result<WriteVolume, Problem> {
        let mut given_name = None;
        let mut given_offset = None;
        let mut given_data = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "offset" => {
                    let value = reader.integer(0, 9007199254740991)? as i64;
                    reader.keep(&mut given_offset, value)?;
                }
                "data" => {
                    let value = read_bytes(reader, 0, usize::MAX)?;
                    reader.keep(&mut given_data, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(WriteVolume {
            name: reader.need(given_name, "name")?,
            offset: reader.need(given_offset, "offset")?,
            data: reader.need(given_data, "data")?,
        })
    }
}

/// The functions that change something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeFunction {
    #[default]
    CreateVolume,
    DeleteVolume,
    ExtendVolume,
    CloneVolume,
    CreateSnapshot,
    DeleteSnapshot,
    RestoreSnapshot,
    ExportVolume,
    UnexportVolume,
}

const CHANGE_FUNCTION_NAMES: &[(ChangeFunction, &str)] = &[
    (ChangeFunction::CreateVolume, "create_volume"),
    (ChangeFunction::DeleteVolume, "delete_volume"),
    (ChangeFunction::ExtendVolume, "extend_volume"),
    (ChangeFunction::CloneVolume, "clone_volume"),
    (ChangeFunction::CreateSnapshot, "create_snapshot"),
    (ChangeFunction::DeleteSnapshot, "delete_snapshot"),
    (ChangeFunction::RestoreSnapshot, "restore_snapshot"),
    (ChangeFunction::ExportVolume, "export_volume"),
    (ChangeFunction::UnexportVolume, "unexport_volume"),
];

impl ChangeFunction {
    /// The value as it stands on the wire.
    pub fn name(self) -> &'static str {
        CHANGE_FUNCTION_NAMES[self as usize].1
    }
}

/// The function, and what it would be given; the fields are the function's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanChange {
    /// Which function.
    pub change: ChangeFunction,
    /// The volume, or the new one of a clone.
    pub name: String,
    /// As the function's.
    pub size_bytes: Option<i64>,
    /// As the function's.
    pub source: Option<String>,
    /// The snapshot.
    pub snapshot: Option<String>,
    /// As the function's.
    pub way: Option<ExportWay>,
}

impl FromJson for PlanChange {
    fn read(reader: &mut Reader) -> Result<PlanChange, Problem> {
        let mut given_change = None;
        let mut given_name = None;
        let mut given_size_bytes = None;
        let mut given_source = None;
        let mut given_snapshot = None;
        let mut given_way = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_str() {
                "change" => {
                    let value = reader.name(CHANGE_FUNCTION_NAMES)?;
                    reader.keep(&mut given_change, value)?;
                }
                "name" => {
                    let value = reader.text(1, 255)?;
                    reader.keep(&mut given_name, value)?;
                }
                "size_bytes" => {
                    let value = if reader.take_null()? { None } else { Some(reader.integer(1, 9007199254740991)? as i64) };
                    reader.keep(&mut given_size_bytes, value)?;
                }
                "source" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 255)?) };
                    reader.keep(&mut given_source, value)?;
                }
                "snapshot" => {
                    let value = if reader.take_null()? { None } else { Some(reader.text(1, 64)?) };
                    reader.keep(&mut given_snapshot, value)?;
                }
                "way" => {
                    let value = if reader.take_null()? { None } else { Some(reader.name(EXPORT_WAY_NAMES)?) };
                    reader.keep(&mut given_way, value)?;
                }
                _ => reader.skip()?,
            }
        }
        Ok(PlanChange {
            change: reader.need(given_change, "change")?,
            name: reader.need(given_name, "name")?,
            size_bytes: given_size_bytes.unwrap_or(None),
            source: given_source.unwrap_or(None),
            snapshot: given_snapshot.unwrap_or(None),
            way: given_way.unwrap_or(None),
        })
    }
}

/// One thing that would be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanStep {
    /// In words, one line.
    pub what: String,
    /// The command that would run.
    pub argv: Option<Vec<String>>,
}

impl ToJson for PlanStep {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("what");
        writer.string(&self.what);
        if let Some(given) = &self.argv {
            writer.key("argv");
            writer.begin_array();
            for item0 in &(*given) {
                writer.string(&(*item0));
            }
            writer.end_array();
        }
        writer.end_object();
    }
}

/// What would be done, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Step by step.
    pub steps: Vec<PlanStep>,
}

impl ToJson for Plan {
    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        writer.key("steps");
        writer.begin_array();
        for item0 in &self.steps {
            (*item0).write(writer);
        }
        writer.end_array();
        writer.end_object();
    }
}

/// What a driver of the kind volume does. Implement it and name the type in `export_volume!`.
pub trait VolumeDriver: Default {
    /// Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
    /// other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
    /// the driver is refused.
    fn describe(&mut self) -> Answer<Description>;

    /// Says whether the driver can work here and now: directories writable, kernel features present, devices reachable.
    /// A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after describe,
    /// then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to operators,
    /// with the reason. Statuses: failed (looking itself went wrong; the message says how).
    fn probe(&mut self) -> Answer<Probe>;

    /// Makes a volume of exactly `size_bytes`. Called: for a new volume, once; after an accident the manager asks
    /// inspect_volume instead of calling again. Afterwards: with ok the volume exists and inspect_volume finds it. With
    /// anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be right, now
    /// or later, such as a name that the driver's own world cannot hold); already_exists (there is a volume of that
    /// name; it was not touched); not_ready (what the driver stands on is not there yet or at the moment; nothing was
    /// changed, trying later may help); resource_exhausted (a volume of that size does not fit; nothing of it is left);
    /// permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    /// these; the message says what. The manager looks before it goes on).
    fn create_volume(&mut self, input: CreateVolume) -> Answer<Volume>;

    /// Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
    /// until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
    /// invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
    /// hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
    /// (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
    /// permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    /// these; the message says what. The manager looks before it goes on).
    fn delete_volume(&mut self, input: VolumeName) -> Answer<()>;

    /// Grows a volume to `size_bytes`. The present size is ok. Called: when a volume shall be larger, and again after
    /// an accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything else the
    /// size is as it was. Statuses: invalid_argument (the size is below the present one; nothing was changed);
    /// not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing was
    /// changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
    /// later may help); resource_exhausted (there is no room to grow; the size is as it was); permission_denied (the
    /// host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says
    /// what. The manager looks before it goes on).
    fn extend_volume(&mut self, input: ExtendVolume) -> Answer<Volume>;

    /// Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
    /// after each accident, to settle an unknown outcome, and when its records are compared with what is there.
    /// Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
    /// input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there
    /// is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or at
    /// the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it
    /// refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
    fn inspect_volume(&mut self, input: VolumeName) -> Answer<Volume>;

    /// Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records are
    /// compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed. Statuses:
    /// not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may
    /// help); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none
    /// of these; the message says what. The manager looks before it goes on).
    fn list_volumes(&mut self) -> Answer<VolumeList>;

    /// Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a place
    /// for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is
    /// not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or what
    /// lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
    /// manager looks before it goes on).
    fn get_stats(&mut self) -> Answer<Stats> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer get_stats."))
    }

    /// Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above the
    /// source's extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new volume
    /// that shall begin as a copy, once; after an accident the manager asks inspect_volume. Afterwards: with ok the new
    /// volume exists, and what is written to one of the two is not seen in the other. With anything else nothing of the
    /// new name was left behind. Statuses: invalid_argument (the size is below the source's); not_found (there is no
    /// such source, or no such snapshot of it); already_exists (the name to be made is taken; nothing was changed);
    /// busy (the source is in a use that does not allow a copy); not_ready (what the driver stands on is not there yet
    /// or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
    /// something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
    /// was changed); failed (none of these; the message says what. The manager looks before it goes on).
    fn clone_volume(&mut self, _input: CloneVolume) -> Answer<Volume> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer clone_volume."))
    }

    /// Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when the present
    /// contents shall be kept, once; after an accident the manager asks inspect_volume. Afterwards: with ok
    /// inspect_volume shows the snapshot. With anything else nothing of that name was left. Statuses: invalid_argument
    /// (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
    /// (there is no volume of that name); already_exists (the volume has a snapshot of that name); busy (the volume is
    /// in a use that does not allow a snapshot); not_ready (what the driver stands on is not there yet or at the
    /// moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
    /// something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
    /// was changed); failed (none of these; the message says what. The manager looks before it goes on).
    fn create_snapshot(&mut self, _input: SnapshotName) -> Answer<Snapshot> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer create_snapshot."))
    }

    /// Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it
    /// answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument (the
    /// input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something
    /// stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the
    /// moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused
    /// the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it goes
    /// on).
    fn delete_snapshot(&mut self, _input: SnapshotName) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer delete_snapshot."))
    }

    /// Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. Called: when the present
    /// contents shall be given up; the manager settles an unknown outcome by calling it again. Afterwards: with ok the
    /// volume holds what it held then, and the snapshot is still there. Statuses: invalid_argument (the input cannot be
    /// right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no such
    /// volume, or no such snapshot of it); busy (the volume is in use; it is as it was); not_ready (what the driver
    /// stands on is not there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no
    /// room, no quota, no more of something; nothing was changed); permission_denied (the host or what lies behind it
    /// refused the driver; nothing was changed); failed (none of these; the message says what. The manager looks before
    /// it goes on).
    fn restore_snapshot(&mut self, _input: SnapshotName) -> Answer<Volume> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer restore_snapshot."))
    }

    /// Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address. A
    /// way that the driver does not know is unsupported. Called: before a program of this node uses the volume, and
    /// again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it is taken
    /// back, and inspect_volume shows the export. Statuses: invalid_argument (the input cannot be right, now or later,
    /// such as a name that the driver's own world cannot hold); not_found (there is no volume of that name); busy (it
    /// is exported in a way that excludes this one); not_ready (what the driver stands on is not there yet or at the
    /// moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
    /// something; nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing
    /// was changed); failed (none of these; the message says what. The manager looks before it goes on).
    fn export_volume(&mut self, _input: ExportVolume) -> Answer<Export> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer export_volume."))
    }

    /// Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that way
    /// any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export is
    /// left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the driver's own
    /// world cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver stands on
    /// is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or
    /// what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The
    /// manager looks before it goes on).
    fn unexport_volume(&mut self, _input: ExportVolume) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer unexport_volume."))
    }

    /// Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be
    /// answered as `zero_bytes` instead of `data`. Called: part by part, while a volume is moved to another driver;
    /// nobody else writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins beyond
    /// the end of the volume); not_found (there is no volume of that name); busy (someone else uses what would be
    /// touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
    /// was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
    /// changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
    /// (none of these; the message says what. The manager looks before it goes on).
    fn read_volume(&mut self, _input: ReadVolume) -> Answer<VolumePart> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer read_volume."))
    }

    /// Writes a part of a volume. It never grows a volume. Called: part by part, while a volume is moved from another
    /// driver; the same part may come twice. Afterwards: with ok the bytes are durable. With anything else that part
    /// holds what it held or what was sent, byte by byte. Statuses: invalid_argument (the part lies beyond the volume's
    /// end; nothing was written); not_found (there is no volume of that name); busy (someone else uses what would be
    /// touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
    /// was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
    /// changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
    /// (none of these; the message says what. The manager looks before it goes on).
    fn write_volume(&mut self, _input: WriteVolume) -> Answer<()> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer write_volume."))
    }

    /// Says what a change would do, and does nothing: each step in words, with the argument vector where a command
    /// would run. It answers the status that the change would be refused with, as far as looking can tell. Called: when
    /// an operator asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still end
    /// otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as a
    /// name that the driver's own world cannot hold); not_found (the change would answer it: what it needs is not
    /// there); already_exists (the change would answer it: the name is taken); busy (the change would answer it: what
    /// it needs is in use); not_ready (what the driver stands on is not there yet or at the moment; nothing was
    /// changed, trying later may help); resource_exhausted (the change would answer it: there is no room);
    /// permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    /// these; the message says what. The manager looks before it goes on).
    fn plan_change(&mut self, _input: PlanChange) -> Answer<Plan> {
        Err(Failure::new(Status::Unsupported, "This driver does not offer plan_change."))
    }
}

/// Runs one call of describe. The export's return value.
pub fn serve_describe<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::describe)
}

/// Runs one call of probe. The export's return value.
pub fn serve_probe<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::probe)
}

/// Runs one call of create_volume. The export's return value.
pub fn serve_create_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::create_volume)
}

/// Runs one call of delete_volume. The export's return value.
pub fn serve_delete_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::delete_volume)
}

/// Runs one call of extend_volume. The export's return value.
pub fn serve_extend_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::extend_volume)
}

/// Runs one call of inspect_volume. The export's return value.
pub fn serve_inspect_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::inspect_volume)
}

/// Runs one call of list_volumes. The export's return value.
pub fn serve_list_volumes<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::list_volumes)
}

/// Runs one call of get_stats. The export's return value.
pub fn serve_get_stats<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.without_input(D::get_stats)
}

/// Runs one call of clone_volume. The export's return value.
pub fn serve_clone_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::clone_volume)
}

/// Runs one call of create_snapshot. The export's return value.
pub fn serve_create_snapshot<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::create_snapshot)
}

/// Runs one call of delete_snapshot. The export's return value.
pub fn serve_delete_snapshot<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::delete_snapshot)
}

/// Runs one call of restore_snapshot. The export's return value.
pub fn serve_restore_snapshot<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::restore_snapshot)
}

/// Runs one call of export_volume. The export's return value.
pub fn serve_export_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::export_volume)
}

/// Runs one call of unexport_volume. The export's return value.
pub fn serve_unexport_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::unexport_volume)
}

/// Runs one call of read_volume. The export's return value.
pub fn serve_read_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::read_volume)
}

/// Runs one call of write_volume. The export's return value.
pub fn serve_write_volume<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::write_volume)
}

/// Runs one call of plan_change. The export's return value.
pub fn serve_plan_change<D: VolumeDriver>(served: &Served<D>) -> i32 {
    served.with_input(D::plan_change)
}

/// Makes the exports of a driver: `holdfast::export_volume!(YourDriver, offers get_stats, clone_volume,
/// create_snapshot, delete_snapshot, restore_snapshot, export_volume, unexport_volume, read_volume, write_volume,
/// plan_change);`; behind `offers` stands what it has of the functions that may be left out.
#[macro_export]
macro_rules! export_volume {
    ($driver:ty $(, offers $($function:ident),+)?) => {
        const _: () = {
            static SERVED: holdfast::Served<$driver> = holdfast::Served::new();
            #[no_mangle]
            pub extern "C" fn describe() -> i32 {
                $crate::volume::serve_describe(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn probe() -> i32 {
                $crate::volume::serve_probe(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn create_volume() -> i32 {
                $crate::volume::serve_create_volume(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn delete_volume() -> i32 {
                $crate::volume::serve_delete_volume(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn extend_volume() -> i32 {
                $crate::volume::serve_extend_volume(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn inspect_volume() -> i32 {
                $crate::volume::serve_inspect_volume(&SERVED)
            }
            #[no_mangle]
            pub extern "C" fn list_volumes() -> i32 {
                $crate::volume::serve_list_volumes(&SERVED)
            }
            $($($crate::export_volume_offered!($function, SERVED);)+)?
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! export_volume_offered {
    (get_stats, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn get_stats() -> i32 {
            $crate::volume::serve_get_stats(&$served)
        }
    };
    (clone_volume, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn clone_volume() -> i32 {
            $crate::volume::serve_clone_volume(&$served)
        }
    };
    (create_snapshot, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn create_snapshot() -> i32 {
            $crate::volume::serve_create_snapshot(&$served)
        }
    };
    (delete_snapshot, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn delete_snapshot() -> i32 {
            $crate::volume::serve_delete_snapshot(&$served)
        }
    };
    (restore_snapshot, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn restore_snapshot() -> i32 {
            $crate::volume::serve_restore_snapshot(&$served)
        }
    };
    (export_volume, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn export_volume() -> i32 {
            $crate::volume::serve_export_volume(&$served)
        }
    };
    (unexport_volume, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn unexport_volume() -> i32 {
            $crate::volume::serve_unexport_volume(&$served)
        }
    };
    (read_volume, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn read_volume() -> i32 {
            $crate::volume::serve_read_volume(&$served)
        }
    };
    (write_volume, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn write_volume() -> i32 {
            $crate::volume::serve_write_volume(&$served)
        }
    };
    (plan_change, $served:ident) => {
        #[no_mangle]
        pub extern "C" fn plan_change() -> i32 {
            $crate::volume::serve_plan_change(&$served)
        }
    };
}
