"""Measurements that `make bench` repeats: each module with a ``report()`` is one part of docs/benchmarks.md."""
