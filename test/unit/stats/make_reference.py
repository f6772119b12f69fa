#!/usr/bin/env python3
"""Writes reference.json: what NumPy and SciPy make of fixed samples. Run with any Python that has SciPy."""
import json
import pathlib

import numpy as np
import scipy
from scipy import special, stats

rng = np.random.default_rng(5)
a = [round(float(v), 3) for v in rng.lognormal(3, 0.4, 25)]
b = [round(float(v), 3) for v in rng.lognormal(3.2, 0.4, 18)]
ties_a, ties_b = [1, 2, 2, 3, 3, 3, 4, 5, 5, 8], [2, 3, 3, 4, 4, 5, 6, 7, 8, 8, 9]
paired_a = [round(float(v), 3) for v in rng.lognormal(3, 0.5, 40)]
paired_b = [round(float(v * f), 3) for v, f in zip(paired_a, rng.normal(1.6, 0.12, 40))]


def rank(x, y):
    r = stats.mannwhitneyu(x, y, alternative='two-sided', method='asymptotic', use_continuity=True)
    return {'a': x, 'b': y, 'u': float(r.statistic), 'p': float(r.pvalue), 'delta': float(np.sign(np.subtract.outer(x, y)).mean())}


def interval(value, ends):
    return {'value': float(value), 'low': float(ends[0]), 'high': float(ends[1])}


def bootstrap(data, statistic, **more):
    return stats.bootstrap(data, statistic, n_resamples=20000, method='percentile', random_state=1, vectorized=False, **more).confidence_interval


def ratio(x, y):
    return np.sum(x) / np.sum(y)


q1, q3 = np.quantile(a, [0.25, 0.75])
reference = {
    'numpy': np.__version__, 'scipy': scipy.__version__, 'values': a,
    'quantiles': {str(q): float(np.quantile(a, q)) for q in (0, 0.01, 0.25, 0.5, 0.9, 0.99, 1)},
    'ranks': [rank(a, b), rank(ties_a, ties_b), rank([v + 60 for v in a], b)],
    't975': {str(n): float(stats.t.ppf(0.975, n)) for n in (1, 2, 5, 10, 11, 15, 30, 100, 1000)},
    'erfc': {str(x): float(special.erfc(x)) for x in (0, 0.1, 0.5, 1, 2, 4, 6)},
    'mean': interval(np.mean(a), stats.t.interval(0.95, len(a) - 1, loc=np.mean(a), scale=stats.sem(a))),
    'median': interval(np.median(a), bootstrap((a,), np.median)),
    'paired': {'a': paired_a, 'b': paired_b, **interval(ratio(paired_a, paired_b), bootstrap((paired_a, paired_b), ratio, paired=True))},
    'fences': {'low': float(q1 - 1.5 * (q3 - q1)), 'high': float(q3 + 1.5 * (q3 - q1))},
}
(pathlib.Path(__file__).parent / 'reference.json').write_text(json.dumps(reference, indent=1) + '\n')
