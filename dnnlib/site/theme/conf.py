"""Sphinx's settings: written out by dnnlib.site.build, beside the pages that it makes."""

project = "Efficient processing of deep neural networks"
author = "The authors of the course"
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_extra_path = ["extra"]
html_css_files = ["site.css"]
html_js_files = ["score.js", "kept.js", "guess.js", "site.js"]
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
}
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
# what the cells show is in the notebooks already
nb_execution_mode = "off"
nb_merge_streams = True
myst_heading_anchors = 3
myst_links_external_new_tab = False
suppress_warnings = ["mystnb.unknown_mime_type", "myst.header"]
