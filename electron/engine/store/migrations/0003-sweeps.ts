/**
 * Version 3: sweeps over data sets. A sweep's rows lie in a table of their own, `sweep_<id>`, with a column for each figure (sweeps/table.ts makes it):
 * variants differ in blocks, tasks and classes, a view reads the columns it needs, and sums over any images are plain SQL. All rows of an image are
 * stored in one transaction with their share of the densities, so that a crash leaves whole images only.
 */
export const sql = `
CREATE SEQUENCE sweep_numbers;
CREATE TABLE sweeps (
  id INTEGER NOT NULL, study INTEGER NOT NULL, name VARCHAR NOT NULL, notes VARCHAR NOT NULL, started VARCHAR NOT NULL, saved VARCHAR NOT NULL, ended VARCHAR,
  state VARCHAR NOT NULL, ending VARCHAR, hidden BOOLEAN NOT NULL, plan VARCHAR NOT NULL, title VARCHAR NOT NULL, difficulty VARCHAR NOT NULL, seconds DOUBLE NOT NULL
);
CREATE TABLE sweep_models (sweep INTEGER NOT NULL, position INTEGER NOT NULL, model INTEGER NOT NULL);
-- What the columns of sweep_<id> mean for a variant (SweepLayout).
CREATE TABLE sweep_variants (sweep INTEGER NOT NULL, position INTEGER NOT NULL, layout VARCHAR NOT NULL);
CREATE TABLE sweep_images (sweep INTEGER NOT NULL, position INTEGER NOT NULL, name VARCHAR NOT NULL, path VARCHAR NOT NULL);
CREATE TABLE sweep_failures (sweep INTEGER NOT NULL, image INTEGER NOT NULL, message VARCHAR NOT NULL);
-- By variant: how often each token was selected, uint32 for each lane and the union of each block (SweepLayout.densities).
CREATE TABLE sweep_densities (sweep INTEGER NOT NULL, variant INTEGER NOT NULL, counts BLOB NOT NULL);
`
