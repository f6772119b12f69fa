"""Writes prepare.npz: what OpenCV makes of pictures that the test builds again by the same arithmetic.

    python3 test/golden/make_prepare.py        needs numpy and OpenCV (Debian: python3-opencv, 4.6)
"""
import os
import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'resources', 'sample', 'images')

# width, height, target size
NOISE = [(1920, 1080, 56), (640, 480, 112), (97, 61, 64), (33, 100, 48), (31, 50, 10), (50, 31, 45),
         (1, 1, 7), (1, 5, 9), (5, 1, 9), (2, 3, 32), (300, 17, 30), (3, 700, 5), (64, 64, 65), (65, 64, 64), (40, 40, 40), (4000, 2, 13)]
SMOOTH = [(500, 375, 96), (20, 15, 71), (128, 128, 32), (128, 128, 100)]
PHOTOS = [('g00', 96), ('g25', 224), ('g25', 50)]
NEAREST = [(128, 32), (128, 100), (33, 71), (100, 48), (500, 224), (375, 448), (1, 9), (7, 7), (640, 513)]


def noise(width, height):
    """Numerical Recipes' 32-bit generator, seed width * 65536 + height, top byte."""
    n = width * height * 3
    out = np.empty(n, np.uint8)
    x = (width * 65536 + height) & 0xFFFFFFFF
    for i in range(n):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = x >> 24
    return out.reshape(height, width, 3)


def smooth(width, height):
    y, x = np.mgrid[0:height, 0:width]
    channels = [(x * x // 7 + y * 3), (x * y // 5 + 31), ((x + 2 * y) * 255 // (width + 2 * height))]
    return np.stack([c % 256 for c in channels], -1).astype(np.uint8)


def squash(image, size):
    return np.clip(cv2.resize(image.astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)


arrays = {'opencv_version': np.array([int(v) for v in cv2.__version__.split('.')], np.int32)}
for w, h, s in NOISE:
    arrays[f'noise/{w}x{h}/{s}'] = squash(noise(w, h), s)
for w, h, s in SMOOTH:
    arrays[f'smooth/{w}x{h}/{s}'] = squash(smooth(w, h), s)
for name, s in PHOTOS:
    arrays[f'photo/{name}/{s}'] = squash(cv2.imread(os.path.join(SAMPLE, name + '.png'))[:, :, ::-1], s)
for n, s in NEAREST:
    row = np.arange(n, dtype=np.float32)[None]
    arrays[f'nearest/{n}/{s}'] = cv2.resize(row, (s, 1), interpolation=cv2.INTER_NEAREST)[0].astype(np.int32)
np.savez_compressed(os.path.join(HERE, 'prepare.npz'), **arrays)
