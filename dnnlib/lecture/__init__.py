"""A chapter as a lecture: one file of slides that needs no network, and a small process behind its sliders.

slides      which cells of the notebook stand on which slide; prose says what of their text, minutes how long
rehearsal   the chapter played once; shows has what its cells show, baking the frames drawn ahead
deck        the file: blocks and a vote are its pieces, page/ its script and style, with reveal.js
build       a chapter's file, made where something changed; handout prints it
server      gives the page and its frames; hotline and worker draw them, keeper starts again what died
"""
