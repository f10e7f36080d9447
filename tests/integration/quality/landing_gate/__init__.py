"""The landing gate on one small county: clean, and with every fault."""
