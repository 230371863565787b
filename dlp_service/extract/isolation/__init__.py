"""The processes that read: a pool, its workers and services, what the kernel holds them to, and who asks them."""
