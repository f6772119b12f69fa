/** What is open: the model, the images, and what stood in the way of opening them. */
import { create } from 'zustand'
import type { ErrorValue } from '@shared/errors'
import type { ImageEntry, OpenedModel, Progress, Recent } from '@shared/rpc/contract'

export type Page = 'inspect' | 'sweep' | 'device' | 'settings' | 'about'

export interface Opening { what: 'model' | 'images' | 'study'; path: string; progress: Progress | null; cancel(): void }

export interface Failure {
  what: Opening['what']
  error: ErrorValue
  /** What was to be opened; null when it was nothing in particular. */
  path: string | null
  config?: string
  /** Answers that were given already. */
  answers?: Record<string, string>
  /** The error that asked for them. */
  asked?: ErrorValue
  /** It was open, and a new engine could not open it again. */
  lost?: boolean
}

export interface HowOpened { path: string; config?: string; answers?: Record<string, string> }

export interface OpenImages { title: string; entries: ImageEntry[]; skipped: number; /** What it was opened from. */ paths: string[]; sample: boolean }

export interface Session {
  page: Page
  opening: Opening | null
  failure: Failure | null
  model: (OpenedModel & { sample: boolean; /** To open it again after the engine was lost. */ how: HowOpened }) | null
  images: OpenImages | null
  /** Path of the image in view. */
  selected: string | null
  /** The data that the sweep page shows are the sample study's. */
  sampleData: boolean
  /** Title and notice of the sample study, once it was opened. */
  study: { title: string; notice: string } | null
  recents: Recent[]
  /** Nothing was tried yet: the window is still starting. */
  starting: boolean
}

export const useSession = create<Session>(() => ({
  page: 'inspect', opening: null, failure: null, model: null, images: null, selected: null, sampleData: false, study: null, recents: [], starting: true
}))

export const showPage = (page: Page): void => useSession.setState({ page })
export const selectImage = (path: string | null): void => useSession.setState({ selected: path })
export const dismissFailure = (): void => useSession.setState({ failure: null })

/** True while anything of the sample study is on screen. */
export const showsSample = (s: Session): boolean => (s.page === 'sweep' && s.sampleData) || (s.model?.sample ?? false) || (s.model?.kind !== 'plain' && (s.images?.sample ?? false))
