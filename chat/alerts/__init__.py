"""Standing searches: kept by services, run by `running`, when they are due by `timing`."""
