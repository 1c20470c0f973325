//! What typical queries of the GraphQL API cost: requests a second, waiting times, and CPU time of the service and of its
//! database; and how that finds what is asked most. `tests/bench/load` prepares everything and runs this.

mod ask;
mod fill;
mod options;
mod plans;
mod process;
mod queries;

use ask::Load;
use options::Options;
use process::{Cpu, Service, memory};
use std::{fs, time::Duration};

/// How long each query is asked before measuring begins.
const WARM_UP: Duration = Duration::from_secs(1);

fn main() {
    let options = Options::read();
    let sqlite = format!("sqlite://{}", options.folder.join("sqlite/kembar.db").display());
    for (name, url, postmaster) in
        [("SQLite", sqlite, None), ("PostgreSQL", options.postgres.clone(), Some(options.postmaster))]
    {
        if options.wants(name) {
            measure(&options, name, &url, postmaster);
        }
    }
}

fn measure(options: &Options, name: &str, url: &str, postmaster: Option<u32>) {
    let folder = options.folder.join(name.to_lowercase());
    fs::create_dir_all(&folder).expect("a folder can be made");
    let start = || Service::start(&options.program, &folder, url, options.workers);
    let first = start();
    let first_start = first.started_in;
    drop(first);
    let (filled, officer) = fill::fill(url, &options.shape);
    let service = start();
    let idle = memory(service.process());

    println!("{name}: {}, filled in {:.1} s", options.shape, filled.as_secs_f64());
    println!(
        "started in {} ms, the first time {} ms; idle memory {} MB",
        service.started_in.as_millis(),
        first_start.as_millis(),
        idle.resident
    );
    println!(
        "{:<52} {:>8} {:>8} {:>8} {:>10} {:>10} {:>7}",
        "query", "per s", "p50 ms", "p99 ms", "CPU ms", "of it db", "bytes"
    );
    let samples = queries::Samples::take(&service.address);
    for query in queries::all(&samples) {
        if !options.selects(query.name) {
            continue;
        }
        ask::run(&service.address, &query.requests, options.connections, WARM_UP);
        let before = (Cpu::of(service.process()), postmaster.map(Cpu::of_cluster));
        let load = ask::run(&service.address, &query.requests, options.connections, options.time);
        let own = Cpu::of(service.process()).since(before.0);
        let database = postmaster.map(Cpu::of_cluster).zip(before.1).map(|(now, before)| now.since(before));
        print_row(query.name, &load, own, database);
    }
    println!("memory under load: {} MB at most\n", memory(service.process()).peak);
    drop(service);
    plans::print(url, &officer);
}

fn print_row(name: &str, load: &Load, service: Duration, database: Option<Duration>) {
    let each = |cpu: Duration| cpu.as_secs_f64() * 1000.0 / f64::from(load.requests);
    let total = each(service + database.unwrap_or_default());
    let database = database.map_or_else(|| "within".to_owned(), |cpu| format!("{:.3}", each(cpu)));
    let (median, slow) = (load.waited(50), load.waited(99));
    println!(
        "{name:<52} {:>8.0} {median:>8.2} {slow:>8.2} {total:>10.3} {database:>10} {:>7}",
        load.per_second(),
        load.bytes
    );
}
