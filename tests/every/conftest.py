"""The same surroundings as the banks have in ``make test``."""

from banks import long_lived_jvm, own_folder

__all__ = ["long_lived_jvm", "own_folder"]
