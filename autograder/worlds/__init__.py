"""Real things that exercises meet: a flaky server, a clock that can be moved, a process that is killed."""
