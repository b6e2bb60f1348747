"""The sample office: the invented Political-Legal Affairs Commission of 青禾县, with two half-years of records.

Everything in it is made up: the county, the people, the firms, the cases. A fixed program writes it through the
office's own verbs, so that it is the same every time and every number of its summary is counted from records; none is
stated by hand. Its figures for 2025H1 are those of the reference summary.

Where the reference's wording contradicts itself, the records say one thing:

- 320 people of 323 on the roster attended study (99%); they are people (人), not visits (人次), of whom there were
  thousands. The three who never came are staff on night duty who are not members.
- 主题党日 were held jointly by the three branches: six events, eighteen by branch; 三会 are counted by branch and group.
- 整改进度 70% is 38 of 54: the 23 problems of the survey and the 31 suggestions of the forums together.
- 整改完成率 85% is 44 of 52 measures, not of the 48 problems.
- 95% satisfaction and the petitions (45 → 27) are readings from other departments, not shares of twelve complaints.
- 修订18项 is 15 revised and 3 new; the three rules of the activity room stand apart.
- 3 working days after a fifth less means a mean of 3.75 days the year before.
- 310 attended integrity education and ten more made it up: 320 of 320. The 200 handbooks went round the sections.
- Four party groups for 320 members, and a hundred members and more to a branch, are the office's own affair: a check remarks on it.
- The essays of study (581) and of warning education (520) are two piles: an essay lies in one of them.
- 25% more disputes settled is relative: 60% (9 of 15) → 75% (12 of 16).
"""
from .make import make

__all__ = ["make"]
