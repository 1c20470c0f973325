//! The registry, folder by folder, on both databases. One program: its tests run beside each other, and it is linked once.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

mod accounts;
mod agreements;
mod bad_day;
mod entries;
mod exchanges;
mod folders;
mod foundation;
mod histories;
mod imports;
mod mergers;
mod migrating;
mod notices;
mod once;
mod partners_wanted;
mod partnerships;
mod places;
mod progress;
mod regions_file;
mod searching;
mod vitality;
