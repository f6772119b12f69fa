/** Mantine with the studio's tokens: its colours become ours, its components keep their behaviour. Looks are in mantine.css. */
import { colorsTuple, createTheme, type CSSVariablesResolver } from '@mantine/core'

export const theme = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  colors: { studio: colorsTuple('#5b63d9') },
  primaryColor: 'studio',
  defaultRadius: 6,
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '10.5px', sm: '11.5px', md: '12.5px', lg: '14px', xl: '17px' },
  components: {
    Button: { defaultProps: { variant: 'default', size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 24 } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'none' } },
    Modal: { defaultProps: { transitionProps: { duration: 120, transition: 'fade' }, centered: true } }
  }
})

const shared = {
  '--mantine-color-body': 'var(--bg)', '--mantine-color-text': 'var(--tx)', '--mantine-color-bright': 'var(--tx)', '--mantine-color-dimmed': 'var(--tx2)',
  '--mantine-color-default': 'var(--raised)', '--mantine-color-default-hover': 'var(--hover)', '--mantine-color-default-color': 'var(--tx)',
  '--mantine-color-default-border': 'var(--line2)', '--mantine-color-placeholder': 'var(--tx2)', '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)', '--mantine-primary-color-filled': 'var(--accent-fill)', '--mantine-primary-color-filled-hover': 'var(--accent-hover)'
}

export const variables: CSSVariablesResolver = () => ({ variables: {}, dark: shared, light: shared })
