//! The files of deliveries before any of them is read: which there are, which are missing, which are not what they were.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Inputs, past::Earlier};
use crate::{
    basics::{Code, Finding, Findings, Month, PartyId},
    book::InputFile,
    feeds,
    files::{Digest, Failure, Shelf},
    rulebook::FeedMap,
};

/// New files that have the content of another file of their distributor, read now or by an earlier close.
pub fn twins(files: &[InputFile], is_new: impl Fn(&InputFile) -> bool) -> Vec<Finding> {
    let mut told: HashMap<(&str, Digest), Vec<&InputFile>> = HashMap::new();
    for file in files.iter().filter(|file| file.name.starts_with("feeds/")) {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        told.entry((folder, file.sha256)).or_default().push(file);
    }
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.name.starts_with("feeds/") && is_new(file)) {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let first = told[&(folder, file.sha256)].iter().map(|own| &own.name).min().filter(|own| **own != file.name);
        if let Some(first) = first {
            let message = format!("this file has the content of {first}, byte for byte: its rows tell nothing new");
            let remedy = "look whether the distributor sent the file that it meant to send";
            found.push(Finding::new(Code::SameContent, &file.name, message, remedy));
        }
    }
    found
}

/// The files of all deliveries, with who delivered them and when.
pub fn deliveries(shelf: &dyn Shelf, found: &mut Findings) -> Result<Vec<(String, PartyId, NaiveDate)>, Failure> {
    let mut files = Vec::new();
    for name in shelf.list("feeds")? {
        match feeds::delivery_of(&name) {
            Ok((distributor, day)) => files.push((name, distributor, day)),
            Err(finding) => found.add(finding),
        }
    }
    Ok(files)
}

/// A delivery that an earlier close read, and that is another now.
pub fn changed(file: &InputFile, earlier: &Earlier) -> Option<Finding> {
    let sealed = earlier.file(&file.name).filter(|_| file.name.starts_with("feeds/"))?;
    (sealed.sha256 != file.sha256).then(|| delivery_changed(&file.name))
}

/// … by its name.
pub fn delivery_changed(name: &str) -> Finding {
    let remedy =
        "put the file back as the distributor sent it, or take it away: the book keeps it; what changed comes in a new delivery";
    Finding::new(Code::DeliveryChanged, name, "a period was closed with another content of this delivery", remedy)
}

impl Inputs {
    /// Distributors whose map promises a delivery each month, and that delivered nothing after the period's last day.
    #[must_use]
    pub fn missing_deliveries(&self, period: Month) -> Vec<Finding> {
        let mut found = Vec::new();
        for distributor in self.distributors(period) {
            let name = format!("rulebook/feed-maps/{distributor}.csv");
            let promised = self
                .rules
                .feed_maps
                .get(distributor)
                .is_some_and(|rows| FeedMap::on(rows, period.last_day(), &name).is_ok_and(|map| map.monthly));
            let delivered = self
                .feeds
                .deliveries
                .iter()
                .any(|delivery| delivery.distributor == *distributor && delivery.delivered_on > period.last_day());
            if promised && !delivered {
                let message = format!("{distributor} delivered nothing after {}", period.last_day());
                found.push(
                    Finding::new(
                        Code::NoDelivery,
                        &name,
                        message,
                        "ask the distributor for its file of the month; what it says now is the state of its last delivery",
                    )
                    .about(distributor.as_str()),
                );
            }
        }
        found
    }
}
