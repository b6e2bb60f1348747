"""Every number of a period, and why."""
