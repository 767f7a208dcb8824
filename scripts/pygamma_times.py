"""Times pygamma-agreement on the cases that `cargo bench --bench compare` writes: `gamma CASES` or `alignment CASES`.

    python -m venv pygamma && pygamma/bin/pip install pygamma-agreement==0.5.9
    cargo bench --bench compare -- --python pygamma/bin/python

One line for each case. `gamma`: seconds, number of samples, γ; precision 0.02, with the chance model that shuffles.
`alignment`: seconds and disorder of the best alignment alone, of which γ needs thirty at least. What it compiles at first
use is compiled before the clock starts.
"""

import json
import logging
import os
import sys
import time

import numpy as np
from pyannote.core import Segment
from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum, ShuffleContinuumSampler


def continuum(case):
    """The case's spans, one annotator a layer, within the text's bounds."""
    made = Continuum()
    for number, layer in enumerate(case["layers"]):
        for start, end, label in layer:
            made.add(f"analyst{number}", Segment(start, end), str(label))
    made.bound_inf, made.bound_sup = 0.0, float(case["length"])
    return made


def gamma(made, dissimilarity):
    """Number of samples and γ."""
    result = made.compute_gamma(dissimilarity, precision_level=0.02, sampler=ShuffleContinuumSampler())
    return f"{result.n_samples} {result.gamma:.3f}"


def alignment(made, dissimilarity):
    """The disorder of the best alignment."""
    return f"{made.get_best_alignment(dissimilarity).disorder:.6f}"


def main():
    logging.disable(logging.WARNING)
    # Solvers below Python print to standard output; only our lines are to be there.
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    measure = {"gamma": gamma, "alignment": alignment}[sys.argv[1]]
    with open(sys.argv[2], encoding="utf-8") as file:
        cases = json.load(file)
    dissimilarity = CombinedCategoricalDissimilarity(alpha=1, beta=1)
    measure(continuum(cases[0]), dissimilarity)
    for case in cases:
        np.random.seed(1)
        made = continuum(case)
        start = time.perf_counter()
        result = measure(made, dissimilarity)
        print(f"{time.perf_counter() - start:.6f} {result}", file=results, flush=True)


if __name__ == "__main__":
    main()
