"""Exercises of the idempotent-writes lesson, in the order of its notebook."""

MODULES = ("dedupe", "upsert", "append", "stream", "gold", "deletes")
