import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { App } from './App'
import { theme, variables } from './theme'
import { useTheme } from './useTheme'

export function Root() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} forceColorScheme={useTheme()} withGlobalClasses={false}>
      <Notifications position="bottom-right" limit={3} containerWidth={360} transitionDuration={120} />
      <App />
    </MantineProvider>
  )
}
