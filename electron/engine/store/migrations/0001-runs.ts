/**
 * Version 1. Times of the device are nanoseconds of the run's clock (clock.ts), times of the host ISO texts. Documents that are only read whole (plan, capabilities,
 * settings, rare lines) are JSON texts, checked by their schemas when they are read. Keys come from sequences and have no index: a run's rows lie
 * together, so that DuckDB skips the others by their ranges, and an index would only slow the appending.
 * Readings lie in a table for each run, `samples_<run>`, with a column for each source (begin.ts makes it): sources differ from device to device, a column
 * is read only where it is asked for, and a deleted run gives its space back at once. Beside it, `overview_<run>` is what wide charts read (overview.ts).
 */
export const sql = `
CREATE SEQUENCE study_numbers;
CREATE TABLE studies (id INTEGER NOT NULL, name VARCHAR NOT NULL, created VARCHAR NOT NULL);

CREATE SEQUENCE model_numbers;
CREATE TABLE models (id INTEGER NOT NULL, name VARCHAR NOT NULL, file VARCHAR NOT NULL, hash VARCHAR NOT NULL);

CREATE SEQUENCE run_numbers;
CREATE TABLE runs (
  id INTEGER NOT NULL, study INTEGER NOT NULL, name VARCHAR NOT NULL, notes VARCHAR NOT NULL, tags VARCHAR[] NOT NULL,
  started VARCHAR NOT NULL, saved VARCHAR NOT NULL, ended VARCHAR, state VARCHAR NOT NULL, ending VARCHAR, hidden BOOLEAN NOT NULL,
  simulated BOOLEAN NOT NULL, device VARCHAR NOT NULL, plan VARCHAR NOT NULL, capabilities VARCHAR NOT NULL,
  inferences BIGINT NOT NULL, samples BIGINT NOT NULL, first_ns BIGINT, last_ns BIGINT, restarts INTEGER NOT NULL, batches INTEGER NOT NULL
);
CREATE TABLE run_models (run INTEGER NOT NULL, position INTEGER NOT NULL, model INTEGER NOT NULL);
CREATE TABLE variants (run INTEGER NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL, label VARCHAR NOT NULL, model INTEGER NOT NULL, settings VARCHAR NOT NULL);
CREATE TABLE images (run INTEGER NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL, path VARCHAR NOT NULL);

CREATE TABLE inferences (
  run INTEGER NOT NULL, variant VARCHAR NOT NULL, image INTEGER NOT NULL, round INTEGER NOT NULL, slot INTEGER NOT NULL,
  start_ns BIGINT NOT NULL, end_ns BIGINT NOT NULL, route VARCHAR NOT NULL, macs DOUBLE NOT NULL, warm BOOLEAN NOT NULL
);
-- Column \`s<position>\` of samples_<run> holds this source, \`l<position>\` and \`h<position>\` of overview_<run> its extremes.
CREATE TABLE sources (run INTEGER NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL);
CREATE TABLE phases (run INTEGER NOT NULL, phase VARCHAR NOT NULL, edge VARCHAR NOT NULL, at_ns BIGINT NOT NULL, slot INTEGER, round INTEGER, variant VARCHAR, reason VARCHAR);
-- Environments, sampler reports, profiles, errors, ends.
CREATE TABLE events (run INTEGER NOT NULL, kind VARCHAR NOT NULL, line VARCHAR NOT NULL);

-- One external meter's trace at most for each run; its time is the meter's own.
CREATE TABLE meters (run INTEGER NOT NULL, file VARCHAR NOT NULL, mapping VARCHAR NOT NULL, alignment VARCHAR NOT NULL, imported VARCHAR NOT NULL);
CREATE TABLE meter_samples (run INTEGER NOT NULL, t_s DOUBLE NOT NULL, watts DOUBLE NOT NULL);
`
