"""Writes metrics.json: metrics of the authors' outputs (every 4th pixel, golden.npz) on two sample scenes, computed with NumPy.

    python3 test/golden/make_metrics.py        needs numpy and Pillow (Debian: python3-pil)
"""
import json
import os
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'resources', 'sample')
golden = np.load(os.path.join(HERE, 'models', 'adamtl_taw_permute', 'golden.npz'))


def truth(task, name):
    return np.array(Image.open(os.path.join(SAMPLE, task, name + '.png')))[::4, ::4]


def miou(logits, labels):
    predicted = logits.argmax(0)
    scores = []
    for c in range(len(logits)):
        p, t = predicted == c, labels == c
        if (p | t).any():
            scores.append((p & t).sum() / (p | t).sum())
    return 100 * float(np.mean(scores))


def angle(vectors, code):
    v = vectors.astype(np.float64) / np.linalg.norm(vectors.astype(np.float64), axis=0)
    valid = ~(code == 128).all(-1)
    n = np.where(code == 128, 0, code / 127.5 - 1).transpose(2, 0, 1)
    n = n / np.maximum(np.linalg.norm(n, axis=0), 1e-9)
    return float(np.degrees(np.arccos(np.clip((v * n).sum(0), -1, 1)))[valid].mean())


def saliency(logit, mask):
    p, t = 1 / (1 + np.exp(-logit.astype(np.float64))), mask > 127
    iou, f = [], []
    for threshold in np.linspace(0.2, 0.9, 15):
        s = p > threshold
        iou.append((s & t).sum() / (s | t).sum())
        precision, recall = (s & t).sum() / max(1, s.sum()), (s & t).sum() / t.sum()
        f.append(2 * precision * recall / max(1e-12, precision + recall))
    return 100 * float(max(iou)), 100 * float(max(f))


out = {}
for index, name in ((0, 'g09'), (1, 'g38')):
    get = lambda task: golden[f'adaptive.img{index}.output_stride4.{task}'][0]
    iou, max_f = saliency(get('sal')[0], truth('sal', name))
    out[name] = {'index': index, 'semseg': miou(get('semseg'), truth('semseg', name)), 'human_parts': miou(get('human_parts'), truth('human_parts', name)) if truth('human_parts', name).any() else None,
                 'normals': angle(get('normals'), truth('normals', name)), 'sal': iou, 'sal_max_f': max_f}
with open(os.path.join(HERE, 'metrics.json'), 'w') as f:
    json.dump(out, f, indent=1)
print(json.dumps(out, indent=1))
