"""The course as a site that needs no Python: `make site`, or python -m dnnlib.site build/site.

chapter     a notebook becomes a page: what its cells show, as the rehearsal of a lecture found it
frames      an explorer or an animation as a page of its own, in a frame that is loaded when it is near; fewer where that is too large
guess       a prediction that asks, takes a number and scores it, in the browser
reference   every public name with its docstring; pages has the errata, the survey and the other tables
build       all of it written down as a source for Sphinx, and Sphinx run
"""
