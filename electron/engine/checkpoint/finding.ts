/** What is wrong with a file, first as a bare finding, then tied to the path and to the steps that were passed before. */
import { StudioError, type Check, type ErrorCode } from '@shared/errors'

export interface FindingDetails {
  why?: string
  fix?: string
  snippet?: string
  /** Label of the failed step; the planned one if absent. */
  step?: string
  /** Right-hand side of the failed step. */
  detail?: string
}

/** Thrown inside this folder only; `openCheckpoint` and `read` turn it into a StudioError. */
export class Finding extends Error {
  constructor(readonly code: ErrorCode, message: string, readonly details: FindingDetails = {}) {
    super(message)
    this.name = 'Finding'
  }
}

/** The ordered steps of opening one file. */
export class CheckList {
  readonly passed: Check[] = []
  private planned: string[] = []

  constructor(readonly file: string) {}

  plan(...labels: string[]): void {
    this.planned = labels
  }

  /** Ends the next planned step, under another label if one is given. */
  pass(detail?: string, label?: string): void {
    const planned = this.planned.shift()
    this.passed.push({ label: label ?? planned ?? '', state: 'ok', detail })
  }

  toError(finding: Finding): StudioError {
    const { why, fix, snippet, step, detail } = finding.details
    const [next, ...rest] = this.planned
    const failed: Check = { label: step ?? next ?? finding.message, state: 'failed', detail }
    const later = rest.map((label): Check => ({ label, state: 'not-reached' }))
    return new StudioError(finding.code, finding.message, { why, fix, snippet, file: this.file, checks: [...this.passed, failed, ...later] })
  }

  /** Runs `work`; a finding leaves as a StudioError, anything else as it is. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw error instanceof Finding ? this.toError(error) : error
    }
  }
}
