import { useMediaQuery } from '@mantine/hooks'
import { useAppearance } from '../state/appearance'

/** The theme in force; `system` follows the desktop. */
export function useTheme(): 'dark' | 'light' {
  const theme = useAppearance((a) => a.theme)
  const light = useMediaQuery('(prefers-color-scheme: light)', false, { getInitialValueInEffect: false })
  return theme === 'system' ? (light ? 'light' : 'dark') : theme
}
