"""A course folder: where things lie, what was handed in, what was graded, under which seeds."""
