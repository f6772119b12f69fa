/** The whole window takes models, images and folders. */
import { useEffect, useRef, useState } from 'react'
import { pathsOf } from '../state/bridge'
import { tell } from '../state/notices'
import { takesDataset } from '../features/sweep/start/store'
import { openPaths } from '../state/open'
import styles from './shell.module.css'

const hasFiles = (e: DragEvent): boolean => e.dataTransfer?.types.includes('Files') ?? false

export function DropTarget() {
  const [over, setOver] = useState(false)
  const depth = useRef(0)
  useEffect(() => {
    const enter = (e: DragEvent) => { if (hasFiles(e)) { e.preventDefault(); depth.current++; setOver(true) } }
    const leave = (e: DragEvent) => { if (hasFiles(e) && --depth.current <= 0) { depth.current = 0; setOver(false) } }
    const move = (e: DragEvent) => { if (hasFiles(e)) { e.preventDefault(); if (e.dataTransfer) e.dataTransfer.dropEffect = 'copy' } }
    const drop = (e: DragEvent) => {
      if (!e.dataTransfer || !hasFiles(e)) return
      e.preventDefault()
      depth.current = 0
      setOver(false)
      const paths = pathsOf(e.dataTransfer.files)
      if (paths.length > 0) { if (!takesDataset(paths)) void openPaths(paths) }
      else tell('Nothing was opened: what was dropped is not a file on this computer.')
    }
    const list = [['dragenter', enter], ['dragleave', leave], ['dragover', move], ['drop', drop]] as const
    for (const [name, f] of list) window.addEventListener(name, f)
    return () => { for (const [name, f] of list) window.removeEventListener(name, f) }
  }, [])
  return over ? <div className={styles.drop} data-testid="drop-target"><span>Drop a model, images or a folder of images</span></div> : null
}
