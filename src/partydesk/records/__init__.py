"""What happened: a few shapes of record, one door by which they are written, one journal of every change."""
