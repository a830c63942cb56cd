"""Benchmarks: how fast, on this machine; peers are measured beside them in benchmarks/.

In: the name of a benchmark and a size. Out: figures, with the budget each must keep.
"""

from zhike.bench.measured import Measured
from zhike.bench.pipeline import bench_pipeline

BENCHMARKS = {"pipeline": bench_pipeline}

__all__ = ["BENCHMARKS", "Measured"]
