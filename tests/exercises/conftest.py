"""Where the banks run."""

from banks import long_lived_jvm, own_folder

__all__ = ["long_lived_jvm", "own_folder"]
