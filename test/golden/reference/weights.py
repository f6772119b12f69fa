"""Seeded random checkpoints of any shape, and the ways to write them down."""
import json
import math
import struct
from dataclasses import dataclass, field

import numpy as np
import torch


@dataclass
class Shape:
    """An architecture and what the checkpoint's author chose about the file."""
    name: str
    tasks: dict                      # task -> channels, in the order of the file
    size: int
    patch: int
    depths: list
    heads: list
    window: int
    embed: int = 4
    mlp_ratio: float = 1
    decoder: int = 4
    policy: str = 'per_task'         # per_task, single or None
    blocks: bool = True
    tokens: bool = True
    block_h: int = 3
    token_h: int = 3
    ape: bool = False
    patch_norm: bool = True
    qkv_bias: bool = True
    config: dict = field(default_factory=dict)
    # Added to the controllers' last biases, by stage: pushes whole stages towards on or off.
    block_bias: dict = field(default_factory=dict)
    token_bias: dict = field(default_factory=dict)
    file: str = 'zip'                # zip, legacy, bare (no "model" around the names) or safetensors
    prefix: str = ''
    half: bool = False
    modes: list = field(default_factory=list)
    seed: int = 0


def state_dict(shape, seed):
    g = torch.Generator().manual_seed(seed)
    w, count = {}, len(shape.depths)

    def normal(*dims, std=1.0, mean=0.0):
        return torch.randn(*dims, generator=g) * std + mean

    def linear(name, rows, columns, bias=True, gain=1.0):
        w[name + '.weight'] = normal(rows, columns, std=gain / math.sqrt(columns))
        if bias:
            w[name + '.bias'] = normal(rows, std=0.3)

    def norm(name, width):
        w[name + '.weight'], w[name + '.bias'] = normal(width, std=0.2, mean=1.0), normal(width, std=0.2)

    def batch_norm(name, width):
        norm(name, width)
        w[name + '.running_mean'], w[name + '.running_var'] = normal(width, std=0.2), normal(width, std=0.2).abs() + 0.5
        w[name + '.num_batches_tracked'] = torch.tensor(7)

    def conv(name, rows, columns, k, bias=False):
        w[name + '.weight'] = normal(rows, columns, k, k, std=math.sqrt(1.5 / (columns * k * k)))
        if bias:
            w[name + '.bias'] = normal(rows, std=0.3)

    def controller(name, columns, width, answers, inputs, shift):
        linear(name + '.mlp', width, columns)
        w[name + '.fc.weight'] = normal(answers, inputs, std=2.0 / math.sqrt(inputs))
        w[name + '.fc.bias'] = normal(answers, std=0.7) + shift

    grid = shape.size // shape.patch
    conv('backbone.patch_embed.proj', shape.embed, 3, shape.patch, bias=True)
    if shape.patch_norm:
        norm('backbone.patch_embed.norm', shape.embed)
    if shape.ape:
        w['backbone.absolute_pos_embed'] = normal(1, grid * grid, shape.embed, std=0.5)
    for s, depth in enumerate(shape.depths):
        C, r, p = shape.embed << s, grid >> s, f'backbone.layers.{s}'
        window = min(shape.window, r)
        for b in range(depth):
            q = f'{p}.blocks.{b}'
            norm(q + '.norm1', C)
            w[q + '.attn.relative_position_bias_table'] = normal((2 * window - 1) ** 2, shape.heads[s], std=0.5)
            w[q + '.attn.relative_position_index'] = position_index(window)
            linear(q + '.attn.qkv', 3 * C, C, shape.qkv_bias, gain=1.5)
            linear(q + '.attn.proj', C, C)
            norm(q + '.norm2', C)
            if b % 2 and r > window:
                w[q + '.attn_mask'] = attention_mask(r, window)
            linear(q + '.mlp.fc1', int(C * shape.mlp_ratio), C)
            linear(q + '.mlp.fc2', C, int(C * shape.mlp_ratio))
        if s + 1 < count:
            w[p + '.downsample.reduction.weight'] = normal(2 * C, 4 * C, std=0.5 / math.sqrt(C))
            norm(p + '.downsample.norm', 4 * C)
        if shape.policy and shape.tokens:
            for t in [f'.{t}' for t in shape.tasks] if shape.policy == 'per_task' else ['']:
                controller(f'{p}.tokens_select{t}', C, shape.token_h, 1, shape.token_h, shape.token_bias.get(s, 0))
    if shape.policy and shape.blocks:
        for t in [f'.{t}' for t in shape.tasks] if shape.policy == 'per_task' else ['']:
            for s, depth in enumerate(shape.depths):
                controller(f'backbone.layers_controllers{t}.{s}', shape.embed << s, shape.block_h, depth, shape.block_h * (grid >> s) ** 2, shape.block_bias.get(s, 0))
    half = max(shape.decoder // 2, 1)
    for t, channels in shape.tasks.items():
        for s in range(count):
            f, C = f'decoders.{t}.fuse.{s}', shape.embed << min(s + 1, count - 1)
            for j, width in ((2, C), (3, half)):
                conv(f'{f}.{j}.conv1', half, width, 3)
                batch_norm(f'{f}.{j}.bn1', half)
                conv(f'{f}.{j}.conv2', half, half, 3)
                batch_norm(f'{f}.{j}.bn2', half)
                if j == 2:
                    conv(f'{f}.{j}.downsample.0', half, width, 1)
                    batch_norm(f'{f}.{j}.downsample.1', half)
        conv(f'decoders.{t}.segment.0', half, half * count, 1, bias=True)
        batch_norm(f'decoders.{t}.segment.1', half)
        conv(f'decoders.{t}.segment.3', channels, half, 1, bias=True)
    if shape.half:
        w = {k: v.half() if v.is_floating_point() else v for k, v in w.items()}
    return {shape.prefix + k: v.contiguous() for k, v in w.items()}


def position_index(window):
    """Swin's buffer [w², w²]: row and column distance of every pair of positions, as one number."""
    y, x = np.divmod(np.arange(window * window), window)
    return torch.from_numpy((y[:, None] - y + window - 1) * (2 * window - 1) + x[:, None] - x + window - 1)


def attention_mask(r, window):
    """Swin's buffer [windows, w², w²] of a shifted block: -100 between tokens that were not neighbours before the shift."""
    image, area = np.zeros((r, r)), 0
    cuts = [slice(0, -window), slice(-window, -(window // 2)), slice(-(window // 2), None)]
    for rows in cuts:
        for columns in cuts:
            image[rows, columns] = area
            area += 1
    n = r // window
    flat = image.reshape(n, window, n, window).swapaxes(1, 2).reshape(n * n, -1)
    return torch.from_numpy(np.where(flat[:, :, None] == flat[:, None], 0.0, -100.0).astype(np.float32))


def save(shape, w, path):
    """Writes the checkpoint beside `path` (no ending) and returns its file name."""
    if shape.file == 'safetensors':
        save_safetensors(w, path + '.safetensors')
        return path + '.safetensors'
    content = w if shape.file == 'bare' else {'model': w, 'epoch': 3}
    torch.save(content, path + '.pth', _use_new_zipfile_serialization=shape.file != 'legacy')
    return path + '.pth'


def save_safetensors(w, file):
    kinds, header, parts, at = {torch.float32: 'F32', torch.float16: 'F16', torch.int64: 'I64'}, {}, [], 0
    for name, tensor in w.items():
        raw = tensor.numpy().tobytes()
        header[name] = {'dtype': kinds[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [at, at + len(raw)]}
        parts.append(raw)
        at += len(raw)
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(file, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + b''.join(parts))
