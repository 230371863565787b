"""Tests of the recipients room."""
