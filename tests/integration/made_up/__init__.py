"""What made-up counties show, each about one thing: against the oracle, or what else is known of them."""
