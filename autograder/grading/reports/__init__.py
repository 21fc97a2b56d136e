"""What comes out of grading: marks, the class report, feedback, the table on the terminal."""
