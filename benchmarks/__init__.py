"""
Speed, measured: nothing here is asserted by a test.

`python -m benchmarks` measures the service end to end beside a peer; the other
modules measure one room each.  Ratios come from interleaved rounds of one run, because
machines drift; single times only mean something beside the machine's description.
"""
