"""The attacks: each is a notebook that hopes for points, or reaches for what is not its own."""

from bank import files, points, reach, taking

ATTACKS = (*points.ATTACKS, *files.ATTACKS, *reach.ATTACKS, *taking.ATTACKS)
