"""studio: the chapter's figures; the front door is dnnlib.plots."""
