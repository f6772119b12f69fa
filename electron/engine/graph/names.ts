/** Names of the graphs' inputs and outputs; the only place where they are spelled. */
export const io = {
  image: 'image', lanes: 'lanes', blockThreshold: 'block_threshold', tokenThreshold: 'token_threshold',
  blockOn: 'block_on', blockOff: 'block_off', tokensOn: 'tokens_on',
  blockLogits: (stage: number) => `block_logits.${stage}`, blockGate: (stage: number) => `block_gate.${stage}`,
  tokenLogits: (stage: number) => `token_logits.${stage}`, tokenMask: (stage: number) => `token_mask.${stage}`,
  feature: (stage: number) => `feature.${stage}`
}

/** All of the above; a task's output is called like its task, which must be none of these. */
export const ownNames = /^(image|lanes|(block|token)_threshold|block_(on|off)|tokens_on|(block_logits|block_gate|token_logits|token_mask|feature)\..*)$/
