"""studio: the chapter's figures; the front door is dnnlib.plots.

card       a design: its gates, its energy, and where it stands
tornado    each knob turned alone
cloud      every chip for one network, and the front
searches   the best so far; prices what is left of conclusions
"""
