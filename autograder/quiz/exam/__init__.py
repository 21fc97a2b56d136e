"""The practice exam: forms drawn by blueprint, answers in a file, scores, and the page to sit it on."""
