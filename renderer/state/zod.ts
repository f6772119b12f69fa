/**
 * Import this before anything that makes schemas: zod compiles them with `new Function`, which the page's content
 * security policy forbids, and even zod's own test for it would be reported as a violation.
 */
import { config } from 'zod'

config({ jitless: true })
