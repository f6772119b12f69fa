/** Version 4: images that were offered to a run and could not be read. */
export const sql = `
CREATE TABLE skipped_images (run INTEGER NOT NULL, position INTEGER NOT NULL, path VARCHAR NOT NULL, why VARCHAR NOT NULL);
`
