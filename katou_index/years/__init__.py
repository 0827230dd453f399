"""What of one fiscal year is which of another: measures and departments through renames."""
