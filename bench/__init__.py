"""What is measured, and against what: each figure beside its floor, in the same run, as a ratio."""
