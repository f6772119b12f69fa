"""Holds reference.py against the authors' own modules, whose goldens lie in ../models, and counting.py against known shares."""
import glob
import json
import os

import numpy as np
import torch

from counting import count
from reference import Mode, Reference
from weights import Shape, state_dict

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, '..', 'models')
SAMPLE = os.path.join(HERE, '..', '..', '..', 'resources', 'sample', 'model')


def find(name, ending):
    files = [os.path.join(MODELS, name, name + ending), os.path.join(SAMPLE, name + ending)]
    return next(f for f in files if os.path.exists(f))


def relative(got, want):
    return float(np.abs(got - want).max() / max(np.abs(want).max(), 1e-30))


def check_model(name):
    """-> (arrays compared, mask bits, bits that differ with the logits behind them, worst relative error)."""
    golden = np.load(os.path.join(MODELS, name, 'golden.npz'))
    with open(find(name, '.json')) as f:
        config = json.load(f)
    ref = Reference(torch.load(find(name, '.pth'), map_location='cpu')['model'], config)
    arrays, bits, flips, worst, runs = 0, 0, [], 0.0, {}
    for key in golden.files:
        if '.img' not in key:
            continue
        lane, rest = key.split('.img')
        image, what = rest.split('.', 1)
        if (lane, image) not in runs:
            mode = Mode(all_on=lane == 'all_on', tasks=[lane[5:]] if lane.startswith('task_') else None)
            runs[lane, image] = ref.run(torch.from_numpy(golden['input_' + image]), mode)
        got, want = lookup(runs[lane, image], what), golden[key]
        if got is None:
            continue
        got = got.numpy()
        arrays += 1
        if want.dtype == np.uint8:
            bits += want.size
            for i in np.flatnonzero(got.reshape(-1).astype(np.uint8) != want.reshape(-1)):
                logits = golden.get(key.replace('_mask', '_logits'))
                flips.append((key, int(i), None if logits is None else float(logits[i])))
        else:
            assert got.size == want.size, (key, got.shape, want.shape)
            worst = max(worst, relative(got.reshape(-1), want.reshape(-1)))
    return arrays, bits, flips, worst


def lookup(rec, what):
    """The record's tensor for a golden array's name, or None for what the record does not keep."""
    parts = what.split('.')
    if parts[0].startswith('output'):
        stride = int(parts[0][13:]) if parts[0].startswith('output_stride') else 1
        return rec.outputs[parts[1]][..., ::stride, ::stride]
    if not parts[0].startswith('stage'):
        return None
    s = int(parts[0][5:])
    if parts[1] == 'out':
        return rec.stage_outputs[s]
    if parts[1] == 'block_mask_union':
        return rec.gates[s]
    if parts[1].startswith('block_'):
        return (rec.block_logits if parts[1] == 'block_logits' else rec.block_asks)[s][parts[2]]
    b = int(parts[1][5:])
    union = rec.unions[s, b]
    if parts[2] == 'token_mask_union':
        return union
    decided = (rec.token_logits if parts[2] == 'token_logits' else rec.token_asks).get((s, b))
    return torch.zeros_like(union) if decided is None else decided[parts[3]]


def check_counting():
    """Swin-T at 224 px with four tasks, controllers 64 wide and decoders 128: everything on costs 1.0890 of the static model, nothing on 0.2824."""
    shape = Shape('swin_t', dict(semseg=21, normals=3, sal=1, human_parts=7), 224, 4, [2, 2, 6, 2], [3, 6, 12, 24], 7,
                  embed=96, mlp_ratio=4, decoder=128, block_h=64, token_h=64)
    ref, image = Reference(state_dict(shape, 0)), torch.zeros(1, 3, 224, 224)
    for mode, known in ((Mode(all_on=True), 1.0890), (Mode(block_threshold=1), 0.2824)):
        macs = count(ref, ref.run(image, mode), mode, shape.size)
        share = macs['executed'] / macs['static']
        print(f'Swin-T: {share:.4f} of the static model, known {known:.4f}')
        if abs(share - known) > 5e-5:
            raise SystemExit('The counting contradicts the known share.')


def check():
    check_counting()
    names = sorted(os.path.basename(os.path.dirname(f)) for f in glob.glob(os.path.join(MODELS, '*', 'golden.npz')))
    failed = False
    for name in names:
        arrays, bits, flips, worst = check_model(name)
        print(f'{name}: {arrays} arrays, {bits} mask bits, {len(flips)} differ {flips[:3]}, worst error {worst:.1e} of the largest value')
        failed |= worst > 1e-5 or any(logit is None or abs(logit) > 1e-4 for _, _, logit in flips)
    if failed:
        raise SystemExit('The reference contradicts the authors\' modules.')
    print('The reference agrees with the authors\' modules.')


if __name__ == '__main__':
    check()
