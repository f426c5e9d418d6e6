"""python -m dnnlib.site build/site [chapter ...]: see build."""

import sys

from dnnlib.site.build import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
