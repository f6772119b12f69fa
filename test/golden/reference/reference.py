"""AdaMTL's inference in plain PyTorch, written from its description: the yardstick of the goldens in this folder.

Float32, batch 1, evaluation. A model is a state dict and a config dict; nothing else is read. `make.py check` holds this
file against the authors' own modules (../models/*/golden.npz), and ../reference.test.ts holds the studio against this file.
"""
import math
import re
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F


@dataclass
class Mode:
    """How to run: `tasks` None is every task; thresholds are probabilities.

    `forced` maps (stage, block) to a gate's state whatever anyone asks; (stage, block, lane) to what that lane asks.
    """
    tasks: list = None
    all_on: bool = False
    block_threshold: float = 0.5
    token_threshold: float = 0.5
    forced: dict = field(default_factory=dict)


@dataclass
class Stage:
    index: int
    depth: int
    width: int
    resolution: int
    window: int
    heads: int
    shift: int


@dataclass
class Record:
    """What one run computed. Logits and masks are by lane (a task, or `policy`); a block that never ran its token controllers has no entry."""
    block_logits: list   # [stage] -> lane -> [depth]
    block_asks: list     # [stage] -> lane -> [depth] bool
    gates: list          # [stage] -> [depth] bool: any lane asks, or forced
    token_logits: dict   # (stage, block) -> lane -> [tokens]
    token_asks: dict     # (stage, block) -> lane -> [tokens] bool
    unions: dict         # (stage, block) -> [tokens] bool, all false where the block did not run
    outputs: dict        # task -> [1, channels, size, size]
    stage_outputs: list  # [stage] -> [tokens, channels] after merging


def strictly_more_likely(logit, probability):
    """sigmoid(logit) > probability, said of the logit so that 0 and 1 mean always and never."""
    if probability <= 0:
        return torch.ones_like(logit, dtype=torch.bool)
    if probability >= 1:
        return torch.zeros_like(logit, dtype=torch.bool)
    return logit.double() > math.log(probability / (1 - probability))


class Reference:
    def __init__(self, weights, config=None):
        config = config or {}
        bare = {(k[7:] if k.startswith('module.') else k): v for k, v in weights.items()}
        self.w = {k: (v.float() if v.is_floating_point() else v) for k, v in bare.items()}
        self.qk_scale = config.get('qk_scale')
        self.permute = config.get('decoder_layout', 'view') == 'permute'
        found = list(dict.fromkeys(m[1] for m in (re.match(r'decoders\.(.+)\.segment\.0\.weight$', k) for k in self.w) if m))
        # A config orders the tasks, and may leave some out: those are never active.
        self.tasks = config.get('tasks', found)
        assert set(self.tasks) <= set(found), (self.tasks, found)
        self.single = 'backbone.layers_controllers.0.mlp.weight' in self.w or 'backbone.layers.0.tokens_select.mlp.weight' in self.w
        self.adaptive_blocks = any(k.startswith('backbone.layers_controllers.') for k in self.w)
        self.adaptive_tokens = any('.tokens_select.' in k for k in self.w)
        self.patch = self.w['backbone.patch_embed.proj.weight'].shape[-1]

    # ---- sizes

    def stages(self, size):
        grid, out = size // self.patch, []
        while f'backbone.layers.{len(out)}.blocks.0.norm1.weight' in self.w:
            s = len(out)
            p, depth = f'backbone.layers.{s}.blocks', 1
            while f'{p}.{depth}.norm1.weight' in self.w:
                depth += 1
            entries, heads = self.w[f'{p}.0.attn.relative_position_bias_table'].shape
            window, resolution = (math.isqrt(entries) + 1) // 2, grid >> s
            assert resolution % window == 0, f'stage {s}: {resolution} tokens a side in windows of {window}'
            out.append(Stage(s, depth, self.w[f'{p}.0.norm1.weight'].shape[0], resolution, window, heads, window // 2 if resolution > window else 0))
        return out

    def lanes(self, tasks):
        """Who decides: each active task, or the one policy, which does not depend on the tasks."""
        return ['policy'] if self.single else list(tasks)

    # ---- layers

    def linear(self, x, name):
        return F.linear(x, self.w[name + '.weight'], self.w.get(name + '.bias'))

    def norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.w[name + '.weight'], self.w[name + '.bias'], 1e-5)

    def conv(self, x, name, **how):
        return F.conv2d(x, self.w[name + '.weight'], self.w.get(name + '.bias'), **how)

    def batch_norm(self, x, name):
        w = self.w
        return F.batch_norm(x, w[name + '.running_mean'], w[name + '.running_var'], w[name + '.weight'], w[name + '.bias'], False, 0, 1e-5)

    def patch_embed(self, image):
        x = self.conv(image, 'backbone.patch_embed.proj', stride=self.patch)[0].flatten(1).t()
        if 'backbone.patch_embed.norm.weight' in self.w:
            x = self.norm(x, 'backbone.patch_embed.norm')
        position = self.w.get('backbone.absolute_pos_embed')
        return x if position is None else x + position[0]

    def attention(self, x, st, shift, name):
        """x [tokens, C] -> [tokens, C]. Windows are gathered by token numbers, so the cyclic shift is only another numbering."""
        side, n, w, heads, C = st.resolution, st.resolution // st.window, st.window, st.heads, st.width
        place = torch.arange(side)
        token = ((place[:, None] + shift) % side * side + (place[None, :] + shift) % side).view(n, w, n, w).transpose(1, 2).reshape(n * n, w * w)
        q, k, v = self.linear(x, name + '.qkv')[token].view(n * n, w * w, 3, heads, C // heads).permute(2, 0, 3, 1, 4)
        scores = (q * (self.qk_scale or (C // heads) ** -0.5)) @ k.transpose(-2, -1)
        row, column = torch.div(torch.arange(w * w), w, rounding_mode='floor'), torch.arange(w * w) % w
        index = (row[:, None] - row[None] + w - 1) * (2 * w - 1) + column[:, None] - column[None] + w - 1
        assert torch.equal(index, self.w.get(name + '.relative_position_index', index)), name
        scores = scores + self.w[name + '.relative_position_bias_table'][index].permute(2, 0, 1)
        if shift:
            # Three bands a side: the untouched part, the rest of the last window, and what wrapped around. Different bands do not see each other.
            band = (place >= side - w).long() + (place >= side - shift).long()
            region = (band[:, None] * 3 + band[None]).view(n, w, n, w).transpose(1, 2).reshape(n * n, w * w)
            mask = -100.0 * (region[:, :, None] != region[:, None, :]).float()
            assert torch.equal(mask, self.w.get(name[:-4] + 'attn_mask', mask)), name
            scores = scores + mask[:, None]
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(n * n * w * w, C)
        back = torch.empty_like(mixed)
        back[token.flatten()] = mixed
        return self.linear(back, name + '.proj')

    def block(self, x, st, b, selected):
        p = f'backbone.layers.{st.index}.blocks.{b}'
        x = x + self.attention(self.norm(x, p + '.norm1'), st, st.shift if b % 2 else 0, p + '.attn')
        t = self.norm(x, p + '.norm2')
        through = self.linear(F.gelu(self.linear(t, p + '.mlp.fc1')), p + '.mlp.fc2')
        return x + torch.where(selected[:, None], through, t)

    def merge(self, x, st):
        p, g = f'backbone.layers.{st.index}.downsample', x.view(st.resolution, st.resolution, st.width)
        quads = torch.cat([g[0::2, 0::2], g[1::2, 0::2], g[0::2, 1::2], g[1::2, 1::2]], -1).flatten(0, 1)
        return self.linear(self.norm(quads, p + '.norm'), p + '.reduction')

    # ---- decisions

    def ask_blocks(self, x, lane, s):
        """x [tokens, C], the stage's input -> [depth] logits."""
        p = f'backbone.layers_controllers.{s}' if self.single else f'backbone.layers_controllers.{lane}.{s}'
        return self.linear(F.relu(self.linear(x, p + '.mlp')).flatten(), p + '.fc')

    def ask_tokens(self, x, lane, s):
        """x [tokens, C], as it reaches a block -> [tokens] logits."""
        p = f'backbone.layers.{s}.tokens_select' + ('' if self.single else '.' + lane)
        return self.linear(F.relu(self.linear(x, p + '.mlp')), p + '.fc')[:, 0]

    # ---- the whole

    def decode(self, task, outputs, size):
        p, columns, last = f'decoders.{task}', [], len(outputs) - 1
        for i, x in enumerate(outputs):
            r = math.isqrt(x.shape[0])
            y = x.t().contiguous().view(1, -1, r, r) if self.permute else x.contiguous().view(1, -1, r, r)
            for j in (2, 3):
                f = f'{p}.fuse.{i}.{j}'
                z = self.batch_norm(self.conv(F.relu(self.batch_norm(self.conv(y, f + '.conv1', padding=1), f + '.bn1')), f + '.conv2', padding=1), f + '.bn2')
                y = F.relu(z + (self.batch_norm(self.conv(y, f + '.downsample.0'), f + '.downsample.1') if j == 2 else y))
            columns.append(F.interpolate(y, scale_factor=2 ** (i - 1 if i == last else i), mode='nearest'))
        y = F.relu(self.batch_norm(self.conv(torch.cat(columns, 1), p + '.segment.0'), p + '.segment.1'))
        return F.interpolate(self.conv(y, p + '.segment.3'), size=(size, size), mode='bilinear', align_corners=False)

    @torch.no_grad()
    def run(self, image, mode=Mode()):
        """image [1, 3, size, size], normalised -> Record."""
        size, tasks = image.shape[-1], [t for t in self.tasks if mode.tasks is None or t in mode.tasks]
        lanes, rec, x = self.lanes(tasks), Record([], [], [], {}, {}, {}, {}, []), self.patch_embed(image)
        stages = self.stages(size)
        for st in stages:
            logits = {l: self.ask_blocks(x, l, st.index) for l in lanes} if self.adaptive_blocks else {}
            asks = {l: strictly_more_likely(v, mode.block_threshold) for l, v in logits.items()}
            for (s, b, *lane), on in mode.forced.items():
                if s == st.index and lane and lane[0] in asks:
                    asks[lane[0]][b] = on
            gates = torch.zeros(st.depth, dtype=torch.bool)
            for a in asks.values():
                gates |= a
            if mode.all_on or not self.adaptive_blocks:
                gates[:] = True
            for b in range(st.depth):
                gates[b] = mode.forced.get((st.index, b), bool(gates[b]))
            rec.block_logits.append(logits), rec.block_asks.append(asks), rec.gates.append(gates)
            for b in range(st.depth):
                union = torch.zeros(st.resolution ** 2, dtype=torch.bool)
                rec.unions[st.index, b] = union
                if not gates[b]:
                    continue
                if self.adaptive_tokens:
                    token_logits = {l: self.ask_tokens(x, l, st.index) for l in lanes}
                    rec.token_logits[st.index, b] = token_logits
                    rec.token_asks[st.index, b] = {l: strictly_more_likely(v, mode.token_threshold) for l, v in token_logits.items()}
                    for a in rec.token_asks[st.index, b].values():
                        union |= a
                if mode.all_on or not self.adaptive_tokens:
                    union[:] = True
                if union.any():
                    x = self.block(x, st, b, union)
            if st.index + 1 < len(stages):
                x = self.merge(x, st)
            rec.stage_outputs.append(x)
        rec.outputs = {t: self.decode(t, rec.stage_outputs, size) for t in tasks}
        return rec
