"""Readers, one a format: file → cells with their places, or measures where the file is tidy."""
