"""The models whose goldens lie here: each one a way in which an architecture or a file may differ from the authors' Swin-T."""
from weights import Shape

# `forced` modes name blocks as the studio does; see make.py for the grammar.
THRESHOLDS = 'bt0.6_tt0.4'

SHAPES = [
    Shape('three_stages', dict(semseg=5, normals=3), 32, 2, [1, 2, 1], [1, 2, 4], 4, mlp_ratio=2, token_bias={1: -1.2},
          modes=[THRESHOLDS, 'force_s1.b0=on_s0.b0=off', 'force_all_s1.b1=off', 'force_s0.b0.normals=on_s1.b1.semseg=off_s1.b1.normals=off']),
    Shape('two_stages', dict(sal=1, edge=1), 32, 4, [2, 1], [2, 2], 4, modes=['bt0.3_tt0.7', 'force_s0.b1=on_s1.b0=off'], file='legacy'),
    Shape('deeper', dict(semseg=4, normals=3, sal=1), 64, 4, [1, 2, 3, 1], [1, 2, 2, 4], 2, file='safetensors', token_bias={2: -1.2},
          modes=[THRESHOLDS, 'force_s2.b1=on_s3.b0=off', 'task_semseg+sal']),
    Shape('window_equals_stage', dict(normals=3, depth=1), 56, 2, [1, 2, 2], [1, 1, 2], 7, block_h=2),
    Shape('window_over_stages', dict(human_parts=7), 32, 8, [2, 2], [2, 2], 7, embed=8, config=dict(window_size=7, tasks=['human_parts']), modes=['bt0.4_tt0.6']),
    Shape('window_clipped_late', dict(sal=1, normals=3), 64, 4, [1, 2, 2, 2], [2, 2, 2, 2], 4, file='safetensors', block_h=2, modes=['force_s3.b1=on_s0.b0=off']),
    Shape('window_odd', dict(semseg=3, sal=1), 48, 4, [2, 2, 2], [1, 2, 1], 3, embed=6, modes=['bt0.45_tt0.55']),
    Shape('nyud', dict(edge=1, depth=1, semseg=40), 32, 4, [1, 1, 1], [1, 2, 4], 2, decoder=6, file='safetensors'),
    Shape('six_tasks', dict(semseg=4, normals=3, sal=1, human_parts=3, edge=1, depth=1), 32, 4, [1, 2], [1, 2], 4, file='safetensors', block_bias={0: -1, 1: -1},
          token_bias={0: -1.5, 1: -1.5}, modes=['task_normals+depth']),
    Shape('single_policy', dict(semseg=4, sal=1), 64, 4, [1, 2, 2, 1], [1, 2, 2, 4], 4, policy='single', token_bias={1: -1},
          modes=[THRESHOLDS, 'force_s0.b0=on_s2.b1=off', 'force_s3.b0.policy=off_s0.b0.policy=on'], file='safetensors'),
    Shape('single_blocks', dict(normals=3, edge=1), 32, 4, [2, 2, 1], [1, 2, 2], 2, policy='single', tokens=False, modes=['bt0.7']),
    Shape('tokens_only', dict(semseg=4, normals=3), 32, 4, [1, 2, 1], [2, 2, 4], 2, blocks=False, token_bias={1: -1.2}, modes=['tt0.6', 'force_s0.b0=off'],
          file='bare'),
    Shape('tokens_only_single', dict(sal=1, depth=1), 32, 4, [1, 1], [2, 2], 4, policy='single', blocks=False, config=dict(img_size=32), modes=['tt0.65']),
    Shape('blocks_only', dict(semseg=4, sal=1, edge=1), 32, 4, [2, 1, 2], [1, 1, 1], 2, tokens=False, block_bias={0: -0.5, 1: -0.5, 2: -0.5},
          modes=['bt0.35', 'force_s0.b0=on_s2.b1=on_s0.b1=off'], file='safetensors'),
    Shape('absolute_position', dict(semseg=3, normals=3), 32, 4, [1, 2, 1], [1, 2, 4], 4, ape=True, embed=8, file='legacy'),
    Shape('no_norm_no_bias', dict(sal=1, normals=3), 32, 2, [1, 2], [2, 1], 4, patch_norm=False, qkv_bias=False, file='safetensors'),
    Shape('scaled', dict(semseg=3, depth=1), 64, 8, [2, 1, 1], [2, 4, 4], 4, mlp_ratio=2, embed=8, config=dict(qk_scale=0.9)),
    Shape('permuted', dict(semseg=3, edge=1), 32, 4, [1, 2, 1], [1, 2, 2], 2, config=dict(decoder_layout='permute'), file='safetensors'),
    Shape('static_position', dict(semseg=4, normals=3), 32, 4, [1, 1, 1], [1, 2, 4], 4, policy=None, ape=True, mlp_ratio=4),
    Shape('reordered', dict(semseg=4, normals=3, sal=1), 32, 4, [1, 1], [1, 2], 4, config=dict(tasks=['sal', 'semseg', 'normals']), prefix='module.', modes=['task_semseg+sal']),
    Shape('ratio_fraction', dict(edge=1, sal=1), 32, 4, [1, 2], [1, 2], 4, embed=5, mlp_ratio=1.3, config=dict(mlp_ratio=1.3), file='safetensors'),
    Shape('task_left_out', dict(semseg=4, normals=3, sal=1), 32, 4, [1, 1], [1, 2], 4, config=dict(tasks=['normals', 'semseg']), file='safetensors'),
    Shape('half_precision', dict(semseg=4, normals=3), 32, 4, [1, 1, 1], [1, 2, 4], 4, half=True, decoder=6),
]
