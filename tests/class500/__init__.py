"""A class of 500: a made-up course, graded, killed on the way, graded on."""
