"""Self-check questions: the bank, and two ways to answer them."""
