"""Signed and encrypted containers: CMS and OpenPGP are opened as far as anybody can open them."""
