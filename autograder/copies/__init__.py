"""Working copies: what learners work in, made from the releases and renewed without touching an edit.

``update`` makes them, ``keep`` takes in what was edited elsewhere, ``carry`` what earlier versions left.
"""
