"""Writes the models and goldens of this folder.

    python3 test/golden/reference/make.py            needs PyTorch (1.13 is enough) and numpy
    python3 test/golden/reference/make.py check      holds reference.py against the authors' modules

A mode's name says how it runs: `adaptive`, `all_on`, `task_a` or `task_a+b`, thresholds `bt0.6_tt0.4` (of blocks, of tokens),
forced gates `force_s1.b0=on_s0.b1=off`, what one lane asks `force_s1.b0.semseg=on`,
everything but some `force_all_s1.b1=off`.
"""
import json
import os
import re
import shutil
import sys

import numpy as np
import torch

from architectures import SHAPES
from check import HERE, check
from counting import count
from reference import Mode, Reference
from weights import save, state_dict

IMAGES = 2
# A logit nearer to its threshold than this could flip with another order of sums.
MARGIN = 5e-4


def mode_of(name):
    mode = Mode(all_on=name == 'all_on' or name.startswith('force_all_'), tasks=name[5:].split('+') if name.startswith('task_') else None)
    for kind, value in re.findall(r'(bt|tt)([\d.]+)', name) if name[:2] in ('bt', 'tt') else []:
        setattr(mode, 'block_threshold' if kind == 'bt' else 'token_threshold', float(value))
    if name.startswith('force_'):
        for s, b, lane, how in re.findall(r's(\d+)\.b(\d+)(?:\.(\w+?))?=(on|off)', name):
            mode.forced[(int(s), int(b), lane) if lane else (int(s), int(b))] = how == 'on'
    return mode


def pictures(shape, seed):
    """Smooth shapes and noise in steps of 1/16: representable, and small when packed."""
    g = torch.Generator().manual_seed(seed)
    coarse = torch.randn(IMAGES, 3, 4, 4, generator=g)
    smooth = torch.nn.functional.interpolate(coarse, size=shape.size, mode='bilinear', align_corners=False)
    noise = torch.randn(IMAGES, 3, shape.size, shape.size, generator=g) * 0.4
    return ((smooth * 1.3 + noise) * 16).round().clamp(-40, 40) / 16


def modes_of(shape, ref):
    tasks = [f'task_{t}' for t in ref.tasks] if len(ref.tasks) > 1 else []
    return ['adaptive', 'all_on', *tasks, *shape.modes] if shape.policy else ['adaptive', *tasks]


def worth_keeping(shape, ref, runs):
    """Whether the decisions of these runs are mixed: a model that runs everything or nothing guards little."""
    if not shape.policy:
        return True
    logits = [v for rec, _ in runs for per in [*rec.block_logits, *rec.token_logits.values()] for v in per.values()]
    if min(float(v.abs().min()) for v in logits) < MARGIN:
        return False
    adaptive = [rec for rec, name in runs if name == 'adaptive']
    gates = torch.stack([torch.cat(rec.gates) for rec in adaptive])
    ran = torch.stack([torch.stack([u.any() for u in rec.unions.values()]) for rec in adaptive])
    share = [float(u.float().mean()) for rec in adaptive for u in rec.unions.values()]
    if shape.blocks and not (gates.any() and not gates.all()):
        return False
    if shape.blocks and shape.tokens and not ran.any(1).all():
        return False
    if shape.tokens and sum(0.1 < v < 0.9 for v in share) < 2:
        return False
    if any(v < 0 for v in shape.token_bias.values()) and len(shape.tasks) < 6 and not (gates & ~ran).any():
        return False
    if shape.blocks and shape.policy == 'per_task' and len(ref.tasks) > 1:
        asks = [torch.stack([torch.cat([a[l] for a in rec.block_asks]) for l in ref.tasks]) for rec in adaptive]
        if all((a == a[:1]).all() for a in asks):
            return False
    # A stage pushed towards none must still select sometimes.
    if any(not any(u.any() for r in adaptive for (s, _), u in r.unions.items() if s == stage) for stage in shape.token_bias):
        return False
    return not shape.blocks or IMAGES == 1 or len(shape.depths) < 3 or bool((gates[0] != gates[1]).any())


def record_arrays(rec, prefix, full):
    out = {}
    for s, gates in enumerate(rec.gates):
        for lane, logits in rec.block_logits[s].items():
            out[f'stage{s}.block_logits.{lane}'] = logits.numpy()
            out[f'stage{s}.block_mask.{lane}'] = rec.block_asks[s][lane].numpy().astype(np.uint8)
        out[f'stage{s}.block_mask_union'] = gates.numpy().astype(np.uint8)
    for (s, b), union in rec.unions.items():
        at = f'stage{s}.block{b}'
        out[f'{at}.token_mask_union'] = union.numpy().astype(np.uint8)
        for lane, logits in rec.token_logits.get((s, b), {}).items():
            out[f'{at}.token_logits.{lane}'] = logits.numpy()
            out[f'{at}.token_mask.{lane}'] = rec.token_asks[s, b][lane].numpy().astype(np.uint8)
    for task, output in rec.outputs.items():
        stride = 1 if full and output.numel() <= 8192 else 4
        name = 'output' if stride == 1 else f'output_stride{stride}'
        out[f'{name}.{task}'] = output[..., ::stride, ::stride].contiguous().numpy()
    return {f'{prefix}.{k}': v for k, v in out.items()}


def build(shape, root=HERE):
    for attempt in range(400):
        seed = shape.seed + attempt
        w, images = state_dict(shape, seed), pictures(shape, seed + 1000)
        ref = Reference(w, shape.config)
        quick = [(ref.run(images[i:i + 1]), 'adaptive') for i in range(IMAGES)]
        if not worth_keeping(shape, ref, quick):
            continue
        names = modes_of(shape, ref)
        runs = [(ref.run(images[i:i + 1], mode_of(n)), n) for n in names for i in range(IMAGES)]
        if worth_keeping(shape, ref, runs) and clear_of_thresholds(ref, runs):
            break
    else:
        raise SystemExit(f'{shape.name}: no seed decides in a mixed way')
    folder = os.path.join(root, shape.name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    save(shape, w, os.path.join(folder, shape.name))
    if shape.config:
        with open(os.path.join(folder, shape.name + '.json'), 'w') as f:
            f.write(json.dumps(shape.config) + '\n')
    arrays = {f'input_{i}': images[i:i + 1].numpy() for i in range(IMAGES)}
    macs = {n: [] for n in names}
    for k, (rec, name) in enumerate(runs):
        i = k % IMAGES
        macs[name].append(count(ref, rec, mode_of(name), shape.size))
        # The second image of the single-task and all-on modes would only repeat what the first shows.
        if i == 0 or name not in ('all_on', *[f'task_{t}' for t in ref.tasks]):
            arrays.update(record_arrays(rec, f'{name}.img{i}', full=name == 'adaptive' and i == 0))
    np.savez_compressed(os.path.join(folder, 'golden.npz'), **arrays)
    with open(os.path.join(folder, 'golden.json'), 'w') as f:
        f.write(json.dumps({'tasks': ref.tasks, 'seed': seed, 'modes': macs}, separators=(',', ':')) + '\n')
    describe(shape, seed, runs, folder)


def clear_of_thresholds(ref, runs):
    """Every logit keeps its distance from the threshold of its own mode too."""
    for rec, name in runs:
        mode = mode_of(name)
        for threshold, groups in ((mode.block_threshold, rec.block_logits), (mode.token_threshold, rec.token_logits.values())):
            edge = float(np.log(threshold / (1 - threshold)))
            if any(float((v - edge).abs().min()) < MARGIN for per in groups for v in per.values()):
                return False
    return True


def describe(shape, seed, runs, folder):
    rec = [r for r, n in runs if n == 'adaptive']
    gates = ' '.join(''.join(str(int(g)) for g in torch.cat(r.gates)) for r in rec)
    share = ' '.join(f'{float(u.float().mean()):.2f}' for u in rec[0].unions.values())
    empty = sum(bool(r.gates[s][b]) and not u.any() for r, _ in runs for (s, b), u in r.unions.items())
    size = sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder))
    print(f'{shape.name}: seed {seed}, gates {gates}, tokens {share}, {empty} blocks on without a token, {size // 1024} KB')


if __name__ == '__main__':
    if sys.argv[1:] == ['check']:
        check()
    else:
        wanted = sys.argv[1:]
        for shape in SHAPES:
            if not wanted or shape.name in wanted:
                build(shape)
