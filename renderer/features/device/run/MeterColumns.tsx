/** Which column is which quantity, in which unit. */
import { NumberInput, Select } from '@mantine/core'
import type { MeterMapping } from '@shared/rpc/device-calls'
import { changed, timeUnits, unitLabel, units, type Quantity } from './meter'
import styles from './run.module.css'

interface Props { columns: readonly string[]; mapping: MeterMapping; onChange(mapping: MeterMapping): void }

const title: Record<Quantity, string> = { current: 'Current', voltage: 'Voltage', power: 'Power' }
const separators = [{ value: ',', label: 'comma' }, { value: ';', label: 'semicolon' }, { value: '\t', label: 'tab' }, { value: ' ', label: 'space' }]

export function MeterColumns({ columns, mapping: m, onChange }: Props) {
  const names = columns.map((c, i) => ({ value: String(i), label: c || `column ${i + 1}` }))
  const fixed = m.voltage && 'fixed' in m.voltage ? m.voltage.fixed : null
  const unitData = (list: readonly string[]) => list.map((value) => ({ value, label: unitLabel(value) }))
  const column = (q: Quantity): string => { const of = m[q]; return of && 'column' in of ? String(of.column) : of ? 'fixed' : 'none' }
  const set = (q: Quantity, value: string | null): void => {
    if (value === null || value === 'none') return onChange(changed(m, { [q]: null }))
    if (value === 'fixed') return onChange(changed(m, { voltage: { fixed: 3.85 } }))
    const now = m[q]
    onChange(changed(m, { [q]: { column: Number(value), unit: now && 'unit' in now ? now.unit : units[q][0] } }))
  }
  const setUnit = (q: Quantity, unit: string | null): void => {
    const now = m[q]
    if (unit !== null && now && 'column' in now) onChange(changed(m, { [q]: { column: now.column, unit } }))
  }
  return (
    <div className={styles.columns}>
      <div><span className={styles.legend}>Time</span><div className={styles.pair}>
        <Select aria-label="Column of time" data={names} value={String(m.time.column)} allowDeselect={false} onChange={(v) => { if (v !== null) onChange(changed(m, { time: { ...m.time, column: Number(v) } })) }} />
        <Select aria-label="Unit of time" data={unitData(timeUnits)} value={m.time.unit} allowDeselect={false} onChange={(v) => { const unit = timeUnits.find((u) => u === v); if (unit) onChange(changed(m, { time: { ...m.time, unit } })) }} />
      </div></div>
      {(['current', 'voltage', 'power'] as const).map((q) => {
        const of = m[q]
        return <div key={q}><span className={styles.legend}>{title[q]}</span><div className={styles.pair}>
          <Select aria-label={`Column of ${q}`} data={[{ value: 'none', label: 'none' }, ...(q === 'voltage' ? [{ value: 'fixed', label: 'fixed' }] : []), ...names]} value={column(q)} allowDeselect={false} onChange={(v) => set(q, v)} />
          {q === 'voltage' && fixed !== null
            ? <NumberInput aria-label="Fixed voltage" value={fixed} min={0.1} max={30} step={0.05} decimalScale={3} suffix={'\u00a0V'} hideControls onChange={(v) => { if (typeof v === 'number' && v > 0) onChange(changed(m, { voltage: { fixed: v } })) }} />
            : <Select aria-label={`Unit of ${q}`} data={unitData(units[q])} value={of && 'unit' in of ? of.unit : null} disabled={!of} allowDeselect={false} onChange={(v) => setUnit(q, v)} />}
        </div></div>
      })}
      <div><span className={styles.legend}>Separator</span><Select aria-label="Separator" data={separators} value={m.separator} allowDeselect={false} onChange={(v) => { if (v !== null) onChange(changed(m, { separator: v })) }} /></div>
      <div><span className={styles.legend}>Rows to skip</span><NumberInput aria-label="Rows to skip" value={m.skipRows} min={0} max={1000} onChange={(v) => { if (typeof v === 'number') onChange(changed(m, { skipRows: v })) }} /></div>
    </div>
  )
}
