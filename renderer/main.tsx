import './state/zod'
import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './app/tokens.css'
import './app/base.css'
import './app/mantine.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './app/Root'

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><Root /></StrictMode>)
