/** From where on a run is looked at twice, and from where on it gives no verdict. */
export const limits = {
  /** Between a variant's first and its last round: share of the latency. */
  drift: { look: 0.03, bad: 0.1 },
  /** Rise of the hottest zone between the first and the last slot, °C. */
  warmer: { look: 3 },
  /** Between the slots with the highest and the lowest clock: share. */
  clock: { look: 0.03, bad: 0.15 },
  /** Inferences of a variant: below `bad` there is no verdict, below `look` p99 rests on one or two values. */
  inferences: { look: 200, bad: 20 },
  /** Images in a paired ratio. */
  images: { look: 10, bad: 3 },
  /** Confidence of a meter's alignment: below `refuse` its energy is not told. */
  confidence: { look: 0.8, refuse: 0.5 },
  /** Power into a battery that counts as charging: share of the run's usual power. */
  inflow: 0.02,
  /** Updates of the gauge within a slot, below which its mean power is rough, whatever the plan asks for. */
  updates: 20,
  /** Upper end of an energy's interval ÷ its lower end: beyond it the energy is as good as unknown. */
  spread: { look: 10 },
  /** Processor time of the sampler: share of one core. */
  sampler: { look: 0.02 }
} as const
