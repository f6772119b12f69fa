/** Names of the graphs' inputs and outputs; the only place where they are spelled. */
export const io = {
  image: 'image', lanes: 'lanes', blockThreshold: 'block_threshold', tokenThreshold: 'token_threshold',
  blockOn: 'block_on', blockOff: 'block_off', tokensOn: 'tokens_on',
  blockLogits: (stage: number) => `block_logits.${stage}`, blockGate: (stage: number) => `block_gate.${stage}`,
  tokenLogits: (stage: number, block: number) => `token_logits.${stage}.${block}`, tokenMask: (stage: number, block: number) => `token_mask.${stage}.${block}`,
  feature: (stage: number) => `feature.${stage}`
}
