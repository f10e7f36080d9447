"""The trace of a verdict, in small."""
