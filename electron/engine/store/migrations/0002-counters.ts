/** Version 2: what perfetto recorded beside a run. Each counter has a pace of its own, so that they have no place in the runner's samples; times are by the run's clock. */
export const sql = `
CREATE TABLE counter_sources (run INTEGER NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL);
-- \`counter\` is the position of its source.
CREATE TABLE counters (run INTEGER NOT NULL, counter INTEGER NOT NULL, at_ns BIGINT NOT NULL, value DOUBLE NOT NULL);
-- What was wrong with a recording, in words.
CREATE TABLE counter_problems (run INTEGER NOT NULL, problem VARCHAR NOT NULL);
`
