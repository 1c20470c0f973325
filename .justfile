# The commands people use, for https://just.systems. Without an argument `just` lists them.

_list:
    @just --list --unsorted

# Run a registry to look at, which is thrown away at the end
demo *arguments:
    cargo run --profile try -- demo {{arguments}}

# Run the service on ./kembar-data
serve *arguments:
    cargo run --release -- {{arguments}}

# Run the tests on both databases: all, or those that match
test *arguments:
    tests/run {{arguments}}

# Run everything that has to hold before a change lands
gate:
    .ci/run

# Format the code
format:
    cargo fmt --all

# Look for what clippy would not let pass
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Write the GraphQL schema to its file
schema:
    cargo run --quiet -- schema > graphql-schema/schema.graphql

# Build the documentation of the code and open it
doc:
    cargo doc --workspace --no-deps --document-private-items --open

# Check licences, duplicates, sources and advisories of dependencies
deny:
    cargo deny --config .deny.toml check --hide-inclusion-graph

# Measure queries on both databases
bench *arguments:
    tests/bench/load {{arguments}}
