"""Formats without a reader here, by Apache Tika in a process of its own."""
