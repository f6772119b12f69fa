"""Multiply-accumulates of one recorded run, counted from the description alone.

A block on L tokens with k selected: attention 4LC² + 2Lw²C, feed-forward 2kC·hidden. Block controller LCh + Lh·depth for each
lane and stage; token controller LCh + Lh for each lane and executed gate. Merging L/4 · 4C · 2C. Patch embedding L0·E·3p².
Decoders: their convolutions. Norms, activations and resizing are not counted.
"""


def decoder_macs(ref, task, size):
    stages = ref.stages(size)
    half = (size // ref.patch // 2) ** 2
    total = 0
    for name, weight in ref.w.items():
        if not name.startswith(f'decoders.{task}.') or weight.dim() != 4:
            continue
        part, index = name[len(f'decoders.{task}.'):].split('.')[:2]
        if part == 'fuse':
            last = min(int(index) + 1, len(stages) - 1)
            positions = stages[last].resolution ** 2
        else:
            positions = half
        total += weight.numel() * positions
    return total


def replay(ref, record, mode, size, tasks):
    """What these tasks alone would have run, deciding from the logits of the record: MACs by category."""
    lanes, w = ref.lanes(tasks), ref.w
    out = dict(blocks=0, controllers=0, decoders=sum(decoder_macs(ref, t, size) for t in tasks), other=0)
    embed = w['backbone.patch_embed.proj.weight']
    stages = ref.stages(size)
    out['other'] += (size // ref.patch) ** 2 * embed.numel()
    for st in stages:
        L, C, s = st.resolution ** 2, st.width, st.index
        if ref.adaptive_blocks:
            name = f'backbone.layers_controllers.{s}' if ref.single else f'backbone.layers_controllers.{ref.tasks[0]}.{s}'
            h = w[name + '.mlp.weight'].shape[0]
            out['controllers'] += len(lanes) * (L * C * h + L * h * st.depth)
        for b in range(st.depth):
            asked = any(bool(record.block_asks[s][l][b]) for l in lanes) if ref.adaptive_blocks else True
            gate = mode.forced.get((s, b), mode.all_on or asked)
            if not gate:
                continue
            k = L
            if ref.adaptive_tokens:
                name = f'backbone.layers.{s}.tokens_select' + ('' if ref.single else '.' + ref.tasks[0])
                h = w[name + '.mlp.weight'].shape[0]
                out['controllers'] += len(lanes) * (L * C * h + L * h)
                if not mode.all_on:
                    union = [any(bool(record.token_asks[s, b][l][i]) for l in lanes) for i in range(L)]
                    k = sum(union)
            if k:
                hidden = w[f'backbone.layers.{s}.blocks.{b}.mlp.fc1.weight'].shape[0]
                out['blocks'] += 4 * L * C * C + 2 * L * st.window ** 2 * C + 2 * k * C * hidden
        if s + 1 < len(stages):
            out['other'] += L // 4 * 4 * C * 2 * C
    out['executed'] = sum(out.values())
    return out


def count(ref, record, mode, size):
    """The run's MACs by category, and what each active task alone is responsible for: executed minus what had run without it."""
    tasks = [t for t in ref.tasks if mode.tasks is None or t in mode.tasks]
    full = {'static': static_macs(ref, size, tasks)} | replay(ref, record, mode, size, tasks)
    # One policy for all decides the same whoever listens: only the decoder goes.
    full['marginal'] = {t: full['executed'] - replay(ref, record, mode, size, [u for u in tasks if u != t])['executed'] for t in tasks}
    return full


def static_macs(ref, size, tasks):
    """The same network for the same tasks without any controller: everything runs."""
    total = (size // ref.patch) ** 2 * ref.w['backbone.patch_embed.proj.weight'].numel()
    stages = ref.stages(size)
    for st in stages:
        L, C = st.resolution ** 2, st.width
        for b in range(st.depth):
            hidden = ref.w[f'backbone.layers.{st.index}.blocks.{b}.mlp.fc1.weight'].shape[0]
            total += 4 * L * C * C + 2 * L * st.window ** 2 * C + 2 * L * C * hidden
        if st.index + 1 < len(stages):
            total += 2 * L * C * C
    return total + sum(decoder_macs(ref, t, size) for t in tasks)
