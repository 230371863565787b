"""Archives and compressed files: entries as documents of their own, unpacked in memory and within limits."""
