"""Seeds of grading: different for every learner, the same for a rerun, unknown inside every box."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class BadKey(ValueError):
    """The course's key cannot be read; the message says what to do."""


def course_key(file: Path) -> bytes:
    """The course's secret, made in ``file`` (mode 600) when it is first used.

    Raises BadKey when the file does not hold a key: seeds of another key would change every grade.
    """
    if not file.exists():
        _write_new(file, secrets.token_hex(KEY_BYTES))
    text = file.read_text("ascii", "replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadKey(f"{file} holds no course key. Restore it from a backup: a new key changes all seeds.")
    return key


def _write_new(file: Path, text: str) -> None:
    """Whole or not at all, and never over a key that another process has just made."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"key.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="ascii") as out:
        out.write(text + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def seed(key: bytes, digest: str, lesson: str, attempt: int = 1) -> str:
    """The seed of a submission's lesson: HMAC-SHA256 of digest, lesson and attempt, in 16 hex digits."""
    text = "\0".join([digest, lesson, str(attempt)])
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]
