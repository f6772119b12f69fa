import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { documents } from '@shared/cli/schema'

// `npx vitest run --project unit test/unit/cli/schema.test.ts -u` publishes a changed schema.
it.each(Object.entries(documents))('publishes the schema of %s as it is', async (name, schema) => {
  const json = JSON.stringify({ ...z.toJSONSchema(schema, { io: 'output' }), title: `adamtl-studio ${name} --json` }, null, 2) + '\n'
  await expect(json).toMatchFileSnapshot(path.join(import.meta.dirname, `../../../docs/schema/${name}.schema.json`))
})
