"""
The gRPC door: protobuf in, values through the walk, protobuf out.

Nothing here judges a message.  The room checks requests, gives each call its
budget, keeps the event loop free while a worker thread walks, and says
failures in gRPC's own words.  `supervisor` and `convert` import no gRPC, so
that the command line can use them without loading it.
"""
