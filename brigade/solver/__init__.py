"""Arranging a whole event: plain values in, plain values out; engines are imported only by the process that solves."""
