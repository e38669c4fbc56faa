"""Tests of the structure layer."""
