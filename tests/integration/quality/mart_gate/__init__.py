"""The mart gate on two small counties: clean, and with every fault."""
