"""A chapter as a lecture: one file of slides that needs no network, and a small process behind its sliders.

slides    which cells of the notebook stand on which slide
"""
