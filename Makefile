# The commands of the course; `make help` lists them. On the command line:
#   PYTHON=python3.12      the Python that makes .venv (3.11 or newer)
#   TORCH_INDEX=<url>      one more package index, for instance PyTorch's own with the small CPU build
#   COURSE=my-course       the folder of your own copies, which `make lab` makes and brings up to date
#   NB=notebooks/02*.ipynb the notebooks of `make notebooks`
#   ARGS="-k shapes"       more words for pytest, jupyter or the benchmarks
#   THREADS=2              how many threads `make bench` gives to NumPy and torch (1 unless said)
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help lab setup test quick fuzz newest torch_ends bench prove verdicts hostile designs class500 survey notebooks weights release pages site gate light lite pins clean

PYTHON ?= python3
COURSE ?= my-course
JOBS   ?= 2
NB     ?= $(wildcard notebooks solutions)
PY     := .venv/bin/python
PIP     = $(PY) -m pip --disable-pip-version-check install --quiet -c .ci/constraints.txt \
          $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
NO_NEWS = $(PY) -m jupyterlab.labextensions disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements" \
          >.venv/labextensions.log 2>&1  # JupyterLab asks nobody about its news, and fetches none
# a saved notebook keeps the last picture of each explorer, and shows it where no kernel runs
KEEP_LAST = mkdir -p .venv/share/jupyter/lab/settings/overrides.d && \
            cp .ci/jupyterlab.json .venv/share/jupyter/lab/settings/overrides.d/dnnlib.json
PYTEST  = $(PY) -m pytest -n $(JOBS) --dist loadfile

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9_]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: .venv/.course  ## open your own copies of the course in JupyterLab (makes .venv and installs first, once)
	@$(PY) -m dnnlib start "$(COURSE)"
	@$(PY) -m jupyterlab --ServerApp.root_dir="$(abspath $(COURSE))" $(if $(filter 0,$(shell id -u)),--allow-root) \
	    --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(ARGS)

setup: .venv/.course  ## make .venv and install the course, without opening it
	@echo "The course is installed in .venv: make lab opens it, .venv/bin/dnnlib doctor looks it over."

# Two workers on two cores: matrix products that each start a thread a core wait for one another fifty times as long.
test quick: export OPENBLAS_NUM_THREADS = 1
test quick: export OMP_NUM_THREADS = 1

test: .venv/.test  ## run the whole suite, notebooks and browser included
	$(PYTEST) --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg \
	    tests $(wildcard notebooks solutions) $(ARGS)

quick: .venv/.test  ## run the unit and property tests: under seven minutes on two cores
	$(PYTEST) -m "not slow and not browser and not notebook" tests $(ARGS)

fuzz: .venv/.test  ## call every public function with valid and odd arguments; the findings go to build/fuzz.txt
	$(PY) tests/fuzz/run.py $(ARGS)

newest: | $(PY)  ## the unit tests with the newest version of every package: once a week
	rm -rf build/newest && $(PY) -m venv build/newest
	build/newest/bin/python -m pip --disable-pip-version-check install --quiet --upgrade \
	    $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -e '.[test]'
	build/newest/bin/python -m pip --disable-pip-version-check list --outdated || true
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 build/newest/bin/python -m pytest -n $(JOBS) --dist loadfile \
	    -m "not slow and not browser and not notebook" tests $(ARGS)

torch_ends: .venv/.test  ## what needs torch with the oldest and the newest torch that we allow, where it can be had
	$(PY) .ci/torch_ends.py $(ARGS)

bench: .venv/.test  ## time the kernels against each other and against torch, as ratios
	$(PY) tests/benchmarks/run.py $(ARGS)

prove: .venv/.test  ## prove that the graders grade: right answers, named mistakes, mutants; writes tests/prove/README.md
	$(PY) tests/prove/run.py $(ARGS)

verdicts: .venv/.test  ## try all right answers as 200 students hand them in; writes tests/verdicts/README.md
	$(PY) tests/verdicts/run.py $(ARGS)

hostile: .venv/.test  ## grade the hostile submissions; writes tests/hostile/README.md
	$(PY) tests/hostile/run.py $(ARGS)

designs: .venv/.test  ## 10,000 random designs and all corners against the best there is, and a class of 500 designs
	$(PY) tests/designs/run.py $(ARGS)

class500: .venv/.test  ## grade a class of 500, killed on the way; writes tests/class500/README.md
	$(PY) tests/class500/run.py $(ARGS)

survey: .venv/.course  ## the whole survey, recomputed: every figure and table, ours beside the published
	$(PY) -m dnnlib.metrics.survey

notebooks: .venv/.test  ## run all notebooks and save them with their outputs (or those in NB=...)
	$(PY) .ci/notebooks.py $(NB)

weights: .venv/.course  ## train the networks in dnnlib/assets again
	$(PY) -m dnnlib.networks.train $(ARGS)
	$(PY) -m dnnlib.language.train

release: .venv/.course  ## make exercises/ from solutions/ with nbgrader
	$(PY) -m dnnlib release $(ARGS)

pages: .venv/.course  ## bake the explorers into build/pages: they move without a kernel
	$(PY) -m dnnlib.screen.explorers build/pages

site: .venv/.test  ## make the course as a site in build/site: it needs no Python to be read, and no network
	$(PY) -m dnnlib.site build/site $(ARGS)

gate: .venv/.test  ## every page of build/site: links, sliders, guesses, search; axe, light and dark, on a desk and on a phone
	$(PY) tests/alive.py build/site $(ARGS)
	$(PY) tests/gate.py build/site $(ARGS)

light: .venv/.test  ## run the chapters as a browser's Python would: without torch, and where no process may start
	$(PY) tests/light.py $(sort $(wildcard notebooks/[0-9]*.ipynb))

lite: .venv/.test  ## make build/lite, where the course runs in a browser (JupyterLite), or say why it cannot be made here
	$(PY) .ci/lite.py

pins: .venv/.test  ## write .ci/constraints.txt from what is installed in .venv
	$(PY) .ci/pins.py

clean:  ## remove what the commands made, but not .venv
	rm -rf build dist .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find dnnlib tests notebooks exercises solutions -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The environment. A stamp stands for "installed since pyproject.toml or the pins last changed".
.venv/.course: pyproject.toml .ci/constraints.txt | $(PY)
	@echo "Installing the course into .venv (some minutes, once) ..."
	@$(PIP) -e '.[course,teach]'
	@$(NO_NEWS)
	@$(KEEP_LAST)
	@touch $@

.venv/.test: pyproject.toml .ci/constraints.txt | $(PY)
	@echo "Installing the course and its test tools into .venv (some minutes, once) ..."
	@$(PIP) -e '.[test]'
	@$(NO_NEWS)
	@$(KEEP_LAST)
	@touch $@ .venv/.course

$(PY):
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or newer," \
	    "or name yours: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dnnlib needs Python 3.11 or newer, but" \
	    "$(PYTHON) is $$("$(PYTHON)" -V 2>&1 | cut -d' ' -f2): install a newer one and name it: make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make environments:" \
	    "on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
