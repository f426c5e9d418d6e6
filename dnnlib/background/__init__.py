"""Where networks come from, and what one learns on real digits: the studies of chapter 01.

points     two numbers of a digit, so that one neuron can be drawn as a line
drawing    a digit that somebody drew, put where the training digits are
features   one classifier on pixels, on gradients made by hand, on learned features
transfer   weights that learned one task begin another
course     training runs on 10,000 digits, kept step by step; grids: weights with few bits
history    the events of the survey's timeline, and ImageNet's error by year
kinds      the survey's Fig. 1, kinds of learning, applications
edge       send a picture or compute on it: a sum of joules

Source: Sze et al. 2017, I and II.
"""
