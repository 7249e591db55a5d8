"""Which model servers there are, and which of them answers: rows, choice, failover."""
