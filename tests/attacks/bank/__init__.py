"""The attacks: each is a notebook that hopes for points, or reaches for what is not its own."""

from bank import files, late, names, points, reach, shadow, taking

ATTACKS = tuple(
    attack for kind in (points, files, names, shadow, reach, taking, late) for attack in kind.ATTACKS
)
