"""The clients that docs/connect.md names, each tried on a release in an environment of its own."""
