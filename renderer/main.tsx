import './state/zod'
import { createRoot } from 'react-dom/client'
import { useEngine, call } from './state/engine'

function App() {
  const engine = useEngine()
  return <p style={{ color: '#ccc' }}>Engine {engine.state} {engine.pid}</p>
}
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
void call('app.info', {}).then((info) => { document.documentElement.dataset.ready = 'true'; document.body.append(JSON.stringify(info)) })
