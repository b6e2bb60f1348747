"""`python -m tests.trials.forms HOW_MANY`: forms spoilt by chance; each must be refused in words, or be filled soundly."""
from __future__ import annotations

import sys

from tests.papers.test_harmless import test_whatever_chance_makes_of_a_form_is_read_or_refused as tried

for seed in range(10_000, 10_000 + int(sys.argv[1])):
    tried(seed)
sys.stdout.write(f"{sys.argv[1]} 个弄坏的模板：要么说清楚了不收，要么填得完好\n")
