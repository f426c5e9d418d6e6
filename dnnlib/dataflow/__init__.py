"""Dataflows: loop nests that can be run, counted, priced and searched, and the published analysis beside them."""
