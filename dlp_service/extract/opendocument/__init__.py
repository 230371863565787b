"""OpenDocument packages and flat files (ISO/IEC 26300)."""
